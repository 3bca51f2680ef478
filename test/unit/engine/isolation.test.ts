import { expect, test } from 'vitest'
import { failure } from '../../../src/shared/failure.ts'
import { type Trouble, type Verb, type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const minute = 60_000
const far = { host: 'graph.example', detail: 'as the test wants it' }

/** Each is wrong in its own way, for ever. */
const poisons: Readonly<Record<string, { readonly at: Verb; readonly trouble: () => Trouble }>> = {
  'a disk that can’t be read': {
    at: 'read',
    trouble: () => failure('source-read-error', { offset: '0', detail: 'EIO' }),
  },
  'a file that is open elsewhere': { at: 'open', trouble: () => failure('source-busy') },
  'a folder that is away': { at: 'open', trouble: () => failure('root-offline') },
  'a file that nobody may read': { at: 'open', trouble: () => failure('source-denied') },
  'a file that changes whenever it is read': { at: 'read', trouble: () => failure('source-changed') },
  'errors of the server': { at: 'put', trouble: () => failure('server-error', far) },
  'a connection that breaks': { at: 'put', trouble: () => failure('interrupted', far) },
  'answers without sense': { at: 'look', trouble: () => failure('bad-response', far) },
  'a name that is locked': { at: 'put', trouble: () => failure('destination-locked') },
  'a name that is taken': { at: 'put', trouble: () => failure('name-taken') },
  'a name that is held': { at: 'put', trouble: () => failure('name-held-by-lost-session') },
  'a host of its own that is gone': { at: 'put', trouble: () => failure('offline', { ...far, host: 'up.example' }) },
  'a mistake in the program': { at: 'look', trouble: () => new TypeError('undefined is not a function') },
  'silence instead of a name': { at: 'look', trouble: () => 'silence' },
  'silence instead of an answer': { at: 'put', trouble: () => 'silence' },
}

const kinds = Object.values(poisons)

function poisonOf(name: string): (typeof kinds)[number] | undefined {
  const n = /^poison-(\d+)$/.exec(name)?.[1]
  return n === undefined ? undefined : kinds[Number(n) % kinds.length]
}

function poisoned(bench: VirtualBench): void {
  bench.trouble = (verb, name) => {
    const poison = poisonOf(name)
    return poison?.at === verb ? poison.trouble() : null
  }
}

/** @returns how long the healthy ones took, virtual ms */
async function timeOf(bench: VirtualBench, healthy: number, count: number): Promise<number> {
  poisoned(bench)
  // The poisoned ones stand first, and between the others.
  for (let n = 0; n < healthy; n += 1) {
    if (n % 20 === 0 && n / 20 < count) await bench.add(`poison-${n / 20}`)
    await bench.add(`healthy-${n}`)
  }
  const began = bench.clock.now()
  await bench.engine.start()
  while (bench.items.size < healthy) {
    if (bench.clock.now() - began > 60 * minute) throw new Error(`${bench.items.size} of ${healthy} arrived in an hour`)
    await bench.clock.advance(500)
  }
  return bench.clock.now() - began
}

test('1,000 healthy files beside 30 poisoned ones take at most 1.1 times as long as alone', async () => {
  const alone = await virtualBench()
  const beside = await virtualBench()
  const aloneMs = await timeOf(alone, 1_000, 0)
  await alone.engine.stop()
  const besideMs = await timeOf(beside, 1_000, 30)
  await beside.engine.stop()
  expect(besideMs / aloneMs).toBeLessThanOrEqual(1.1)
  const rows = await beside.transfers()
  expect(rows).toHaveLength(1_030)
  // Nobody is lost, and whoever is not done says why.
  for (const row of rows.filter(({ state }) => state !== 'done')) {
    const isSilent = poisonOf(row.name)?.trouble() === 'silence'
    if (!isSilent && row.state !== 'settling') expect(row.failure, row.name).not.toBeNull()
  }
}, 60_000)

test('what is silent for longer than anybody waits is called off, says so, and is planned again', async () => {
  const bench = await virtualBench()
  let isSilent = true
  bench.trouble = (verb) => (verb === 'put' && isSilent ? 'silence' : null)
  await bench.add('a.bin')
  await bench.engine.start()
  await bench.clock.advance(9 * minute)
  expect(await bench.state('a.bin')).toMatchObject({ state: 'sending', unsure: true })
  isSilent = false
  await bench.clock.advance(2 * minute - 30_000)
  expect(bench.log).toContain('transfer.stalled')
  expect(await bench.steps('a.bin')).toContainEqual(expect.objectContaining({ why: 'stalled' }))
  await bench.clock.advance(minute)
  expect(await bench.state('a.bin')).toMatchObject({ state: 'done', attempts: 1, evidence: 'hash' })
  expect(bench.items.size).toBe(1)
  await bench.engine.stop()
})

test('silent ones lend their places, and every place is free again when they end', async () => {
  const bench = await virtualBench()
  bench.trouble = (verb, name) => (verb === 'look' && name.startsWith('silent') ? 'silence' : null)
  for (let n = 0; n < 8; n += 1) await bench.add(`silent-${n}`)
  for (let n = 0; n < 40; n += 1) await bench.add(`fine-${n}`)
  await bench.engine.start()
  await bench.clock.advance(minute)
  expect(bench.items.size).toBe(40)
  bench.trouble = () => null
  await bench.clock.advance(11 * minute)
  expect(bench.items.size).toBe(48)
  expect((await bench.transfers()).every(({ state }) => state === 'done')).toBe(true)
  await bench.engine.stop()
})

test('a night asleep in the middle of a call is no silence of anybody’s', async () => {
  const bench = await virtualBench()
  bench.trouble = (verb) => (verb === 'put' ? 'silence' : null)
  await bench.add('a.bin')
  await bench.engine.start()
  await bench.clock.advance(minute)
  bench.clock.sleepThrough(600 * minute)
  await bench.clock.advance(9 * minute)
  expect(bench.log).toContain('power.resume')
  expect(bench.log).not.toContain('transfer.stalled')
  expect(await bench.state('a.bin')).toMatchObject({ state: 'sending', attempts: 0 })
  // Who is silent from then on is called off all the same.
  await bench.clock.advance(2 * minute)
  expect(bench.log).toContain('transfer.stalled')
  await bench.engine.stop()
})

test('a low limit of ours makes nobody silent', async () => {
  const bench = await virtualBench()
  for (let n = 0; n < 8; n += 1) await bench.add(`a-${n}`, 'work', 1_500_000)
  bench.engine.bandwidth.setLimit(4_096)
  const began = bench.clock.now()
  await bench.engine.start()
  await bench.clock.advance(40 * minute)
  expect(bench.items.size).toBeLessThan(8)
  await bench.clock.advance(15 * minute)
  expect(bench.log).not.toContain('transfer.stalled')
  const rows = await bench.transfers()
  expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual(rows.map(() => ['done', 0]))
  // And it is kept to.
  const lastAt = Math.max(...rows.map(({ finishedAt }) => finishedAt ?? 0))
  expect(lastAt - began).toBeGreaterThan((8 * 1_500_000 * 1_000) / 4_096)
  await bench.engine.stop()
}, 60_000)

test('who stands behind others at a mailbox is called off by nobody, and lends its place meanwhile', async () => {
  const bench = await virtualBench()
  bench.shared = { place: 'mailbox', requests: 1, windowBytes: 1e9, windowMs: 300_000, singlePutCost: 1 }
  const other = await bench.engine.providers.serving('work', 'onedrive:/')
  if (!other.ok) throw new Error(other.failure.code)
  // Somebody else's call, which takes longer than anybody is silent.
  let isLong = true
  bench.trouble = (verb, name) => (isLong && verb === 'look' && name === 'long' ? 'silence' : null)
  const stop = new AbortController()
  const long = other.value.look({ destination: 'onedrive:/', folders: [], name: 'long' }, { signal: stop.signal })
  for (let n = 0; n < 8; n += 1) await bench.add(`a-${n}`)
  for (let n = 0; n < 8; n += 1) await bench.add(`b-${n}`, 'home')
  await bench.engine.start()
  await bench.clock.advance(15 * minute)
  expect([...bench.items.keys()].every((key) => key.startsWith('home/'))).toBe(true)
  expect(bench.items.size).toBe(8)
  expect(bench.log).not.toContain('transfer.stalled')
  isLong = false
  stop.abort(new Error('over'))
  await long.catch(() => undefined)
  await bench.clock.advance(minute)
  expect((await bench.transfers()).map(({ state, attempts }) => [state, attempts])).toEqual(
    Array.from({ length: 16 }, () => ['done', 0]),
  )
  await bench.engine.stop()
})
