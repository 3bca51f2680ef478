import { beforeEach, expect, test } from 'vitest'
import { WatchHealth } from '../../../../src/main/engine/watch/health.ts'

const minute = 60_000
const hour = 60 * minute
let health: WatchHealth
let now: number

beforeEach(() => {
  health = new WatchHealth()
  now = 1_000_001
  health.listening(now)
})

/** So many files, each in a folder of its own, that come within a second and are found. */
function come(count: number, isAnnounced: boolean): void {
  for (let n = 0; n < count; n += 1) {
    now += 1
    if (isAnnounced) health.hint(`/d/${now}`, false, now)
    health.found([{ folder: `/d/${now}`, changedAt: now }], now, now)
  }
}

function judge(afterMs = 0) {
  now += afterMs
  return health.judge(now, now)
}

test('events that come are relied on, and counted', () => {
  come(500, true)
  expect(judge(hour)).toBeNull()
  expect(health.report()).toMatchObject({ by: 'events', why: null, since: 1_000_001, heard: 500, recovered: 0 })
})

test('one that is lost now and then is told and changes nothing', () => {
  for (let n = 0; n < 10; n += 1) {
    come(99, true)
    come(1, false)
    expect(judge(minute)).toBeNull()
  }
  expect(health.report()).toMatchObject({ by: 'events', heard: 990, recovered: 10 })
})

test('a tenth that is lost: everything is looked at, until events tell again', () => {
  come(27, true)
  come(3, false)
  expect(judge(5_000)).toBeNull()
  expect(judge(5_000)).toBe('blind')
  const since = now
  expect(health.report()).toMatchObject({ by: 'looks', why: 'losing', since, heard: 27, recovered: 3 })
  // Still losing.
  come(10, true)
  come(1, false)
  expect(judge(29 * minute)).toBeNull()
  expect(judge(29 * minute)).toBeNull()
  come(3, true)
  expect(judge(59_000)).toBeNull()
  expect(judge(minute)).toBe('sighted')
  expect(health.report()).toMatchObject({ by: 'events', why: null, since: now, recovered: 4 })
  // It begins anew with a clean sheet.
  come(2, false)
  expect(judge(minute)).toBeNull()
  come(1, false)
  expect(judge(minute)).toBe('blind')
})

test('a folder in which nothing happens is believed again after hours', () => {
  come(3, false)
  expect(judge(10_000)).toBe('blind')
  expect(judge(5 * hour)).toBeNull()
  expect(judge(hour)).toBe('sighted')
})

test.each(['limit', 'refused'] as const)('%s: the system is asked again each hour, and the time stays', (why) => {
  expect(health.lose(why, 'ENOSPC', now, now)).toBe(true)
  expect(health.lose(why, 'ENOSPC', now, now)).toBe(false)
  const since = now
  for (let n = 0; n < 3; n += 1) {
    expect(judge(59 * minute)).toBeNull()
    expect(judge(minute)).toBe('retry')
    health.deaf()
    expect(health.lose(why, 'ENOSPC', now, now)).toBe(false)
    health.listening(now)
    expect(health.report()).toMatchObject({ by: 'looks', why, since })
  }
  expect(judge(hour)).toBe('retry')
  health.deaf()
  health.listening(now)
  expect(health.report()).toMatchObject({ by: 'events', why: null, since: now })
})

test('another computer keeps it: nobody asks again', () => {
  health.lose('remote', 'the folder is on another computer', now, now)
  expect(judge(1_000 * hour)).toBeNull()
  expect(health.report().why).toBe('remote')
})

test('a limit that is reached while events were lost is the better reason', () => {
  come(3, false)
  expect(judge(10_000)).toBe('blind')
  expect(health.lose('limit', 'ENOSPC', now, now)).toBe(true)
  expect(health.report().why).toBe('limit')
})
