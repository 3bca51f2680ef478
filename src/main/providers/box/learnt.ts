/** What an account told on the way: kept in memory only, and always cheap to learn again. */

import { hardSinglePutBytes, maxFileBytes, sessionFromBytes } from './limits.ts'

export class Learnt {
  #largestFile: number | null = null
  #sessionFrom = sessionFromBytes

  /** The plan's cap in bytes; null until it was told. */
  get largestFile(): number | null {
    return this.#largestFile
  }

  get maxFileBytes(): number {
    return this.#largestFile ?? maxFileBytes
  }

  /** Files from this size on go by session. */
  get sessionFrom(): number {
    return this.#sessionFrom
  }

  learnLargestFile(bytes: number): void {
    this.#largestFile = bytes
  }

  /** A session was refused for a file of this size. Above what a single request takes it says nothing. */
  learnTooSmall(bytes: number): void {
    if (bytes <= hardSinglePutBytes) this.#sessionFrom = Math.max(this.#sessionFrom, bytes + 1)
  }
}
