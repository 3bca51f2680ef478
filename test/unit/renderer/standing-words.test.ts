import { expect, test } from 'vitest'
import { type StandingRow, standingRows } from '../../../src/renderer/queue/standing-words.ts'
import { standingOf } from '../../../src/main/server/standing.ts'
import { failure, viewOf } from '../../../src/shared/failure.ts'
import { type State, states } from '../../../src/shared/lifecycle.ts'
import type { Standing } from '../../../src/shared/standing.ts'
import { inState } from '../../support/store-rows.ts'
import { openStore } from '../../support/stores.ts'
import { theWords } from './the-words.ts'

const now = new Date(2026, 10, 21, 12).getTime()
const local = (hour: number, minute: number, day = 21): string => new Date(2026, 10, day, hour, minute).toISOString()

const sending: Standing = {
  state: 'sending',
  since: local(11, 58),
  what: states.sending,
  why: null,
  next: 'for the command line',
  nextAt: null,
  attempts: 0,
  restarts: 0,
  isFinal: false,
  session: null,
  evidence: null,
  last: null,
}

async function told(standing: Standing): Promise<string[]> {
  const { t, f } = await theWords()
  return standingRows(standing, t, f, now).map(({ label, text }: StandingRow) => `${label}: ${text}`)
}

test('one on its way tells since when, what comes next and what was confirmed', async () => {
  const session = { openedAt: local(11, 58), expiresAt: local(11, 58, 24), confirmed: [{ start: 0, end: 3.1e9 }] }
  expect(await told({ ...sending, session, restarts: 2, last: 'The line broke.' })).toEqual([
    'Now: Its bytes are on their way',
    'Since: 11:58',
    'Next: The next part goes when the destination has confirmed the one before.',
    'Tried: no failure, started over 2 times',
    'Before that: The line broke.',
    'Confirmed: the first 3.1 GB',
    'Kept until: 24 Nov 2026, 11:58',
  ])
})

test('one that waits tells why and until when, with the times of whoever reads it', async () => {
  const at = local(14, 32)
  const found = viewOf(failure('throttled', { host: 'graph.example' }), Date.parse(at))
  const waiting: Standing = { ...sending, state: 'waiting', why: found, next: found.nextStep, nextAt: at, attempts: 3 }
  const rows = await told(waiting)
  expect(rows).toContain('Next try: 14:32')
  expect(rows).toContain('Tried: 3 failures')
  expect(rows.find((row) => row.startsWith('Next: '))).toContain('14:32')
  expect(rows.join('\n')).not.toContain(at)
})

test('parts with holes between them are told one by one, a few of them', async () => {
  const part = (n: number) => ({ start: n * 10e6, end: n * 10e6 + 5e6 })
  const session = { openedAt: local(1, 1), expiresAt: null, confirmed: [0, 1, 2, 3, 4, 5, 6].map(part) }
  expect(await told({ ...sending, session })).toContain(
    'Confirmed: the first 5.0 MB, 10 MB to 15 MB, 20 MB to 25 MB, 30 MB to 35 MB, and 3 more parts',
  )
  expect(await told({ ...sending, session: { ...session, confirmed: [] } })).toContain('Confirmed: nothing yet')
})

test('names that turn the reading direction are shown letter by letter', async () => {
  const rows = await told({ ...sending, last: 'The file gpj\u202eexe.bin is gone.' })
  expect(rows).toContain(String.raw`Before that: The file gpj\u202eexe.bin is gone.`)
})

test.each(Object.keys(states) as State[])('%s, as the engine tells it, is told whole', async (state) => {
  const { store } = openStore()
  const { t, f } = await theWords()
  const row = await inState(store, state)
  const standing = standingOf(row, await store.session(row.id), null)
  const rows = standingRows(standing, t, f, now)
  expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(['now', 'since', 'next', 'tried']))
  expect(rows.find(({ key }) => key === 'since')?.time).toBe(standing.since)
  expect(rows.some(({ key }) => key === 'why')).toBe(standing.why !== null)
  expect(rows.some(({ key }) => key === 'nextAt')).toBe(standing.nextAt !== null)
  expect(rows.some(({ key }) => key === 'evidence')).toBe(state === 'done')
  for (const { text } of rows) expect(text).not.toMatch(/standing\.|evidenceLong|\{|undefined/)
})
