import { expect, test } from 'vitest'
import { StepPruning, gap, keptFirst, keptNewest } from '../../../src/main/store/step-pruning.ts'
import { Statements } from '../../../src/main/store/statements.ts'
import { failure } from '../../../src/shared/failure.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { type OpenStore, added, bringTo, openStore } from '../../support/stores.ts'
import { virtualBench } from '../../support/virtual-bench.ts'

const hour = 3_600_000
const now = 1_000 * 24 * hour

/** As a version without a cap wrote them. */
function write(
  { db }: OpenStore,
  rows: readonly (readonly [at: number, id: string | null, path: string, what: string])[],
) {
  const insert = db.prepare("INSERT INTO step (at, transfer_id, path, what, why) VALUES (?, ?, ?, ?, 'because')")
  db.transaction(() => rows.forEach((row) => insert.run(...row)))()
}

function pruning({ db }: OpenStore, most?: number): StepPruning {
  const transaction = db.transaction((act: () => unknown) => act())
  return new StepPruning(new Statements(db), <T>(act: () => T): T => transaction.immediate(act) as T, most)
}

const count = ({ db }: OpenStore): number => db.prepare('SELECT count(*) FROM step').pluck().get() as number
const ofTransfer = ({ sync }: OpenStore, transferId: string) => sync.steps({ transferId, limit: 99_999 })

test('what an earlier version wrote too much of is cut back, in rounds of bounded size', () => {
  const at = openStore()
  const random = new SeededRandom(7)
  const rows = Array.from({ length: 30 }, (_, n) => added(at.sync, { path: `/in/${n}` }, now))
  const [long, short] = [rows[3]?.id ?? '', rows[4]?.id ?? '']
  // As they come: those of many files mixed, of one very many.
  write(
    at,
    Array.from({ length: 9_000 }, () => {
      const one = random.fraction() < 0.9 ? rows[3] : rows[Math.floor(random.fraction() * 30)]
      return [now, one?.id ?? '', one?.path ?? '', random.fraction() < 0.01 ? 'failed' : 'going on'] as const
    }),
  )
  const before = { all: count(at), short: ofTransfer(at, short), ends: ends(long) }
  expect(before.ends).toBeGreaterThan(40)
  let [last, rounds] = [count(at), 0]
  for (const _ of pruning(at).rounds(now)) {
    expect(last - count(at)).toBeLessThanOrEqual(2_000)
    last = count(at)
    rounds += 1
  }
  expect(rounds).toBeGreaterThan(10)
  const steps = ofTransfer(at, long)
  const told = steps.filter(({ what }) => what === gap)
  expect(told).toHaveLength(1)
  expect(steps.length).toBeLessThanOrEqual(keptFirst + keptNewest + 1 + before.ends)
  expect(Number.parseInt(told[0]?.why ?? '', 10)).toBe(before.all - count(at) + 1)
  expect(ends(long)).toBe(before.ends)
  expect(ofTransfer(at, short)).toEqual(before.short)
  // Nothing is left to do, and nothing is done twice.
  const after = count(at)
  for (const _ of pruning(at).rounds(now)) expect(count(at)).toBe(after)
  expect(ofTransfer(at, long)).toEqual(steps)
  expect(at.db.prepare('SELECT count(*) FROM pruning').pluck().get()).toBe(0)

  function ends(id: string): number {
    return ofTransfer(at, id).filter(({ what }) => what === 'failed').length
  }
})

test('of very many files the oldest lines go that nobody needs, and no transfer', () => {
  const at = openStore()
  const long = now - 10 * hour
  const rows = Array.from({ length: 400 }, (_, n) => {
    const row = added(at.sync, { path: `/in/${n}` }, long)
    write(at, [
      [long + n, row.id, row.path, 'going on'],
      [long + n, row.id, row.path, 'session opened'],
      [long + n, row.id, row.path, 'done'],
    ])
    // Every fourth is still under way.
    return n % 4 === 0 ? row : bringTo(at.sync, row.id, 'done', long)
  })
  write(
    at,
    Array.from({ length: 500 }, (_, n) => [now - 1, null, '/in/now', `ignored ${n}`] as const),
  )
  const before = count(at)
  for (const _ of pruning(at, before - 600).rounds(now));
  // The lines of the last hour are too many for one path, and are cut back as such.
  const cutBack = 500 - (keptFirst + keptNewest + 1)
  expect(count(at)).toBe(before - Math.max(cutBack, 600))
  expect(at.sync.summary().tallies).toMatchObject({ done: 300, queued: 100 })
  for (const [n, row] of rows.entries()) {
    const whats = ofTransfer(at, row.id).map(({ what }) => what)
    expect(whats.at(-1), row.path).toBe('done')
    if (n % 4 === 0 || n > 380) expect(whats).toEqual(['queued', 'going on', 'session opened', 'done'])
  }
  expect(ofTransfer(at, rows[1]?.id ?? '').map(({ what }) => what)).toEqual(['done'])
  // Below the cap nothing goes.
  const after = count(at)
  for (const _ of pruning(at, after).rounds(now));
  expect(count(at)).toBe(after)
})

test('the words of the engine itself are known: every end and every act of a person stays', async () => {
  const bench = await virtualBench()
  bench.trouble = (verb) => (verb === 'send' || verb === 'put' ? failure('too-large', { name: 'poison.bin' }) : null)
  await bench.add('poison.bin')
  await bench.engine.start()
  const { id } = await bench.state('poison.bin')
  const rounds = 110
  for (let round = 0; round < rounds; round += 1) {
    await bench.clock.advance(1_000)
    expect((await bench.state('poison.bin')).state).toBe('failed')
    expect(await bench.engine.queue.retry({ ids: [id] })).toBe(1)
  }
  expect(await bench.engine.queue.pause({ ids: [id] })).toBe(1)
  expect(await bench.engine.queue.resume({ ids: [id] })).toBe(1)
  expect(await bench.engine.queue.cancel({ ids: [id] })).toBe(1)
  await bench.clock.advance(1_000)
  const steps = await bench.steps('poison.bin')
  expect(steps.filter(({ why }) => why.startsWith('a person'))).toHaveLength(rounds + 3)
  expect(steps.filter(({ what }) => what === 'gave up')).toHaveLength(rounds)
  expect(steps.at(-1)?.what).toBe('canceled')
  expect(steps.filter(({ what }) => what === gap)).toHaveLength(1)
  await bench.engine.stop()
})
