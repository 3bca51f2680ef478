/** Where folders were found: the id of a name in a folder, for a while. Forgotten as soon as the service doubts it. */

import type { Clock } from '../../engine/ports/clock.ts'
import { folderMemoryMs } from './limits.ts'
import { fold } from './names.ts'

interface Known {
  readonly id: string
  /** epoch ms */
  readonly until: number
}

/** More folders than anybody uploads to at once. */
const most = 5_000

export class FolderMemory {
  readonly #clock: Clock
  readonly #known = new Map<string, Known>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  find(parentId: string, name: string): string | null {
    const known = this.#known.get(keyOf(parentId, name))
    return known !== undefined && known.until > this.#clock.now() ? known.id : null
  }

  learn(parentId: string, name: string, id: string): void {
    const key = keyOf(parentId, name)
    this.#known.delete(key)
    this.#known.set(key, { id, until: this.#clock.now() + folderMemoryMs })
    const [oldest] = this.#known.keys()
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest)
  }

  /** A folder isn't where it was: neither is what was found on the way to it. */
  forgetAll(): void {
    this.#known.clear()
  }
}

function keyOf(parentId: string, name: string): string {
  return `${parentId}/${fold(name)}`
}
