/** What waits for a folder or a drive goes on when that is there again, and not before. */

import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { isAway } from '../ports/source.ts'
import type { Transfer, TransferStore } from '../ports/store.ts'
import type { AwayRoots } from './away-roots.ts'

export interface RootWaitsParts {
  readonly store: Pick<TransferStore, 'wakeRoot' | 'awayRoots'>
  readonly roots: AwayRoots
  readonly clock: Clock
  readonly log: Log
  /** See `Policy.awayPauseMs`. */
  readonly awayPauseMs: number
  /** Told of every one that goes on, after it is durable. */
  readonly publish: (transfer: Transfer) => void
  readonly wakeQueue: () => void
  /** Somebody who looks may see something else. */
  readonly touch: () => void
}

/** Of a call that is one transaction: fewer are all. */
const mostWoken = 500
const againMs = 5_000

export class RootWaits {
  readonly #parts: RootWaitsParts
  readonly #stop = new AbortController()
  readonly #waking = new Map<string, Promise<void>>()

  constructor(parts: RootWaitsParts) {
    this.#parts = parts
    parts.roots.listen({ onAway: () => parts.touch(), onBack: (root) => this.#wake(root) })
  }

  /** Looks for what was waited for when we stopped. */
  async start(): Promise<void> {
    const { store, roots } = this.#parts
    for (const { root, failure, since } of await store.awayRoots()) roots.lost(root, failure, since)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#parts.roots.stop()
    await Promise.all(this.#waking.values())
  }

  /** To be told of every transfer that changed: one may begin to wait just when its root is back. */
  follow({ state, root, failure, retryAt }: Transfer): void {
    if (state !== 'waiting' || retryAt === null || !isAway(failure)) return
    const { roots, clock, awayPauseMs } = this.#parts
    if (roots.awayOf(root) === null && retryAt - clock.now() > awayPauseMs / 2) this.#wake(root)
  }

  #wake(root: string): void {
    const before = this.#waking.get(root) ?? Promise.resolve()
    const waking = before
      .then(() => this.#wakeAll(root))
      .finally(() => {
        if (this.#waking.get(root) === waking) this.#waking.delete(root)
      })
    this.#waking.set(root, waking)
  }

  async #wakeAll(root: string): Promise<void> {
    const { store, clock, log, publish, wakeQueue, touch } = this.#parts
    touch()
    for (let isMore = true; isMore && !this.#stop.signal.aborted; ) {
      try {
        const woken = await store.wakeRoot(root, clock.now())
        for (const transfer of woken) publish(transfer)
        wakeQueue()
        isMore = woken.length >= mostWoken
      } catch (error) {
        // The store is in trouble: they wait a while longer.
        log.warn('roots.wake', { error: String(error) })
        await clock.sleep(againMs, this.#stop.signal).catch(() => undefined)
      }
    }
  }
}
