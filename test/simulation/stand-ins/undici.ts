/** undici over the model network: the real adapter (src/main/net) works with it unchanged. */

import type { EventEmitter } from 'node:events'
import { current } from '../world/current.ts'

type Connect = (options: object, done: (error: Error | null, socket: EventEmitter | null) => void) => void

/** Fails with the error that the network names; what comes of it is the adapter's business. */
export function buildConnector(): Connect {
  return (options, done) => {
    const { error = null } = options as { readonly error?: Error | null }
    done(error, null)
  }
}

export class Agent {
  readonly #connect: Connect

  constructor({ connect }: { readonly connect: Connect }) {
    this.#connect = connect
  }

  /** What the adapter makes of a connection that didn't come about. */
  refused(error: Error): Error {
    let told: Error = error
    this.#connect({ error }, (found) => {
      told = found ?? error
    })
    return told
  }

  async close(): Promise<void> {
    // No connection is kept.
  }

  async destroy(): Promise<void> {
    // No connection is kept.
  }
}

/** There are none in this world: whoever makes one has taken a wrong way. */
function noProxy(): never {
  throw new Error('no proxy was named')
}

export { noProxy as Pool, noProxy as ProxyAgent }

export interface ModelOptions {
  readonly method: string
  readonly dispatcher: Agent
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null
}

export function request(url: string, options: ModelOptions) {
  return current().network.request(url, options)
}
