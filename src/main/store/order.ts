/** The order of the queue, as people decide it: a rank beside the number that each row came with. Called inside a transaction. */

import * as z from 'zod'
import { type State, isFinal, states as allStates } from '../../shared/lifecycle.ts'
import type { Goal } from '../engine/ports/queue-order.ts'
import type { Statements } from './statements.ts'

const Places = z.array(z.object({ seq: z.number(), place: z.number() }))
type Placed = z.infer<typeof Places>[number]

const unfinished = (Object.keys(allStates) as State[]).filter((state) => !isFinal(state))

export class Order {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /**
   * Moves these, in the order that they have among each other. What has ended stays where it is.
   *
   * @returns how many were moved; 0 where the goal is one of them, or not in the queue
   */
  move(ids: readonly string[], goal: Goal): number {
    const moved = this.#placed(ids)
    if (moved.length === 0) return 0
    const among = new Set(moved.map(({ seq }) => seq))
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const gap = this.#gap(goal, among)
      if (gap === null) return 0
      const places = between(gap.low, gap.high, moved.length)
      if (places !== null) {
        for (const [at, { seq }] of moved.entries()) this.#rank(seq, places[at] ?? 0)
        return moved.length
      }
      // Numbers have only so many digits: after some fifty moves into the same gap there is none left between.
      this.#spread()
    }
    return 0
  }

  #placed(ids: readonly string[]): Placed[] {
    const sql = `SELECT seq, place FROM transfer WHERE id IN (SELECT value FROM json_each(?)) AND finished_at IS NULL
      ORDER BY place, seq`
    return Places.parse(this.#sql.all(sql, JSON.stringify(ids)))
  }

  /** The neighbours that they go between; null: there is no such place. */
  #gap(goal: Goal, among: ReadonlySet<number>): { low: number; high: number } | null {
    if ('to' in goal) {
      const edge = goal.to === 'top' ? this.#neighbour(null, 'after', among) : this.#neighbour(null, 'before', among)
      if (goal.to === 'top') return { low: -Infinity, high: edge?.place ?? 0 }
      // Whatever comes later stands below.
      return { low: edge?.place ?? 0, high: this.#nextSeq() }
    }
    const [beside] = this.#placed(['before' in goal ? goal.before : goal.after])
    if (beside === undefined || among.has(beside.seq)) return null
    if ('before' in goal) {
      return { low: this.#neighbour(beside, 'before', among)?.place ?? -Infinity, high: beside.place }
    }
    return { low: beside.place, high: this.#neighbour(beside, 'after', among)?.place ?? this.#nextSeq() }
  }

  /** The nearest that isn't moved itself; without a place, from the end of the queue on that side. */
  #neighbour(from: Placed | null, side: 'before' | 'after', among: ReadonlySet<number>): Placed | null {
    const isUp = side === 'after'
    const begin = from ?? { place: isUp ? -Number.MAX_VALUE : Number.MAX_VALUE, seq: 0 }
    const [compare, direction] = isUp ? ['>', 'ASC'] : ['<', 'DESC']
    const sql = `SELECT seq, place FROM transfer WHERE state = ? AND finished_at IS NULL
      AND (place, seq) ${compare} (?, ?) ORDER BY place ${direction}, seq ${direction}`
    let nearest: Placed | null = null
    for (const state of unfinished) {
      for (const row of this.#sql.of(sql).iterate(state, begin.place, begin.seq)) {
        const placed = row as Placed
        if (among.has(placed.seq)) continue
        if (nearest === null || isUp === placed.place < nearest.place) nearest = placed
        break
      }
    }
    return nearest
  }

  #nextSeq(): number {
    const row = this.#sql.get("SELECT seq FROM sqlite_sequence WHERE name = 'transfer'")
    return (row === undefined ? 0 : z.object({ seq: z.number() }).parse(row).seq) + 1
  }

  #rank(seq: number, place: number): void {
    this.#sql.run('UPDATE transfer SET rank = ? WHERE seq = ?', place, seq)
  }

  /** One apart from each other, all of them before whatever comes. */
  #spread(): void {
    const all = Places.parse(
      this.#sql.all('SELECT seq, place FROM transfer WHERE finished_at IS NULL ORDER BY place, seq'),
    )
    const first = this.#nextSeq() - all.length
    for (const [at, { seq }] of all.entries()) this.#rank(seq, first + at)
  }
}

/** So many places, evenly, with all of them apart; null: there isn't room for them. */
export function between(low: number, high: number, count: number): readonly number[] | null {
  const start = Number.isFinite(low) ? low : high - count - 1
  const step = (high - start) / (count + 1)
  const places = Array.from({ length: count }, (_, at) => start + step * (at + 1))
  const isApart = [start, ...places].every((place, at) => place < (places[at] ?? high))
  return isApart ? places : null
}
