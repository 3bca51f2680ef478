/** Values that come later, read in their order. */

export class Feed<T> {
  readonly #values: T[] = []
  #error: Error | null = null
  #isEnded = false
  #wake: () => void = () => undefined

  put(value: T): void {
    this.#values.push(value)
    this.#wake()
  }

  end(): void {
    this.#isEnded = true
    this.#wake()
  }

  fail(error: Error): void {
    this.#error = error
    this.#wake()
  }

  async *read(): AsyncGenerator<T> {
    for (;;) {
      const [value] = this.#values.splice(0, 1)
      if (value !== undefined) {
        yield value
      } else if (this.#error !== null) {
        throw this.#error
      } else if (this.#isEnded) {
        return
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }
}
