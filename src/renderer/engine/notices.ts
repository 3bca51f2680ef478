/** One short message at a time, about what a person just did. */

import { Cell } from '../ui/cell.ts'

export interface Notice {
  readonly text: string
  readonly isBad?: boolean
  /** Takes it back, while the notice is shown. */
  readonly undo?: () => void
}

const shownMs = 6_000

export class Notices {
  readonly current = new Cell<Notice | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  show(notice: Notice, forMs = shownMs): void {
    clearTimeout(this.#timer)
    this.current.set(notice)
    this.#timer = setTimeout(() => this.clear(notice), forMs)
  }

  clear(notice: Notice | null = this.current.get()): void {
    if (this.current.get() === notice) this.current.set(null)
  }
}
