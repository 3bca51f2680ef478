/** What was learnt about addresses on the way: kept in memory only, and always cheap to learn again. */

import { canonical } from '../../../shared/destination.ts'
import type { Target } from '../../engine/ports/provider.ts'

export interface Learnt {
  /** `personal`, `business` or `documentLibrary`; null until an item told it. */
  readonly driveType: string | null
  /** Whether an address by id is a file or a folder; null until asked. */
  readonly names: 'file' | 'folder' | null
}

const nothing: Learnt = { driveType: null, names: null }
/** More addresses than anybody uses at once. */
const most = 500

export class Drives {
  readonly #learnt = new Map<string, Learnt>()

  about({ destination }: Target): Learnt {
    return this.#learnt.get(canonical(destination)) ?? nothing
  }

  learn(target: Target, news: Partial<Learnt>): void {
    const known = this.about(target)
    const key = canonical(target.destination)
    this.#learnt.delete(key)
    this.#learnt.set(key, { driveType: news.driveType ?? known.driveType, names: news.names ?? known.names })
    const [oldest] = this.#learnt.keys()
    if (this.#learnt.size > most && oldest !== undefined) this.#learnt.delete(oldest)
  }

  forgetName(target: Target): void {
    this.#learnt.set(canonical(target.destination), { ...this.about(target), names: null })
  }
}
