import { expect, test } from 'vitest'
import { publicStates } from '../../../../src/shared/lifecycle.ts'
import type { Tallies } from '../../../../src/shared/transfer.ts'
import { needsYouOf, sentenceOf, speedsOf, unfinishedOf } from '../../../../src/shared/words/sentence.ts'
import type { SentenceFacts } from '../../../../src/shared/words/sentence.ts'
import { theWords } from '../../renderer/the-words.ts'

function tallies(some: Partial<Tallies>): Tallies {
  return { ...(Object.fromEntries(publicStates.map((state) => [state, 0])) as Tallies), ...some }
}

function facts(
  some: Partial<Tallies>,
  more: Partial<Omit<SentenceFacts, 'summary'>> & { bytes?: [number, number]; secondsLeft?: number } = {},
) {
  const [acknowledgedBytes, totalBytes] = more.bytes ?? [3.2e9, 18.4e9]
  const { secondsLeft = null } = more
  return {
    summary: { revision: 1, tallies: tallies(some), totalBytes, acknowledgedBytes, bytesPerSecond: 0, secondsLeft },
    isPaused: false,
    offlineSince: null,
    today: Date.parse(noon),
    limit: null,
    ...more,
  }
}

/** Of the reader's own day. */
const noon = new Date(2026, 10, 21, 12).toISOString()
const half = new Date(2026, 10, 21, 14, 32).toISOString()
const yesterday = new Date(2026, 10, 20, 23, 5).toISOString()

const cases: readonly (readonly [string, ReturnType<typeof facts>, string, string])[] = [
  ['at work', facts({ sending: 11, finishing: 1, queued: 328 }), 'Uploading 12 of 340 files', '3.2 of 18 GB'],
  ['one file', facts({ sending: 1 }, { bytes: [500, 999] }), 'Uploading 1 of one file', '500 of 999 B'],
  [
    'at work with a limit and a steady line',
    facts({ sending: 1, queued: 1 }, { secondsLeft: 1_520, limit: 4e6 }),
    'Uploading 1 of 2 files',
    '3.2 of 18 GB · about 25 min · limited to 4.0 MB/s',
  ],
  [
    'what is on its way ends, and nothing begins after it',
    facts({ sending: 1, paused: 3 }, { isPaused: true, secondsLeft: 1_520 }),
    'Uploading 1 of 4 files',
    '3.2 of 18 GB · pausing',
  ],
  ['paused', facts({ paused: 3, queued: 1 }, { isPaused: true }), 'Paused · 4 files left', '3.2 of 18 GB'],
  [
    'paused until a moment',
    facts({ paused: 3 }, { isPaused: true, pausedUntil: half }),
    'Paused until 14:32 · 3 files left',
    '3.2 of 18 GB',
  ],
  [
    'pausing until a moment',
    facts({ sending: 1, paused: 3 }, { isPaused: true, pausedUntil: half }),
    'Uploading 1 of 4 files',
    '3.2 of 18 GB · pausing until 14:32',
  ],
  [
    'nothing there, and paused until a moment',
    facts({}, { isPaused: true, pausedUntil: half }),
    'Nothing to upload',
    'paused until 14:32',
  ],
  [
    'paused while somebody is not reached',
    facts({ paused: 2 }, { isPaused: true, offlineSince: half }),
    'Offline since 14:32 · 2 files wait',
    '3.2 of 18 GB · paused',
  ],
  ['a moment of a pause that is over', facts({ queued: 2 }, { pausedUntil: half }), '2 files wait', '3.2 of 18 GB'],
  ['all paused one by one', facts({ paused: 2 }), 'Paused · 2 files left', '3.2 of 18 GB'],
  ['pausing', facts({ sending: 1, paused: 3 }, { isPaused: true }), 'Uploading 1 of 4 files', '3.2 of 18 GB · pausing'],
  ['offline', facts({ waiting: 2 }, { offlineSince: half }), 'Offline since 14:32 · 2 files wait', '3.2 of 18 GB'],
  [
    'offline since another day',
    facts({ waiting: 1 }, { offlineSince: yesterday }),
    'Offline since 20 Nov 2026, 23:05 · one file waits',
    '3.2 of 18 GB',
  ],
  [
    'offline, and one file asks whether the line is back',
    facts({ sending: 1, waiting: 2 }, { offlineSince: half }),
    'Uploading 1 of 3 files',
    'offline since 14:32 · 3.2 of 18 GB',
  ],
  ['files that are still written', facts({ settling: 1 }, { bytes: [0, 0] }), 'Waiting for one file to be written', ''],
  ['waiting', facts({ waiting: 1, queued: 1_234 }), '1,235 files wait', '3.2 of 18 GB'],
  ['only what needs a person', facts({ blocked: 1, failed: 2, done: 7 }), '3 files need you', ''],
  ['all done', facts({ done: 214 }), 'All done', '214 files uploaded and verified so far'],
  ['nothing at all', facts({}), 'Nothing to upload', ''],
]

test.each(cases)('%s', async (_, given, title, details) => {
  const { t, f } = await theWords()
  const said = sentenceOf(given, t, f)
  expect(said.title).toBe(title)
  expect(said.details.join(' · ')).toBe(details)
})

test('every state is unfinished, in need of a person, or over', () => {
  for (const state of publicStates) {
    const one = tallies({ [state]: 1 })
    const isOver = ['done', 'skipped', 'canceled'].includes(state)
    expect(unfinishedOf(one) + needsYouOf(one), state).toBe(isOver ? 0 : 1)
  }
})

test('the graph in three numbers', () => {
  const samples = [
    { at: 0, value: 100 },
    { at: 60_000, value: 2 },
    { at: 61_000, value: 4 },
    { at: 62_000, value: 6 },
  ]
  expect(speedsOf(samples, 62_500)).toEqual({ current: 4, mean: 4, peak: 6 })
  expect(speedsOf([], 0)).toEqual({ current: 0, mean: 0, peak: 0 })
})
