import { afterEach, expect, test } from 'vitest'
import { settings } from '../../src/shared/settings.ts'
import type { SettingKey, SettingValue } from '../../src/shared/settings.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { until } from '../support/processes.ts'

afterEach(expectGoodManners)

/** Of each another value than the usual one. */
const others: { readonly [K in SettingKey]: SettingValue<K> } = {
  'interface.language': 'de',
  'interface.theme': 'dark',
  'bandwidth.bytesPerSecond': 5_000_000,
  'bandwidth.schedule': 'mon-fri 8-18 2MB; sat,sun 0-24 none',
  'transfers.large': 2,
  'transfers.small': 3,
  'transfers.keepSmallTimes': false,
  'transfers.readBack': false,
  'power.onBattery': 'pause-when-low',
  'history.keepDays': 30,
  'network.caFile': null,
  'network.proxy': 'environment',
  'notifications.needsYou': false,
  'notifications.signedOut': false,
  'notifications.finished': false,
  'startup.atLogin': true,
  'startup.hidden': false,
  'accounts.microsoftClientId': 'of-ours',
  'accounts.boxClientId': 'of-theirs',
  'accounts.boxRedirectPort': 20_443,
}

test('whatever was set is there after a restart', async () => {
  const bench = await OwnerBench.open()
  const keys = Object.keys(settings) as SettingKey[]
  for (const key of keys) valueOf(await bench.client.settings.set({ key, value: others[key] }))
  await bench.close()
  await bench.start()
  const found = valueOf(await bench.client.settings.list({}))
  expect(Object.fromEntries(found.map(({ key, value }) => [key, value]))).toEqual(others)
})

const limitOf = async (bench: OwnerBench) => valueOf(await bench.client.engine.status({})).limit

test('setting `bandwidth.bytesPerSecond`: the engine sends no faster from then on, and says so', async () => {
  const bench = await OwnerBench.open()
  expect(await limitOf(bench)).toEqual({ bytesPerSecond: null, until: null })
  valueOf(await bench.client.settings.set({ key: 'bandwidth.bytesPerSecond', value: 3_000_000 }))
  expect(await limitOf(bench)).toEqual({ bytesPerSecond: 3_000_000, until: null })
})

test('setting `bandwidth.schedule`: the plan counts before the usual limit, also after a restart; nonsense is refused', async () => {
  const bench = await OwnerBench.open()
  valueOf(await bench.client.settings.set({ key: 'bandwidth.bytesPerSecond', value: 3_000_000 }))
  valueOf(await bench.client.settings.set({ key: 'bandwidth.schedule', value: 'mon-sun 0-24 1MB' }))
  expect(await limitOf(bench)).toEqual({ bytesPerSecond: 1_000_000, until: null })
  await bench.close()
  await bench.start()
  expect(await limitOf(bench)).toEqual({ bytesPerSecond: 1_000_000, until: null })
  const wrong = await bench.client.settings.set({ key: 'bandwidth.schedule', value: 'at night' })
  expect(wrong).toMatchObject({ ok: false, failure: { code: 'usage' } })
  valueOf(await bench.client.settings.set({ key: 'bandwidth.schedule', value: null }))
  expect(await limitOf(bench)).toEqual({ bytesPerSecond: 3_000_000, until: null })
})

const MiB = 1024 * 1024

/** Of three files, the most that were with the destination at one moment. */
async function mostAtOnce(bench: OwnerBench, name: string, size: number): Promise<number> {
  const from = bench.seen.length
  await bench.practice.fault({ match: { op: 'put' }, action: 'delay', params: { ms: 150 }, times: 6 })
  const paths = ['a', 'b', 'c'].map((each) => bench.file(`${name}-${each}.bin`, size).path)
  valueOf(await bench.client.queue.enqueue({ paths, to: `onedrive:/${name}` }))
  const ended = () => new Set(bench.seen.slice(from).flatMap(({ id, state }) => (state === 'done' ? [id] : []))).size
  await until('three are done', async () => (ended() === 3 ? true : null))
  const sending = new Set<string>()
  return bench.seen.slice(from).reduce((most, { id, state }) => {
    if (state === 'sending') sending.add(id)
    else sending.delete(id)
    return Math.max(most, sending.size)
  }, 0)
}

test('setting `transfers.large`, setting `transfers.small`: so many go at once, from the next file on', async () => {
  const bench = await OwnerBench.open()
  expect(await mostAtOnce(bench, 'many', 11 * MiB)).toBeGreaterThan(1)
  valueOf(await bench.client.settings.set({ key: 'transfers.large', value: 1 }))
  valueOf(await bench.client.settings.set({ key: 'transfers.small', value: 1 }))
  expect(await mostAtOnce(bench, 'large', 11 * MiB)).toBe(1)
  expect(await mostAtOnce(bench, 'small', 90_001)).toBe(1)
})
