/** The queue as it is read. How something gets into it is in adding.ts, changes are in apply.ts. */

import * as z from 'zod'
import {
  type State,
  isActive,
  isFinal,
  publicState,
  publicStates,
  states as allStates,
} from '../../shared/lifecycle.ts'
import type { Tallies } from '../../shared/transfer.ts'
import type { NewTransfer, Transfer, TransferPage, TransferQuery } from '../engine/ports/store.ts'
import type { Summary } from '../engine/ports/summary.ts'
import { addAll } from './adding.ts'
import { transferOf } from './rows.ts'
import { Search, isSearch } from './search.ts'
import type { Statements } from './statements.ts'
import type { Steps } from './steps.ts'

const mostInPage = 200

/** The lower ends of the lanes, as the generated column `lane` has them. */
export const laneBytes = [0, 65_536, 1_048_576, 10_485_760, 104_857_600, 1_073_741_824] as const

/** What is smaller goes beside the large ones, in a lane of its own. */
const smallBytes = laneBytes[3]

interface RunnableQuery {
  readonly limit: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly exceptAccounts: readonly string[]
}

const PlaceRow = z.object({ account: z.string(), address: z.string() })

export class Transfers {
  readonly #sql: Statements
  readonly #steps: Steps
  readonly #newId: () => string
  readonly #search: Search

  constructor(sql: Statements, steps: Steps, newId: () => string) {
    this.#sql = sql
    this.#steps = steps
    this.#newId = newId
    this.#search = new Search(sql)
  }

  /** Called inside a transaction. */
  enqueue(entries: readonly NewTransfer[], now: number): { transfer: Transfer; isNew: boolean }[] {
    return addAll({ sql: this.#sql, steps: this.#steps, newId: this.#newId }, entries, now)
  }

  get(id: string): Transfer | null {
    const row = this.#sql.get('SELECT * FROM transfer WHERE id = ?', id)
    return row === undefined ? null : transferOf(row)
  }

  getMany(ids: readonly string[]): Transfer[] {
    return ids.map((id) => this.get(id)).filter((transfer) => transfer !== null)
  }

  /** Read state by state along an index and put together here, so that a rare state is found without reading the rest. */
  page(query: TransferQuery): TransferPage {
    const { states, batchId, watchId, cursor, limit } = query
    const wanted = Math.min(Math.max(limit, 1), mostInPage)
    if (isSearch(query)) return this.#search.page(query, wanted)
    const after = cursor === undefined ? 0 : Number(cursor)
    const [where, ...given] = filterOf(batchId, watchId)
    const isWhole = states === undefined && batchId === undefined && watchId === undefined
    const rows = isWhole
      ? this.#sql.all('SELECT * FROM transfer WHERE seq > ? ORDER BY seq LIMIT ?', after, wanted + 1)
      : [...new Set(states ?? everyState)].flatMap((state) =>
          this.#sql.all(
            `SELECT * FROM transfer WHERE ${where}state = ? AND seq > ? ORDER BY seq LIMIT ?`,
            ...given,
            state,
            after,
            wanted + 1,
          ),
        )
    const ordered = inOrder(rows)
    const shown = ordered.slice(0, wanted)
    const last = ordered.length > wanted ? shown.at(-1) : undefined
    return { transfers: shown.map(transferOf), cursor: last === undefined ? null : String(last.seq) }
  }

  summary(): Summary {
    const rows = TallyRows.parse(
      this.#sql.all(
        'SELECT state, sum(count) AS count, sum(bytes) AS bytes, sum(acknowledged) AS acknowledged FROM tally GROUP BY state',
      ),
    )
    const open = rows.filter(({ state }) => !isFinal(state))
    const going = rows.filter(({ state }) => isActive(state) || state === 'queued' || state === 'waiting')
    const lanes = LaneCounts.parse(this.#sql.all('SELECT lane, sum(count) AS count FROM lane_tally GROUP BY lane'))
    const queuedIn = (isWanted: (fromBytes: number) => boolean): number =>
      lanes.reduce((sum, { lane, count }) => (isWanted(laneBytes[lane] ?? 0) ? sum + count : sum), 0)
    return {
      tallies: talliesOf(rows),
      totalBytes: open.reduce((sum, row) => sum + row.bytes, 0),
      acknowledgedBytes: open.reduce((sum, row) => sum + row.acknowledged, 0),
      goingBytes: going.reduce((sum, row) => sum + Math.max(0, row.bytes - row.acknowledged), 0),
      queuedSmall: queuedIn((from) => from < smallBytes),
      queuedLarge: queuedIn((from) => from >= smallBytes),
    }
  }

  /** Of the newest thousands: older ones aren't recent, whatever there is. */
  recentPlaces(limit: number): { account: string; address: string }[] {
    const rows = this.#sql.all(
      `SELECT account, destination AS address, max(seq) AS newest
       FROM (SELECT account, destination, seq, watch_id FROM transfer ORDER BY seq DESC LIMIT 5000)
       WHERE watch_id IS NULL GROUP BY account, destination ORDER BY newest DESC LIMIT ?`,
      limit,
    )
    return rows.map((row) => PlaceRow.parse(row))
  }

