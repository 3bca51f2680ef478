/**
 * How a face that stays open has an engine all the time: the one of whoever owns the data folder, else its own. When an
 * owner goes (it was stopped, or killed), the next one is found, or made here.
 */

import { contract } from '../../shared/contract.ts'
import type { LongshoreContract, Summary } from '../../shared/contract.ts'
import type { Failure } from '../../shared/failure.ts'
import { connect } from '../../shared/rpc-connect.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import type { Owner, OwnerOptions } from './owner-port.ts'
import { dialAny } from './reach-engine.ts'
import type { ReachPorts } from './reach-engine.ts'

/** `ours`: it ends with this process. `theirs`: a daemon's, or a command's while that runs. `none`: looked for. */
export type Holding = 'ours' | 'theirs' | 'none'

export interface KeptFacts {
  readonly holding: Holding
  readonly client: Client<LongshoreContract> | null
  /** Why there is none, where that is more than "somebody is just leaving". */
  readonly failure: Failure | null
  /** The folder that a first run made. */
  readonly dropFolder: string | null
}

interface Held {
  readonly holding: 'ours' | 'theirs'
  readonly client: Client<LongshoreContract>
  readonly dropFolder: string | null
  close(): Promise<void>
}

const firstPauseMs = 100
const longestPauseMs = 2_000
/** Somebody who has the lock opens its socket soon: until then it is no failure. */
const patience = 30

export class EngineKeeper {
  readonly #ports: ReachPorts
  readonly #options: OwnerOptions
  readonly #stop = new AbortController()
  readonly #listeners = new Set<(facts: KeptFacts) => void>()
  readonly #onSummary = new Set<(summary: Summary) => void>()
  #facts: KeptFacts = { holding: 'none', client: null, failure: null, dropFolder: null }
  #running: Promise<void> = Promise.resolve()

  /** `options`: of the owner that this process becomes where nobody is. */
  constructor(ports: ReachPorts, options: OwnerOptions) {
    this.#ports = ports
    this.#options = options
  }

  get facts(): KeptFacts {
    return this.#facts
  }

  /** @returns the function that ends the subscription */
  listen(listener: (facts: KeptFacts) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The queue's tallies whenever they change, at most ten times a second. */
  listenToSummary(listener: (summary: Summary) => void): () => void {
    this.#onSummary.add(listener)
    return () => this.#onSummary.delete(listener)
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Lets the engine go: one of ours is stopped and keeps what was acknowledged. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  #tell(facts: KeptFacts): void {
    this.#facts = facts
    for (const listener of this.#listeners) listener(facts)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    let tries = 0
    while (!signal.aborted) {
      const held = await this.#reach(tries)
      if (held === null) {
        tries += 1
        await this.#pause(Math.min(firstPauseMs * 2 ** Math.min(tries, 8), longestPauseMs))
        continue
      }
      tries = 0
      this.#tell({ ...held, failure: null })
      await this.#follow(held.client)
      this.#tell({ holding: 'none', client: null, failure: null, dropFolder: null })
      await held.close()
    }
  }

  async #reach(tries: number): Promise<Held | null> {
    const { addresses, openOwner } = this.#ports
    const { dataDir } = this.#options
    const { transport, inTheWay } = await dialAny(await addresses(dataDir))
    if (transport !== null) {
      const client = connect(contract, transport)
      return { holding: 'theirs', client, dropFolder: null, close: async () => transport.close() }
    }
    const opened = await openOwner(this.#options)
    if (opened.ok) return this.#ours(opened.value)
    const failure = inTheWay ?? opened.failure
    const isSettling = failure.code === 'engine-unreachable' && tries < patience
    if (!isSettling) this.#tell({ holding: 'none', client: null, failure, dropFolder: null })
    return null
  }

  #ours(owner: Owner): Held {
    return {
      holding: 'ours',
      client: owner.client,
      dropFolder: owner.dropFolder ?? null,
      close: () => owner.close(),
    }
  }

  /** Returns when the engine is gone, or this keeper is to end. */
  async #follow(client: Client<LongshoreContract>): Promise<void> {
    try {
      for await (const summary of client.queue.follow({}, this.#stop.signal)) {
        for (const listener of this.#onSummary) listener(summary)
      }
    } catch {
      // The line broke: whoever had the engine is gone.
    }
  }

  async #pause(ms: number): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([this.#ports.sleep(ms), stopped])
  }
}
