/**
 * Finds transfers in an order, page by page. What few fit is found by the index of words or by its batch and put in order
 * here; what many fit is met while the order is walked along. One call looks at so many rows at most: a page may be short
 * and go on all the same, so that nobody else waits long for the store.
 */

import { type State, isFinal, states as allStates } from '../../shared/lifecycle.ts'
import type { TransferOrder } from '../engine/ports/queue-order.ts'
import type { TransferPage, TransferQuery } from '../engine/ports/store.ts'
import { transferOf } from './rows.ts'
import { type Wanted, wantedIn } from './search-words.ts'
import type { Statements } from './statements.ts'

export interface SearchLimits {
  /** So few are read and put in order at once. */
  readonly few: number
  /** So many are looked at in one call. */
  readonly lookedAt: number
}

const usualLimits: SearchLimits = { few: 2_000, lookedAt: 8_000 }

interface Order {
  readonly key: 'seq' | 'place' | 'finished_at'
  readonly isDown: boolean
  readonly has: (state: State) => boolean
  /** Written like the index that answers it. */
  readonly where: string
}

const orders: Readonly<Record<TransferOrder, Order>> = {
  added: { key: 'seq', isDown: false, has: () => true, where: '' },
  queue: { key: 'place', isDown: false, has: (state) => !isFinal(state), where: ' AND finished_at IS NULL' },
  oldest: { key: 'finished_at', isDown: false, has: isFinal, where: ' AND finished_at IS NOT NULL' },
  newest: { key: 'finished_at', isDown: true, has: isFinal, where: ' AND finished_at IS NOT NULL' },
}

/** Read by the thousand: what SQLite gives is believed until it is shown. */
interface Row extends Place {
  readonly state: string
  readonly path: string
  readonly destination: string
  readonly account: string
  readonly batch: string | null
  readonly watch: string | null
  readonly code: string | null
  readonly finished: number | null
}

interface Place {
  readonly at: number
  readonly seq: number
}

const everyState = Object.keys(allStates) as State[]

/** Whether a query asks for more than the plain pages of the queue can tell. */
export function isSearch(query: TransferQuery): boolean {
  const { order = 'added', text, account, code, endedSince, endedBefore } = query
  return order !== 'added' || [text, account, code, endedSince, endedBefore].some((given) => given !== undefined)
}

export class Search {
  readonly #sql: Statements
  readonly #limits: SearchLimits

  constructor(sql: Statements, limits = usualLimits) {
    this.#sql = sql
    this.#limits = limits
  }

  page(query: TransferQuery, most: number): TransferPage {
    const order = orders[query.order ?? 'added']
    const wanted = wantedIn(query.text ?? '')
    const states = [...new Set(query.states ?? everyState)].filter(
      // Who is done has no failure: the most of a history needs no looking at.
      (state) => order.has(state) && (query.code === undefined || state !== 'done'),
    )
    const fits = tester({ ...query, states }, wanted)
    const after = placeOf(query.cursor)
    const few = states.length === 0 ? [] : this.#few(query, wanted)
    const { rows, last } =
      few === null
        ? this.#walk(order, states, spanOf(query, order, after), fits, most)
        : ordered(this.#read(order, few), order, after, fits, most)
    const seqs = JSON.stringify(rows.map(({ seq }) => seq))
    const found = new Map(
      this.#sql
        .all('SELECT * FROM transfer WHERE seq IN (SELECT value FROM json_each(?))', seqs)
        .map((row) => [(row as { seq: number }).seq, row] as const),
    )
    return {
      transfers: rows.map(({ seq }) => transferOf(found.get(seq))),
      cursor: last === null ? null : `${last.at} ${last.seq}`,
    }
  }

  /** @returns which rows may fit, in no order; null: too many to be put in order here */
  #few({ batchId, watchId }: TransferQuery, wanted: Wanted | null): number[] | null {
    if (wanted !== null && wanted.match !== null) {
      const rows = this.#sql.all(
        'SELECT rowid AS seq FROM transfer_text WHERE transfer_text MATCH ? LIMIT ?',
        wanted.match,
        this.#limits.few + 1,
      )
      if (rows.length <= this.#limits.few) return seqsOf(rows)
    }
    for (const [column, id] of [['batch_id', batchId] as const, ['watch_id', watchId] as const]) {
      if (id === undefined) continue
      const rows = this.#sql.all(`SELECT seq FROM transfer WHERE ${column} = ? LIMIT ?`, id, this.#limits.few + 1)
      if (rows.length <= this.#limits.few) return seqsOf(rows)
    }
    return null
  }

  #read({ key, where }: Order, seqs: readonly number[]): Row[] {
    const sql = `SELECT ${columnsOf(key)} FROM transfer WHERE seq IN (SELECT value FROM json_each(?))${where}`
    return this.#sql.all(sql, JSON.stringify(seqs)) as Row[]
  }