  watchTallies(watchId: string): Tallies {
    return talliesOf(
      TallyRows.parse(this.#sql.all('SELECT state, count, bytes, acknowledged FROM tally WHERE watch_id = ?', watchId)),
    )
  }

  /** `[minBytes, maxBytes)`, in the order of the queue. Only lanes that hold something are read. */
  runnable({ limit, minBytes, maxBytes, exceptAccounts }: RunnableQuery): Transfer[] {
    const lanes = LaneRows.parse(this.#sql.all('SELECT account, lane FROM lane_tally WHERE count > 0'))
    const rows = lanes
      .filter(({ account, lane }) => !exceptAccounts.includes(account) && meets(lane, minBytes, maxBytes))
      .flatMap(({ account, lane }) =>
        this.#sql.all(
          `SELECT * FROM transfer WHERE state = 'queued' AND account = ? AND lane = ?
             AND coalesce(size, 0) >= ? AND coalesce(size, 0) < ? ORDER BY place, seq LIMIT ?`,
          account,
          lane,
          minBytes,
          maxBytes,
          limit,
        ),
      )
    return inPlace(rows).slice(0, limit).map(transferOf)
  }

  latestOfPath(path: string): Transfer | null {
    const row = this.#sql.get('SELECT * FROM transfer WHERE path = ? ORDER BY seq DESC LIMIT 1', path)
    return row === undefined ? null : transferOf(row)
  }

  cleanUps({ cursor = '0', limit }: { readonly cursor?: string; readonly limit: number }): TransferPage {
    const wanted = Math.min(Math.max(limit, 1), mostInPage)
    const rows = this.#sql.all(
      `SELECT * FROM transfer INDEXED BY transfer_cleanup
         WHERE cleanup ->> '$.state' IN ('wanted', 'moving', 'undoing') AND seq > ? ORDER BY seq LIMIT ?`,
      Number(cursor),
      wanted + 1,
    )
    const shown = inOrder(rows).slice(0, wanted)
    const last = rows.length > wanted ? shown.at(-1) : undefined
    return { transfers: shown.map(transferOf), cursor: last === undefined ? null : String(last.seq) }
  }

  isUnderWay(path: string): boolean {
    const query = `SELECT 1 FROM transfer WHERE path = ? AND state NOT IN ('done', 'skipped', 'failed', 'canceled') LIMIT 1`
    return this.#sql.get(query, path) !== undefined
  }
}

const everyState = Object.keys(allStates) as State[]

function filterOf(batchId: string | undefined, watchId: string | undefined): [where: string, ...given: string[]] {
  if (batchId !== undefined && watchId !== undefined) return ['batch_id = ? AND +watch_id = ? AND ', batchId, watchId]
  if (batchId !== undefined) return ['batch_id = ? AND ', batchId]
  return watchId === undefined ? [''] : ['watch_id = ? AND ', watchId]
}

/** Rows of several ordered lists as one; they are parsed when it is known which of them are wanted. */
function inOrder(rows: readonly unknown[]): { readonly seq: number }[] {
  return (rows as { seq: number }[]).sort((a, b) => a.seq - b.seq)
}

/** As people put them, else as they came. */
function inPlace(rows: readonly unknown[]): unknown[] {
  return (rows as { place: number; seq: number }[]).sort((a, b) => a.place - b.place || a.seq - b.seq)
}

function meets(lane: number, minBytes: number, maxBytes: number): boolean {
  const from = laneBytes[lane] ?? 0
  const to = laneBytes[lane + 1] ?? Number.POSITIVE_INFINITY
  return from < maxBytes && to > minBytes
}

const LaneCounts = z.array(z.object({ lane: z.number(), count: z.number() }))

const LaneRows = z.array(z.object({ account: z.string(), lane: z.number() }))

const TallyRows = z.array(
  z.object({
    state: z.enum(everyState as [State, ...State[]]),
    count: z.number(),
    bytes: z.number(),
    acknowledged: z.number(),
  }),
)

function talliesOf(rows: readonly { readonly state: State; readonly count: number }[]): Tallies {
  const tallies = Object.fromEntries(publicStates.map((state) => [state, 0])) as Tallies
  for (const { state, count } of rows) tallies[publicState(state)] += count
  return tallies
}
