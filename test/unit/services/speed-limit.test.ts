import { expect, test } from 'vitest'
import { SpeedLimit } from '../../../src/main/services/speed-limit.ts'
import type { SettingKey } from '../../../src/shared/settings.ts'
import { ManualClock } from '../../fakes/clock.ts'

/** A Monday, by the clock of this computer. */
const monday = (hour: number, minute = 0): number => new Date(2026, 10, 23, hour, minute).getTime()

function limited(stored: Partial<Record<SettingKey, unknown>>, decided: { value?: number; atMost?: number } = {}) {
  const clock = new ManualClock(monday(7, 59))
  const set: (number | null)[] = []
  const limit = new SpeedLimit({
    settings: { valueOf: (key) => Promise.resolve((stored[key] ?? null) as never) },
    decided: {
      lockOf: () => (decided.value === undefined ? null : { value: decided.value }),
      atMost: () => decided.atMost ?? null,
    },
    clock,
    bandwidth: { setLimit: (bytesPerSecond) => set.push(bytesPerSecond) },
  })
  return { clock, set, limit }
}

const office = { 'bandwidth.bytesPerSecond': 9_000_000, 'bandwidth.schedule': 'mon-fri 8-18 2MB; sat,sun 0-24 none' }

test('setting `bandwidth.schedule`: its hours begin and end by themselves, and each is told once', async () => {
  const { clock, set, limit } = limited(office)
  let told = 0
  const end = new AbortController()
  await limit.apply()
  const following = limit.follow(() => (told += 1), end.signal)
  await clock.advance(2 * 60_000)
  clock.sleepThrough(9.9 * 3_600_000)
  await clock.advance(10 * 60_000)
  end.abort()
  await following
  expect(set).toEqual([9_000_000, 2_000_000, 9_000_000])
  expect(told).toBe(2)
})

test('what was decided for this computer holds in every hour', async () => {
  const capped = limited({ ...office, 'bandwidth.schedule': 'mon-sun 0-24 none' }, { atMost: 1_000_000 })
  await capped.limit.apply()
  expect(capped.limit.now).toEqual({ bytesPerSecond: 1_000_000, until: null })
  const locked = limited({ ...office, 'bandwidth.schedule': 'mon-sun 0-24 none' }, { value: 9_000_000 })
  await locked.limit.apply()
  expect(locked.limit.now.bytesPerSecond).toBe(9_000_000)
})
