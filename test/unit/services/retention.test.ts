import { expect, test } from 'vitest'
import { Retention } from '../../../src/main/services/retention.ts'
import { Settings } from '../../../src/main/services/settings.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { added, bringTo, openStore } from '../../support/stores.ts'

const dayMs = 24 * 3_600_000

test('setting `history.keepDays`: what ended longer ago than wanted goes, a few at a time, each hour and when it is set otherwise', async () => {
  const clock = new ManualClock()
  const opened = openStore(':memory:', clock.now())
  const began = clock.now()
  for (let n = 0; n < 1_200; n += 1) {
    const { id } = added(opened.sync, { path: `/in/${n}` })
    bringTo(opened.sync, id, n === 0 ? 'failed' : 'done', began - (n < 1_100 ? 40 : 4) * dayMs)
  }
  const settings = new Settings({ ...opened.store }, { lockOf: () => null, atMost: () => null, contact: null })
  await settings.set('history.keepDays', null)
  let forgot = 0
  const stop = new AbortController()
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
  const limits: number[] = []
  const pruneHistory: typeof opened.store.pruneHistory = (before, limit) => {
    limits.push(limit)
    return opened.store.pruneHistory(before, limit)
  }
  const changes = { touch: () => void (forgot += 1) }
  const retention = new Retention({ store: { pruneHistory }, clock, log, settings, changes })
  const left = (): number => opened.sync.summary().tallies.done
  const running = retention.run(stop.signal)
  await clock.advance(2 * 3_600_000)
  expect([left(), forgot]).toEqual([1_199, 0])
  await settings.set('history.keepDays', 30)
  await clock.advance(1_000)
  // In batches; what failed waits for a person, however long.
  expect([left(), forgot, opened.sync.summary().tallies.failed]).toEqual([100, 1, 1])
  expect(limits).toEqual([500, 500, 500])
  // An hour later what got too old meanwhile.
  await clock.advance(26 * dayMs + 3_600_000)
  expect([left(), forgot]).toEqual([0, 2])
  stop.abort()
  await running
})
