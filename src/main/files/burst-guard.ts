/**
 * The kernel's queue of events has an end, and Node doesn't say when it ran over. But only a burst can do that: after
 * one, everything is looked at once more.
 */

const windowMs = 1_000
/** A quarter of the usual `fs.inotify.max_queued_events`. */
const burstEvents = 4_000
const calmMs = 2_000

export class BurstGuard {
  readonly #onCalm: () => void
  #windowFrom = 0
  #inWindow = 0
  #timer: NodeJS.Timeout | null = null

  constructor(onCalm: () => void) {
    this.#onCalm = onCalm
  }

  count(): void {
    const now = performance.now()
    if (now - this.#windowFrom > windowMs) {
      this.#windowFrom = now
      this.#inWindow = 0
    }
    this.#inWindow += 1
    if (this.#timer !== null) this.#timer.refresh()
    else if (this.#inWindow >= burstEvents) {
      this.#timer = setTimeout(() => {
        this.#timer = null
        this.#onCalm()
      }, calmMs)
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
