/**
 * A daemon's own socket, as commands use it, for looking at transfers again and again: a command is a process, and
 * looking by commands takes most of the time of tests that kill and start daemons.
 */

import { dialAny } from '../../src/main/client/reach-engine.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { type LongshoreContract, contract } from '../../src/shared/contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Client } from '../../src/shared/rpc-contract.ts'
import type { TransferView } from '../../src/shared/transfer.ts'

/** A process that ends at some time. */
interface Daemon {
  readonly isEnded: boolean
  readonly ended: Promise<unknown>
}

/** Finished, or in need of a person: where `longshore wait` ends. */
export const resting: ReadonlySet<string> = new Set(['done', 'skipped', 'failed', 'canceled', 'blocked'])

export class DaemonLine {
  readonly #dataDir: string
  #current: { readonly daemon: Daemon; readonly client: Client<LongshoreContract> } | null = null

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** Undefined where there is no such transfer; null where nobody answers: then a command has to do. */
  async transfer(daemon: Daemon | null, id: string): Promise<TransferView | undefined | null> {
    const client = daemon === null || daemon.isEnded ? null : await this.#clientOf(daemon)
    if (client === null) return null
    const found = await client.queue.get({ ids: [id] })
    if (found.ok) return found.value[0]
    if (found.failure.code === 'engine-unreachable') return null
    throw new Error(`get ${id}: ${JSON.stringify(found.failure)}`)
  }

  async #clientOf(daemon: Daemon): Promise<Client<LongshoreContract> | null> {
    if (this.#current?.daemon === daemon) return this.#current.client
    const { transport } = await dialAny(await addressesToDial(this.#dataDir))
    if (transport === null) return null
    const client = connect(contract, transport)
    this.#current = { daemon, client }
    void daemon.ended.then(() => transport.close())
    return client
  }
}
