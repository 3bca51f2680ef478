/**
 * Which piece of the page shows which line. A line keeps its piece for as long as it is in the page, so that the focus
 * and whatever else is bound to it stay. While somebody drags through the list, what comes takes over the pieces of what
 * goes: other words in the same row cost a fraction of another row. Pure.
 */

/** Only pieces of one kind are alike. */
export type Kind = 'row' | 'group' | 'waiting'

export interface Shown {
  readonly key: string
  readonly kind: Kind
}

interface Slot {
  readonly kind: Kind
  readonly number: number
}

/** By the key of the line, in the order of the lines. */
export type Slots = ReadonlyMap<string, Slot>

/** @param isReusing otherwise what comes is made anew */
export function slotsFor(before: Slots, shown: readonly Shown[], isReusing: boolean): Slots {
  const there = new Set(shown.map(({ key }) => key))
  const free: Record<Kind, number[]> = { row: [], group: [], waiting: [] }
  let last = 0
  for (const [key, { kind, number }] of before) {
    last = Math.max(last, number)
    if (isReusing && !there.has(key)) free[kind].push(number)
  }
  const taken = { row: 0, group: 0, waiting: 0 }
  const slots = new Map<string, Slot>()
  for (const { key, kind } of shown) {
    const kept = before.get(key)
    if (kept?.kind === kind) {
      slots.set(key, kept)
      continue
    }
    const reused = free[kind][taken[kind]]
    if (reused === undefined) last += 1
    else taken[kind] += 1
    slots.set(key, { kind, number: reused ?? last })
  }
  return slots
}
