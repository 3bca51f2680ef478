/**
 * How many steps are kept. Of one story (a transfer, or a path without one) the first few and the newest, what a person
 * did and how it ended; of all together, what isn't too old, and not too many. In transactions of bounded size.
 */

import * as z from 'zod'
import type { Statements } from './statements.ts'

/** How it began is told for ever, and as much of the newest as somebody reads, or looks back at (`watch/settle.ts`). */
export const keptFirst = 20
export const keptNewest = 200
/** Between those: a person's own acts and ends, the newest of them. With all of them, a story is one answer of `explain`. */
export const keptMarked = 250
/** So many more than that are written before the story is looked at while it is written. */
export const slack = 100

const hourMs = 3_600_000
/** Steps of finished transfers are told for that long. */
const keptMs = 90 * 24 * hourMs
/** Of finished transfers and of paths, in all. Those of the last hour stay: what is sent how often is read from them. */
const mostSteps = 500_000

/** Rows that one transaction looks at. */
const lookedAt = 2_000
/** Rows of one story that one transaction takes out. */
const takenOut = 500

/** How it is told that steps are no longer told. */
export const gap = 'no longer told'

const Sequence = z.object({ seq: z.number() }).optional()
const Doomed = z.array(z.object({ seq: z.number(), at: z.number(), what: z.string(), why: z.string() }))
const Window = z.object({ rows: z.number(), end: z.number().nullable(), oldest: z.number().nullable() })
const Entries = z.array(z.object({ path: z.string(), seq: z.number() }))
const Stories = z.array(z.object({ transferId: z.string().nullable() }))

/** Ends, and what a person said; as the engine words them (`queue/queue.ts`, `plan/reaction.ts`, `transfer/canceler.ts`). */
const marked = `(what IN ('done', 'skipped', 'failed', 'canceled', 'gave up', 'put aside') OR why LIKE 'a person %')`

const ofStory = 'FROM step WHERE path = ? AND transfer_id IS ?'

export class StepPruning {
  readonly #sql: Statements
  readonly #atOnce: <T>(act: () => T) => T
  readonly #most: number

  constructor(sql: Statements, atOnce: <T>(act: () => T) => T, most = mostSteps) {
    this.#sql = sql
    this.#atOnce = atOnce
    this.#most = most
  }

