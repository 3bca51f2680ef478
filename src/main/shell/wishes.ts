/** What the page is asked to show. Kept until a page is there to be asked: files may be given before a window is open. */

import type { Wish } from '../../shared/app-contract.ts'

const mostKept = 20

export class Wishes {
  readonly #kept: Wish[] = []
  #wake: (() => void) | null = null

  add(wish: Wish): void {
    this.#kept.push(wish)
    if (this.#kept.length > mostKept) this.#kept.shift()
    this.#wake?.()
  }

  /** For one page; a second one takes over. */
  async *taken(signal: AbortSignal): AsyncIterable<Wish> {
    this.#wake?.()
    while (!signal.aborted) {
      const wish = this.#kept.shift()
      if (wish !== undefined) yield wish
      else if (!(await this.#more(signal))) return
    }
  }

  /** False where it's over, or somebody else listens now. */
  #more(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = (): void => resolve(!signal.aborted && this.#wake === wake)
      this.#wake = wake
      signal.addEventListener('abort', () => resolve(false), { once: true })
    })
  }
}
