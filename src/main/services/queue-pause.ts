/**
 * The pause of everything: until a person resumes, or until a moment. It is stored as that moment, so that neither a restart
 * nor a night asleep makes it longer. When it is over, what it put to rest goes on; what a person had paused before stays.
 */

import * as z from 'zod'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'
import type { SettingStore, Transfer } from '../engine/ports/store.ts'
import type { Selection } from '../engine/queue/queue.ts'

/** Not in the table of settings: it is set by pausing and resuming everything, not by hand. */
const key = 'queue.paused'
/** A computer that slept is noticed as late as that. */
const longestNapMs = 15_000

/** epoch ms both. Older queues know `true` and `false`. */
const Stored = z.union([
  z.boolean().transform((isPaused): Pause | null => (isPaused ? { since: 0, until: null, by: 'person' } : null)),
  z.object({
    since: z.number(),
    until: z.number().nullable(),
    by: z.enum(['person', 'power']).default('person'),
  }),
])
type Pause = { readonly since: number; readonly until: number | null; readonly by: 'person' | 'power' }

interface Stopped {
  pause(selection: Selection, why?: string): Promise<number>
  resume(selection: Selection): Promise<number>
  goOn(rested: (transfer: Transfer) => boolean): Promise<number>
}

interface QueuePauseParts {
  readonly store: SettingStore
  readonly clock: Clock
  readonly queue: Stopped
  readonly scheduler: { setPaused(isPaused: boolean): void }
  /** That it is another one is to be seen, before all the rows are. */
  readonly touched: () => void
  readonly log: Log
}

export class QueuePause {
  readonly #parts: QueuePauseParts
  #now: Pause | null = null
  /** The files that are put to rest. */
  #pausing: Promise<unknown> = Promise.resolve()
  #resumes = 0
  /** Ends the nap of who follows: there is another moment to wait for. */
  #wake: () => void = () => undefined

  constructor(parts: QueuePauseParts) {
    this.#parts = parts
  }

  /** `until`: epoch ms; null: until a person resumes, or nothing is paused. */
  get now(): { readonly isPaused: boolean; readonly until: number | null } {
    return { isPaused: this.#now !== null, until: this.#now?.until ?? null }
  }

  /** Who said so; null: nothing is paused. */
  get by(): Pause['by'] | null {
    return this.#now?.by ?? null
  }

  /** How often a person has resumed everything since we run. */
  get resumes(): number {
    return this.#resumes
  }

  /** What is stored, for what runs. */
  async load(): Promise<void> {
    const found = Stored.safeParse((await this.#parts.store.settings())[key])
    this.#set(found.success ? found.data : null)
  }

  /**
   * @param until epoch ms; null: until a person resumes. A pause that is there ends then instead.
   * @returns how many transfers changed
   */
  async pause(until: number | null): Promise<number> {
    const { clock, queue } = this.#parts
    await this.#keep({ since: this.#now?.since ?? clock.now(), until, by: 'person' })
    const why = until === null ? 'a person said so' : `a person said so, until ${new Date(until).toISOString()}`
    const act = queue.pause({ all: true }, why)
    this.#pausing = act.catch(() => undefined)
    return act
  }

  /** While the computer runs on its battery, until it doesn't, or a person resumes. Nothing may be paused yet. */
  async rest(): Promise<void> {
    const { clock, queue } = this.#parts
    await this.#keep({ since: clock.now(), until: null, by: 'power' })
    const act = queue.pause({ all: true }, 'the computer runs on its battery')
    this.#pausing = act.catch(() => undefined)
    await act
  }

  /** What rested goes on, unless a person has paused everything meanwhile. */
  async restIsOver(): Promise<void> {
    if (this.#now?.by === 'power') await this.#end()
  }

  /** A person says so: everything that rests goes on, also what was paused by itself. */
  async resume(): Promise<number> {
    this.#resumes += 1
    await this.#keep(null)
    return this.#parts.queue.resume({ all: true })
  }

  /** Ends the pause when its time has come, until it is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    while (!signal.aborted) {
      const until = this.#now?.until ?? null
      const left = until === null ? longestNapMs : until - clock.now()
      if (left > 0 || !(await this.#end()))
        await this.#nap(left > 0 ? Math.min(left, longestNapMs) : longestNapMs, signal)
    }
  }

  /** The rows first: whoever is killed between the two begins with the same moment, and ends it again. */
  async #end(): Promise<boolean> {
    const { queue, log } = this.#parts
    const pause = this.#now
    if (pause === null) return true
    try {
      // A short one may end while it still puts files to rest: none of them may stay behind.
      await this.#pausing
      if (this.#now !== pause) return true
      await queue.goOn(({ stateAt }) => stateAt >= pause.since)
      // Somebody may have said something else meanwhile.
      if (this.#now === pause) await this.#keep(null)
      return true
    } catch (error) {
      // A store that can't be written: it is tried again.
      log.warn('pause.not-ended', { error: String(error) })
      return false
    }
  }

  async #nap(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve))
    const over = new AbortController()
    const nap = this.#parts.clock.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => undefined)
    await Promise.race([woken, nap])
    over.abort()
  }

  async #keep(pause: Pause | null): Promise<void> {
    await this.#parts.store.putSetting(key, pause ?? false)
    this.#set(pause)
    this.#wake()
  }

  #set(pause: Pause | null): void {
    this.#now = pause
    this.#parts.scheduler.setPaused(pause !== null)
    this.#parts.touched()
  }
}