  /**
   * What the hourly maintenance does. Each round is one transaction of bounded size; between two, others are answered.
   *
   * @param now epoch ms
   */
  *rounds(now: number): Generator<void> {
    yield* this.#crowded()
    yield* this.#finished(now - keptMs, () => Number.MAX_SAFE_INTEGER)
    const { rows } = z.object({ rows: z.number() }).parse(this.#sql.get('SELECT count(*) AS rows FROM step'))
    yield* this.#finished(now - hourMs, (gone) => rows - this.#most - gone)
  }

  /**
   * Takes out of one story what is beyond the cap, at most so many at once. Called inside a transaction.
   *
   * @returns how many are gone; fewer than `takenOut`: that was all
   */
  trim(path: string, transferId: string | null): number {
    const story = [path, transferId]
    const first = this.#sequence(`SELECT seq ${ofStory} ORDER BY seq LIMIT 1 OFFSET ?`, ...story, keptFirst - 1)
    const newest = this.#sequence(`SELECT seq ${ofStory} ORDER BY seq DESC LIMIT 1 OFFSET ?`, ...story, keptNewest - 1)
    if (first === null || newest === null || newest <= first) return 0
    const between = [...story, first, newest]
    const oldestMarked = this.#sequence(
      `SELECT seq ${ofStory} AND seq > ? AND seq < ? AND ${marked} ORDER BY seq DESC LIMIT 1 OFFSET ?`,
      ...between,
      keptMarked - 1,
    )
    const doomed = Doomed.parse(
      this.#sql.all(
        `SELECT seq, at, what, why ${ofStory} AND seq > ? AND seq < ? AND (NOT ${marked} OR seq < ?) ORDER BY seq LIMIT ?`,
        ...between,
        oldestMarked ?? 0,
        takenOut,
      ),
    )
    const last = doomed.at(-1)
    if (last === undefined || (doomed.length === 1 && last.what === gap)) return 0
    // What was left out before is counted on.
    const count = doomed.reduce((sum, { what, why }) => sum + (what === gap ? Number.parseInt(why, 10) : 1), 0)
    this.#allowed(doomed.reduce((most, { at }) => Math.max(most, at), 0) + 1, () => {
      for (const { seq } of doomed) this.#sql.run('DELETE FROM step WHERE seq = ?', seq)
    })
    const why = `${count} steps between those before and after`
    const row = [last.seq, last.at, transferId, path, gap, why]
    this.#sql.run('INSERT INTO step (seq, at, transfer_id, path, what, why) VALUES (?, ?, ?, ?, ?, ?)', ...row)
    return doomed.length
  }

  /** The whole story of a transfer that is forgotten itself. Called inside a transaction. */
  forget(path: string, transferId: string): void {
    this.#allowed(Number.MAX_SAFE_INTEGER, () => this.#sql.run(`DELETE ${ofStory}`, path, transferId))
  }

  /** Stories that are too long, found along the index of paths. */
  *#crowded(): Generator<void> {
    let from = { path: '', seq: 0 }
    let ofPath = 0
    for (;;) {
      const found = Entries.parse(
        this.#sql.all(
          'SELECT path, seq FROM step WHERE (path, seq) > (?, ?) ORDER BY path, seq LIMIT ?',
          from.path,
          from.seq,
          lookedAt,
        ),
      )
      for (const { path, seq } of found) {
        ofPath = path === from.path ? ofPath + 1 : 1
        from = { path, seq }
        if (ofPath === keptFirst + keptNewest + 1) yield* this.#trimmed(path)
      }
      yield
      if (found.length < lookedAt) return
    }
  }

  *#trimmed(path: string): Generator<void> {
    const sql = 'SELECT transfer_id AS transferId FROM step WHERE path = ? GROUP BY transfer_id HAVING count(*) > ?'
    for (const { transferId } of Stories.parse(this.#sql.all(sql, path, keptFirst + keptNewest))) {
      while (this.#atOnce(() => this.trim(path, transferId)) === takenOut) yield
      yield
    }
  }

  /**
   * Forgets steps of what is over, the oldest first. The file itself never forgets its last one, nor an end or a
   * person's act.
   *
   * @param before epoch ms; what is younger stays
   * @param leftToGo how many more may go, when so many are gone
   */
  *#finished(before: number, leftToGo: (gone: number) => number): Generator<void> {
    let after = 0
    let gone = 0
    while (leftToGo(gone) > 0) {
      const { rows, end, oldest } = Window.parse(
        this.#sql.get(
          `SELECT count(*) AS rows, max(seq) AS "end", min(at) AS oldest
             FROM (SELECT seq, at FROM step WHERE seq > ? ORDER BY seq LIMIT ?)`,
          after,
          lookedAt,
        ),
      )
      // They are in the order of time, but where a clock was set; then the next hour finds them.
      if (end === null || oldest === null || oldest >= before) return
      const [since, most] = [after, leftToGo(gone)]
      gone += this.#atOnce(() => this.#allowed(before, () => this.#forget(since, end, before, most)))
      after = end
      yield
      if (rows < lookedAt) return
    }
  }

  #forget(after: number, end: number, before: number, most: number): number {
    return this.#sql.run(
      `DELETE FROM step WHERE seq IN (
         SELECT seq FROM step WHERE seq > ? AND seq <= ? AND at < ? AND NOT ${marked}
           AND (transfer_id IS NULL OR transfer_id IN (SELECT id FROM transfer WHERE finished_at < ?))
           AND EXISTS (SELECT 1 FROM step AS later WHERE later.path = step.path AND later.seq > step.seq)
         ORDER BY seq LIMIT ?)`,
      after,
      end,
      before,
      before,
      most,
    )
  }

  /** A trigger refuses every other deletion. */
  #allowed<T>(before: number, act: () => T): T {
    this.#sql.run('INSERT OR REPLACE INTO pruning (one, before) VALUES (1, ?)', before)
    const done = act()
    this.#sql.run('DELETE FROM pruning')
    return done
  }

  #sequence(sql: string, ...values: unknown[]): number | null {
    return Sequence.parse(this.#sql.get(sql, ...values))?.seq ?? null
  }
}