  /** Along one index for each state, which SQLite merges as it goes. */
  #walk(
    { key, isDown, where }: Order,
    states: readonly State[],
    { begin, end }: Span,
    fits: (row: Row) => boolean,
    most: number,
  ): Found {
    const [compare, within] = isDown ? ['<', '>='] : ['>', '<']
    const arm = `SELECT ${columnsOf(key)} FROM transfer
      WHERE state = ?${where} AND (${key}, seq) ${compare} (?, ?) AND ${key} ${within} ?`
    const direction = isDown ? 'DESC' : 'ASC'
    const sql = `${states.map(() => arm).join(' UNION ALL ')} ORDER BY at ${direction}, seq ${direction} LIMIT ?`
    const given = states.flatMap((state) => [state, begin.at, begin.seq, end])
    const rows: Row[] = []
    let lookedAt = 0
    let last: Row | null = null
    for (const found of this.#sql.of(sql).iterate(...given, this.#limits.lookedAt + 1)) {
      // One more than there is room for: it goes on.
      if (rows.length === most || lookedAt === this.#limits.lookedAt) return { rows, last }
      const row = found as Row
      lookedAt += 1
      last = row
      if (fits(row)) rows.push(row)
    }
    return { rows, last: null }
  }
}

/** From behind one place up to another, in the direction of the order. */
interface Span {
  readonly begin: Place
  readonly end: number
}

function spanOf({ endedSince, endedBefore }: TransferQuery, { key, isDown }: Order, after: Place | null): Span {
  const isByEnd = key === 'finished_at'
  // No row has the number 0.
  const low = (isByEnd ? endedSince : undefined) ?? -Number.MAX_VALUE
  const high = (isByEnd ? endedBefore : undefined) ?? Number.MAX_VALUE
  return { begin: after ?? { at: isDown ? high : low, seq: 0 }, end: isDown ? low : high }
}

interface Found {
  readonly rows: readonly Row[]
  /** Where it goes on; null: nowhere. */
  readonly last: Place | null
}

function ordered(
  rows: readonly Row[],
  { isDown }: Order,
  after: Place | null,
  fits: (row: Row) => boolean,
  most: number,
): Found {
  const way = isDown ? -1 : 1
  const isAfter = (row: Row): boolean => after === null || way * compared(row, after) > 0
  const left = rows.filter((row) => fits(row) && isAfter(row)).sort((a, b) => way * compared(a, b))
  const shown = left.slice(0, most)
  return { rows: shown, last: left.length > most ? (shown.at(-1) ?? null) : null }
}

function compared(a: Place, b: Place): number {
  return a.at - b.at || a.seq - b.seq
}

function tester(query: TransferQuery, wanted: Wanted | null): (row: Row) => boolean {
  const { states, batchId, watchId, account, code, endedSince = -Infinity, endedBefore = Infinity } = query
  const among = new Set<string>(states)
  const hasEnd = query.endedSince !== undefined || query.endedBefore !== undefined
  return (row) =>
    among.has(row.state) &&
    (batchId === undefined || row.batch === batchId) &&
    (watchId === undefined || row.watch === watchId) &&
    (account === undefined || row.account === account) &&
    (code === undefined || row.code === code) &&
    (!hasEnd || (row.finished !== null && row.finished >= endedSince && row.finished < endedBefore)) &&
    (wanted === null || wanted.fits(row.path, row.destination))
}

function columnsOf(key: Order['key']): string {
  return `seq, ${key} AS at, state, path, destination, account, batch_id AS batch, watch_id AS watch,
    failure ->> '$.code' AS code, finished_at AS finished`
}

function seqsOf(rows: readonly unknown[]): number[] {
  return (rows as { seq: number }[]).map(({ seq }) => seq)
}

/** A cursor that makes no sense begins anew. */
function placeOf(cursor: string | undefined): Place | null {
  const [at, seq] = (cursor ?? '').split(' ').map(Number)
  if (at === undefined || seq === undefined || !Number.isFinite(at) || !Number.isFinite(seq)) return null
  return { at, seq }
}
