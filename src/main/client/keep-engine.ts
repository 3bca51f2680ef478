/**
 * How a face that stays open has an engine all the time: the one of whoever owns the data folder, else its own. When an
 * owner goes (it was stopped, or killed), the next one is found, or made here.
 */

import { contract } from '../../shared/contract.ts'
import type { LongshoreContract, Summary } from '../../shared/contract.ts'
import { failure, FailureError } from '../../shared/failure.ts'
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
  /** One for all pauses: a listener for each would stay with the signal for as long as we look. */
  readonly #stopped: Promise<void>
  readonly #listeners = new Set<(facts: KeptFacts) => void>()
  readonly #onSummary = new Set<(summary: Summary) => void>()
  #facts: KeptFacts = { holding: 'none', client: null, failure: null, dropFolder: null }
  #running: Promise<void> = Promise.resolve()

  /** `options`: of the owner that this process becomes where nobody is. */
  constructor(ports: ReachPorts, options: OwnerOptions) {
    this.#ports = ports
    this.#options = options
    this.#stopped = new Promise((resolve) => {
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true })
    })
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
      // One that lets us go without a word would be asked again and again without a rest.
      const wasOfUse = held !== null && (await this.#hold(held))
      tries = wasOfUse ? 0 : tries + 1
      await this.#pause(Math.min(firstPauseMs * 2 ** Math.min(tries, 8), longestPauseMs))
    }
  }

  /** Null: there is none, and whoever must know was told why. */
  async #reach(tries: number): Promise<Held | null> {
    const found = await this.#open().catch((error: unknown) => failureOf(error))
    if (!('code' in found)) return found
    const isSettling = found.code === 'engine-unreachable' && tries < patience
    if (!isSettling) this.#tellNone(found)
    return null
  }

  async #open(): Promise<Held | Failure> {
    const { addresses, openOwner } = this.#ports
    const { dataDir } = this.#options
    const { transport, inTheWay } = await dialAny(await addresses(dataDir))
    if (transport !== null) {
      const client = connect(contract, transport)
      return { holding: 'theirs', client, dropFolder: null, close: async () => transport.close() }
    }
    const opened = await openOwner(this.#options)
    if (opened.ok) return oursOf(opened.value)
    // Somebody else has the folder: what kept us from asking them says more than that.
    return opened.failure.code === 'engine-unreachable' ? (inTheWay ?? opened.failure) : opened.failure
  }

  /** Until the engine is gone, or this keeper is to end. Says whether it ever told us anything. */
  async #hold(held: Held): Promise<boolean> {
    const { holding, client, dropFolder } = held
    this.#tell({ holding, client, dropFolder, failure: null })
    const { wasOfUse, why } = await this.#follow(client)
    const isNews = !wasOfUse && why !== null && why.code !== 'engine-unreachable'
    this.#tellNone(isNews ? why : null)
    await held.close().catch(() => undefined)
    return wasOfUse
  }

  #tellNone(why: Failure | null): void {
    this.#tell({ holding: 'none', client: null, failure: why, dropFolder: null })
  }

  /** `why`: what ended it; null where it ended well. */
  async #follow(client: Client<LongshoreContract>): Promise<{ wasOfUse: boolean; why: Failure | null }> {
    let wasOfUse = false
    try {
      for await (const summary of client.queue.follow({}, this.#stop.signal)) {
        wasOfUse = true
        for (const listener of this.#onSummary) listener(summary)
      }
      return { wasOfUse, why: null }
    } catch (error) {
      return { wasOfUse, why: failureOf(error) }
    }
  }

  async #pause(ms: number): Promise<void> {
    if (!this.#stop.signal.aborted) await Promise.race([this.#ports.sleep(ms), this.#stopped])
  }
}

function oursOf(owner: Owner): Held {
  const { client, dropFolder } = owner
  return { holding: 'ours', client, dropFolder: dropFolder ?? null, close: () => owner.close() }
}

/** What wasn't foreseen is told too: a face that looks for an engine in silence can't be helped. */
function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  return failure('bug', { detail: `the engine can't be opened: ${String(error)}` })
}
