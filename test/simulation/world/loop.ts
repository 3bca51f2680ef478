/**
 * Virtual time. Everything that takes time, or that another thread or computer would do, is an event here; between two
 * events all promises come to rest. Nothing waits for real time.
 */

import type { Chance } from './chance.ts'
import { EventHeap, type LoopEvent } from './event-heap.ts'
import { promisesRest, realTurn } from './real.ts'

/** `idle` where nothing would ever happen again. */
export type End = 'over' | 'idle' | 'circles'

/** More events than any schedule needs: what reaches it runs in circles. */
const mostEvents = 400_000

export class Loop {
  readonly #heap = new EventHeap()
  readonly #ties: Chance
  #monotonic = 1_000
  readonly #wallOffset: number
  #skew = 0
  #events = 0
  #stuck = 0

  constructor(ties: Chance, wallAt: number) {
    this.#ties = ties
    this.#wallOffset = wallAt - this.#monotonic
  }

  /** ms; never goes back */
  monotonic(): number {
    return this.#monotonic
  }

  /** epoch ms, as it is for everybody else */
  wall(): number {
    return this.#monotonic + this.#wallOffset
  }

  /** epoch ms, as the engine's computer shows it */
  shown(): number {
    return this.wall() + this.#skew
  }

  get events(): number {
    return this.#events
  }

  /** Somebody sets the computer's clock. */
  jump(ms: number): void {
    this.#skew += ms
  }

  /** The computer sleeps: nothing happens on it until it wakes up. */
  sleep(ms: number): void {
    this.#heap.delay(this.#monotonic + ms)
  }

  /** @param ms from now; what falls on the same moment comes in an order by chance */
  after(ms: number, run: () => void | Promise<void>): LoopEvent {
    const event = { at: this.#monotonic + Math.max(0, ms), tie: this.#ties.fraction(), run, isOff: false }
    this.#heap.push(event)
    return event
  }

  /** On another turn, with no time passing. */
  soon(run: () => void | Promise<void>): LoopEvent {
    return this.after(0, run)
  }

  passed(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve))
  }

  /** Runs until `isOver` says so, asked after every event. */
  run(isOver: () => boolean | Promise<boolean>): Promise<End> {
    return new Promise((resolve) => {
      realTurn(() => resolve(new Promise((done) => done(this.#run(isOver)))))
    })
  }

  #run(isOver: () => boolean | Promise<boolean>): End {
    promisesRest()
    for (;;) {
      if (settled(isOver())) return 'over'
      const event = this.#heap.pop()
      if (event === null) return 'idle'
      if (event.isOff) continue
      this.#events += 1
      this.#stuck = event.at === this.#monotonic ? this.#stuck + 1 : 0
      if (this.#events > mostEvents || this.#stuck > 20_000) return 'circles'
      this.#monotonic = Math.max(this.#monotonic, event.at)
      settled(event.run())
      promisesRest()
    }
  }
}

/** What comes of it: no part of this world waits for anything but an event. */
function settled<T>(value: T | Promise<T>): T {
  if (!(value instanceof Promise)) return value
  const found: { result?: T; error?: unknown } = {}
  const hear = async (): Promise<void> => {
    try {
      found.result = await value
    } catch (error) {
      found.error = error
    }
  }
  void hear()
  promisesRest()
  if ('error' in found) throw found.error
  if (!('result' in found)) throw new Error('something waits for what is no event of this world')
  return found.result
}
