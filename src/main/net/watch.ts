/** Looks after one request: cuts it where nothing moves for too long. */
export class Watch {
  readonly #cut: (words: string) => void
  #timer: NodeJS.Timeout | null = null
  #words = ''
  /** The patience that holds meanwhile, and until when (ms of the monotonic clock). */
  #hurry = { ms: 0, until: 0 }

  constructor(cut: (words: string) => void) {
    this.#cut = cut
  }

  /** From now on `ms` may pass without another call. */
  expect(ms: number, words: string): void {
    this.stop()
    this.#words = words
    const patience = performance.now() < this.#hurry.until ? Math.min(ms, this.#hurry.ms) : ms
    this.#timer = setTimeout(() => this.#cut(words), patience)
    this.#timer.unref()
  }

  /**
   * What waits now may wait no longer than that, and so may what comes soon: the system takes some of our bytes before
   * it notices that nobody is there any more.
   */
  hurry(ms: number): void {
    this.#hurry = { ms, until: performance.now() + 2 * ms }
    if (this.#timer !== null) this.expect(ms, this.#words)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
