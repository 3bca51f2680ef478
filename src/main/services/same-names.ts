/**
 * Which files of a selection would have one name at the destination. Of each only a short hash is kept, and after so many
 * no more: a folder of millions is told of what was found by then. Pure.
 */

import type { Target } from '../engine/ports/provider.ts'

/** About 25 MB. */
const most = 250_000

export class SameNames {
  readonly #seen = new Map<string, string>()
  readonly #keyOf: (name: string) => string | null

  constructor(keyOf: (name: string) => string | null) {
    this.#keyOf = keyOf
  }

  /** Whether a file of this selection goes by this name; false also where too many were seen. */
  has({ folders, name }: Pick<Target, 'folders' | 'name'>): boolean {
    return this.#seen.has(this.#key(folders, name))
  }

  /** Whether another file would have this name there. The same file again isn't another one: it is added once. */
  isTaken({ folders, name }: Pick<Target, 'folders' | 'name'>, path: string): boolean {
    if (this.#keyOf(name) === null) return false
    const key = this.#key(folders, name)
    const other = this.#seen.get(key)
    if (other !== undefined) return other !== short(path)
    if (this.#seen.size < most) this.#seen.set(key, short(path))
    return false
  }

  /** No name has a NUL in it. */
  #key(folders: readonly string[], name: string): string {
    return short([...folders, name].map((each) => this.#keyOf(each) ?? each).join('\0'))
  }
}

/**
 * FNV-1a, and beside it a second walk with another start and prime: 64 bits. Two names with one hash would only be a
 * warning too many.
 */
function short(text: string): string {
  let one = 0x811c9dc5
  let other = 0x9e3779b9
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit ^ (other >>> 15), 0x85ebca6b)
  }
  return `${(one >>> 0).toString(36)} ${(other >>> 0).toString(36)}`
}
