import { expect, test } from 'vitest'
import { healthWords } from '../../../src/renderer/watches/health-words.ts'
import type { WatchHealthView } from '../../../src/shared/watches-contract.ts'
import { theWords } from './the-words.ts'

const health: WatchHealthView = {
  by: 'events',
  why: null,
  detail: null,
  since: '2026-11-21T08:00:00.000Z',
  delayMs: null,
  everyMs: 3_600_000,
  lookedAt: null,
  heard: 0,
  recovered: 0,
  floods: 0,
}

test.each([
  [{}, 'Events'],
  [{ delayMs: 3 }, 'Events, 0.1 s'],
  [{ delayMs: 236, recovered: 1 }, 'Events, 0.2 s · one change was found by looking again'],
  [{ delayMs: 1_000, floods: 2 }, 'Events, 1 s · 2 floods of events'],
  [{ by: 'looks', why: 'limit', everyMs: 10_000, delayMs: 5 }, 'Looked at every 10 s: the system has no more watches'],
  [
    { by: 'looks', why: 'losing', everyMs: 60_000, recovered: 1_234 },
    'Looked at every 1 min: the system loses events · 1,234 changes were found by looking again',
  ],
] as const)('%j: %s', async (differing, said) => {
  expect(healthWords({ ...health, ...differing }, await theWords())).toBe(said)
})
