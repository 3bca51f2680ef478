/**
 * Folders and drives that are not there: unplugged, or behind a network. Whoever finds one missing says so here; from then on
 * one look at a time asks for all who wait for it, with growing pauses, and all others are answered from memory.
 */

import { type Failure, type Result, fail } from '../../../shared/failure.ts'
import type { Clock, Random } from '../ports/clock.ts'
import { type Sources, isAway } from '../ports/source.ts'
import { pauseAfter } from '../plan/policy.ts'
import { Bell } from '../watch/bell.ts'

export interface AwayRoot {
  /** Absolute. */
  readonly root: string
  readonly failure: Failure
  /** epoch ms */
  readonly since: number
  /** When it is looked at next, epoch ms. */
  readonly nextAt: number
}

export interface AwayRootsParts {
  readonly sources: Sources
  readonly clock: Clock
  readonly random: Random
  /** After look 1, 2, 3 …, ms; the last one repeats. */
  readonly pausesMs: readonly number[]
}

export interface AwayListener {
  /** It is away, or was looked at in vain once more. */
  onAway?(away: AwayRoot): void
  /** It is there again. */
  onBack?(root: string): void
}

interface Asked {
  failure: Failure
  since: number
  /** epoch ms */
  nextAt: number
  looks: number
  /** Monotonic. */
  dueAt: number
  readonly bell: Bell
}

export class AwayRoots {
  readonly #parts: AwayRootsParts
  readonly #away = new Map<string, Asked>()
  /** Looks that say whether it is away, which others wait for. */
  readonly #confirming = new Map<string, Promise<void>>()
  readonly #listeners = new Set<AwayListener>()
  readonly #stop = new AbortController()
  readonly #asking = new Set<Promise<void>>()
  /** The same files, but that nobody looks at those of a root that is away. */
  readonly sources: Sources

  constructor(parts: AwayRootsParts) {
    this.#parts = parts
    const { sources } = parts
    this.sources = {
      open: (ref) => this.#guarded(ref.root, () => sources.open(ref)),
      inspect: (ref) => this.#guarded(ref.root, () => sources.inspect(ref)),
      reach: (root) => this.#guarded(root, () => sources.reach(root)),
    }
  }

  listen(listener: AwayListener): void {
    this.#listeners.add(listener)
  }

  /** Null: as far as anybody knows, it is there. */
  awayOf(root: string): AwayRoot | null {
    const asked = this.#away.get(root)
    return asked === undefined ? null : this.#view(root, asked)
  }

  list(): readonly AwayRoot[] {
    return [...this.#away].map(([root, asked]) => this.#view(root, asked))
  }

  /**
   * Somebody looked, and it is not there.
   *
   * @param since when it was found away first, where that was before this process; epoch ms
   */
  lost(root: string, found: Failure, since: number | null = null): void {
    if (this.#away.has(root) || this.#stop.signal.aborted) return
    const asked = {
      failure: found,
      since: since ?? this.#parts.clock.now(),
      looks: 0,
      dueAt: 0,
      nextAt: 0,
      bell: new Bell(),
    }
    this.#away.set(root, asked)
    this.#pause(asked)
    this.#tell(root, asked)
    const asking = this.#ask(root, asked).finally(() => this.#asking.delete(asking))
    this.#asking.add(asking)
  }

  /** Looks at all of them now: the computer woke up, or somebody knows that a drive was connected. */
  tryNow(): void {
    for (const asked of this.#away.values()) {
      asked.looks = 0
      asked.dueAt = this.#parts.clock.monotonic()
      asked.bell.ring()
    }
  }

  /** The computer's clock was set by so many ms. */
  move(ms: number): void {
    for (const asked of this.#away.values()) {
      asked.since += ms
      asked.nextAt += ms
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#asking)
  }

  async #guarded<T>(root: string, look: () => Promise<Result<T>>): Promise<Result<T>> {
    const asked = this.#away.get(root)
    if (asked !== undefined) return fail(asked.failure)
    const looked = await look()
    if (looked.ok || !isAway(looked.failure)) return looked
    await this.#confirm(root)
    return looked
  }

  /** What one file met may be a moment's trouble: the root is away for all only where it says so itself. */
  #confirm(root: string): Promise<void> {
    const running = this.#confirming.get(root)
    if (running !== undefined) return running
    const confirming = this.#reachOrLose(root).finally(() => this.#confirming.delete(root))
    this.#confirming.set(root, confirming)
    return confirming
  }

  async #reachOrLose(root: string): Promise<void> {
    const reached = await this.#parts.sources.reach(root)
    if (!reached.ok && isAway(reached.failure)) this.lost(root, reached.failure)
  }

  async #ask(root: string, asked: Asked): Promise<void> {
    const { sources, clock } = this.#parts
    const { signal } = this.#stop
    try {
      for (;;) {
        const ms = asked.dueAt - clock.monotonic()
        if (ms > 0) {
          await asked.bell.wait(clock, ms, signal)
          continue
        }
        const reached = await sources.reach(root)
        signal.throwIfAborted()
        if (reached.ok || reached.failure.code === 'source-denied') break
        if (isAway(reached.failure)) asked.failure = reached.failure
        this.#pause(asked)
        this.#tell(root, asked)
      }
    } catch {
      // Without anybody who asks, each file looks for itself again.
      if (signal.aborted) return
    }
    this.#away.delete(root)
    for (const listener of this.#listeners) listener.onBack?.(root)
  }

  #pause(asked: Asked): void {
    const { clock, random, pausesMs } = this.#parts
    const ms = pauseAfter(pausesMs, asked.looks, random.fraction())
    asked.dueAt = clock.monotonic() + ms
    asked.nextAt = clock.now() + ms
    asked.looks += 1
  }

  #tell(root: string, asked: Asked): void {
    for (const listener of this.#listeners) listener.onAway?.(this.#view(root, asked))
  }

  #view(root: string, { failure: found, since, nextAt }: Asked): AwayRoot {
    return { root, failure: found, since, nextAt }
  }
}
