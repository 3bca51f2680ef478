/** What the page is asked to show. Kept until a page is there to be asked: files may be given before a window is open. */

import type { Wish } from '../../shared/app-contract.ts'

const mostKept = 20
/** As the contract says. */
const mostPaths = 10_000

export class Wishes {
  readonly #kept: Wish[] = []
  #wake: (() => void) | null = null
  /** Of the page that is asked now. */
  #signal: AbortSignal | null = null

  add(wish: Wish): void {
    this.#kept.push(wish.kind === 'add' ? { ...wish, paths: wish.paths.slice(0, mostPaths) } : wish)
    if (this.#kept.length > mostKept) this.#kept.shift()
    this.#wake?.()
  }

  /** For one page; a second one takes over. */
  async *taken(signal: AbortSignal): AsyncIterable<Wish> {
    this.#signal = signal
    this.#wake?.()
    signal.addEventListener('abort', () => this.#wake?.(), { once: true })
    while (!signal.aborted && this.#signal === signal) {
      const wish = this.#kept.shift()
      if (wish === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
      else yield wish
    }
  }
}
