/**
 * Where each line of the list is. Rows have one height and heads another, so nothing has to be measured, and a hundred
 * thousand lines cost no more than their heads. Pure.
 */

import type { Line } from './layout.ts'

export interface LineHeights {
  readonly row: number
  readonly head: number
}

export class Places {
  /** Lines that are known, and rows after them that nobody has asked for yet. */
  readonly count: number
  readonly height: number
  readonly #heights: LineHeights
  /** Where the heads are, ascending. */
  readonly #heads: readonly number[]

  constructor(lines: readonly Line[], unknown: number, heights: LineHeights) {
    this.count = lines.length + unknown
    this.#heights = heights
    const heads: number[] = []
    for (let at = 0; at < lines.length; at += 1) if (typeof lines[at] === 'object') heads.push(at)
    this.#heads = heads
    this.height = this.topOf(this.count)
  }

  topOf(index: number): number {
    const { row, head } = this.#heights
    return index * row + this.#headsBefore(index) * (head - row)
  }

  heightOf(index: number): number {
    return this.topOf(index + 1) - this.topOf(index)
  }

  /** The line that covers this height; the first or the last one beyond them. */
  indexAt(y: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.topOf(middle) <= y) low = middle
      else high = middle - 1
    }
    return low
  }

  #headsBefore(index: number): number {
    let [low, high] = [0, this.#heads.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#heads[middle] ?? Infinity) < index) low = middle + 1
      else high = middle
    }
    return low
  }
}
