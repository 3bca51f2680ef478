/**
 * Finding among 1,000,000 that ended and 100,000 that are queued, in the store as it is: what a page of each kind of
 * search costs this thread, how long it takes, and what keeping the index costs whoever adds files. Goals stand beside it.
 * CPU time counts: others may use the machine.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransferQuery } from '../../src/main/engine/ports/store.ts'
import { openDatabase } from '../../src/main/store/database.ts'
import { type SqliteStore, createSqliteStore } from '../../src/main/store/sqlite-store.ts'
import { SeededRandom } from '../fakes/random.ts'
import { added, bringTo, newTransfer } from '../support/stores.ts'

const ended = Number(process.env['LONGSHORE_BENCH_ENDED'] ?? 1_000_000)
const queued = Number(process.env['LONGSHORE_BENCH_QUEUED'] ?? 100_000)
const goalMs = 100
const rounds = 7
const batch = 1_000

const words = ['report', 'holiday', 'invoice', 'Scan', 'video', 'draft', 'budget', 'photo', 'mapping', 'render']
const random = new SeededRandom(20_261_122)
const word = (): string => words[Math.floor(random.fraction() * words.length)] ?? 'report'

function pathOf(n: number): string {
  const year = 2000 + Math.floor(random.fraction() * 25)
  const mark = Math.floor(random.fraction() * 1e9).toString(36)
  return `/home/anna/Documents/${word()}/${year}/${word()}-${mark}-${n}.${['jpg', 'pdf', 'mov'][n % 3]}`
}

type Database = ReturnType<typeof openDatabase>['db']

/** A row that went the whole way is the pattern for the others: a million that do are hours. */
function fillHistory(db: Database, sync: SqliteStore): void {
  const pattern = added(sync, { path: '/home/anna/first.bin' })
  bringTo(sync, pattern.id, 'done', 5)
  const given = ['id', 'path', 'destination', 'finished_at', 'state', 'evidence', 'failure']
  const columns = (db.pragma('table_info(transfer)') as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== 'seq')
  const values = columns.map((name) => (given.includes(name) ? `@${name}` : name)).join(', ')
  const insert = db.prepare(
    `INSERT INTO transfer (${columns.join(', ')}) SELECT ${values} FROM transfer WHERE id = '${pattern.id}'`,
  )
  const fill = db.transaction((from: number) => {
    for (let n = from; n < Math.min(from + batch, ended); n += 1) {
      const isFailed = n % 100_000 === 77
      insert.run({
        id: `ended-${n}`,
        path: pathOf(n),
        destination: `onedrive:/Marketing/${word()}`,
        finished_at: 1_700_000_000_000 + n * 1_000,
        state: isFailed ? 'failed' : 'done',
        evidence: isFailed ? null : 'hash',
        failure: isFailed ? '{"code":"gave-up","facts":{}}' : null,
      })
    }
  })
  for (let from = 0; from < ended; from += batch) fill(from)
}

function fillQueue(sync: SqliteStore): void {
  for (let from = 0; from < queued; from += batch) {
    sync.enqueue(
      Array.from({ length: batch }, (_, n) => newTransfer({ path: pathOf(ended + from + n) })),
      10,
    )
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

const questions: readonly (readonly [string, Omit<TransferQuery, 'limit'>])[] = [
  ['the newest', { order: 'newest' }],
  ['a common word', { order: 'newest', text: 'report' }],
  ['three common words', { order: 'newest', text: 'report jpg 2011' }],
  ['a rare word', { order: 'newest', text: 'photo-4k' }],
  ['nothing', { order: 'newest', text: 'zzzzzz' }],
  ['two letters', { order: 'newest', text: 'x7' }],
  ['a rare state', { order: 'newest', states: ['failed'] }],
  ['a reason', { order: 'newest', code: 'gave-up' }],
  ['an account that has none', { order: 'newest', account: 'nobody' }],
  ['a day long ago', { order: 'newest', endedBefore: 1_700_000_000_000 + 3_600_000 }],
  ['a word in a day long ago', { order: 'newest', text: 'report', endedBefore: 1_700_000_000_000 + 3_600_000 }],
  ['the head of the queue', { order: 'queue' }],
  ['a common word in the queue', { order: 'queue', text: 'report' }],
  ['three common words in the queue', { order: 'queue', text: 'report jpg 2011' }],
  ['a rare word in the queue', { order: 'queue', text: 'photo-4k' }],
]

function ask(sync: SqliteStore): boolean {
  let isMet = true
  for (const [name, query] of questions) {
    const cpu: number[] = []
    const wall: number[] = []
    let page = sync.page({ ...query, limit: 50 })
    for (let round = 0; round < rounds; round += 1) {
      const [began, beganCpu] = [performance.now(), cpuMs()]
      page = sync.page({ ...query, limit: 50 })
      wall.push(performance.now() - began)
      cpu.push(cpuMs() - beganCpu)
    }
    isMet &&= median(cpu) < goalMs
    const found = `${page.transfers.length} rows${page.cursor === null ? '' : ', and on'}`
    process.stdout.write(
      `${name.padEnd(32)} ${median(cpu).toFixed(1).padStart(7)} ms CPU ${median(wall).toFixed(1).padStart(8)} ms  ${found}\n`,
    )
  }
  return isMet
}

function addMore(db: Database, sync: SqliteStore, name: string): void {
  const rows = 10_000
  const began = cpuMs()
  for (let from = 0; from < rows; from += batch) {
    sync.enqueue(
      Array.from({ length: batch }, (_, n) => newTransfer({ path: `${pathOf(from + n)} ${name}` })),
      20,
    )
  }
  const each = ((cpuMs() - began) * 1_000) / rows
  process.stdout.write(`adding a file, ${name.padEnd(17)} ${each.toFixed(0).padStart(7)} µs CPU\n`)
  db.pragma('wal_checkpoint(TRUNCATE)')
}

const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'))
try {
  const { db } = openDatabase(join(folder, 'longshore.db'), 0)
  let last = 0
  const sync = createSqliteStore(db, () => `id-${(last += 1)}`)
  const load = loadavg()[0] ?? 0
  process.stdout.write(
    `${ended} that ended, ${queued} queued; ${availableParallelism()} cores, load ${load.toFixed(1)}\n`,
  )
  fillHistory(db, sync)
  fillQueue(sync)
  const index = db.prepare('SELECT sum(length(block)) FROM transfer_text_data').pluck().get() as number
  process.stdout.write(`the index of words: ${(index / 1e6).toFixed(0)} MB\n`)
  const isMet = ask(sync)
  addMore(db, sync, 'with the index')
  db.exec('DROP TRIGGER text_insert')
  addMore(db, sync, 'without it')
  process.stdout.write(`${isMet ? '✓' : '✗'} each answer below ${goalMs} ms of CPU (median of ${rounds})\n`)
  if (!isMet) process.exitCode = 1
  db.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
