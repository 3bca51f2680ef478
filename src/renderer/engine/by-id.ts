/** Values by id. Who looks at one hears of that one only. */

import type { Readable } from '../ui/cell.ts'

export class ById<T> {
  readonly #values = new Map<string, T>()
  readonly #listeners = new Map<string, Set<() => void>>()

  get size(): number {
    return this.#values.size
  }

  get(id: string): T | undefined {
    return this.#values.get(id)
  }

  /** Those that were put longest ago come first. */
  ids(): IterableIterator<string> {
    return this.#values.keys()
  }

  put(id: string, value: T): void {
    this.#values.delete(id)
    this.#values.set(id, value)
    this.#tell(id)
  }

  delete(id: string): void {
    if (this.#values.delete(id)) this.#tell(id)
  }

  isLookedAt(id: string): boolean {
    return this.#listeners.has(id)
  }

  of(id: string): Readable<T | undefined> {
    return {
      get: () => this.#values.get(id),
      subscribe: (listener) => {
        const listeners = this.#listeners.get(id) ?? new Set()
        this.#listeners.set(id, listeners.add(listener))
        return () => {
          listeners.delete(listener)
          if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id)
        }
      },
    }
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener()
  }
}
