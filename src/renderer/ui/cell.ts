/** One value that changes, and who wants to know. The smallest thing that React can subscribe to. */

export interface Readable<T> {
  readonly get: () => T
  /** @returns the function that ends the subscription */
  readonly subscribe: (listener: () => void) => () => void
}

export class Cell<T> implements Readable<T> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  readonly get = (): T => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of this.#listeners) listener()
  }
}
