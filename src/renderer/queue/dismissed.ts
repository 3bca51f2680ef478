/**
 * Failures that a person has seen and put aside. They stay in the history; this page only stops to put them on top.
 * Ids are no secret, so that the browser may keep them.
 */

import { Cell } from '../ui/cell.ts'

const key = 'longshore.dismissed'
const most = 5_000

function stored(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(found) ? found.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

class Dismissed {
  readonly ids = new Cell<ReadonlySet<string>>(new Set(stored()))

  add(ids: readonly string[]): void {
    const all = [...this.ids.get(), ...ids].slice(-most)
    this.ids.set(new Set(all))
    localStorage.setItem(key, JSON.stringify(all))
  }
}

export const dismissed = new Dismissed()
