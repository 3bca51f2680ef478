/** Looks after one request: cuts it where nothing moves for too long. */
export class Watch {
  readonly #cut: (words: string) => void
  #timer: NodeJS.Timeout | null = null

  constructor(cut: (words: string) => void) {
    this.#cut = cut
  }

  /** From now on `ms` may pass without another call. */
  expect(ms: number, words: string): void {
    this.stop()
    this.#timer = setTimeout(() => this.#cut(words), ms)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
