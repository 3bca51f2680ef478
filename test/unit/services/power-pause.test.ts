/** The pause for the battery's sake, with the real engine and its real SQL on virtual time. */

import { expect, onTestFinished, test } from 'vitest'
import { SteadyClock } from '../../../src/main/engine/steady-clock.ts'
import type { Power } from '../../../src/main/engine/ports/power.ts'
import { PowerPause, wantsRest } from '../../../src/main/services/power-pause.ts'
import { QueuePause } from '../../../src/main/services/queue-pause.ts'
import { type SettingKey, type SettingValue, settingOf } from '../../../src/shared/settings.ts'
import { type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const minuteMs = 60_000
const plugged: Power = { onBattery: false, percent: 90 }
const unplugged: Power = { onBattery: true, percent: 60 }
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

async function world(mode: SettingValue<'power.onBattery'> = 'pause') {
  const bench = await virtualBench()
  await bench.engine.start()
  onTestFinished(() => bench.engine.stop())
  const kept: Record<string, unknown> = { 'power.onBattery': mode }
  const shelf = {
    settings: () => Promise.resolve(kept),
    putSetting: (key: string, value: unknown) => {
      kept[key] = structuredClone(value)
      return Promise.resolve()
    },
  }
  const state = { power: plugged as Power | null }
  const valueOf = async <K extends SettingKey>(key: K): Promise<SettingValue<K>> => settingOf(key, kept)
  const live = async () => {
    const { queue, scheduler } = bench.engine
    const clock = new SteadyClock(bench.clock)
    const touched = (): void => undefined
    const pause = new QueuePause({ store: shelf, clock, queue, scheduler, touched, log })
    await pause.load()
    const source = { read: () => Promise.resolve(state.power) }
    const power = new PowerPause({ settings: { valueOf }, source, pause, clock, log, touched })
    const end = new AbortController()
    const following = Promise.all([pause.follow(end.signal), power.follow(end.signal)])
    const stop = async (): Promise<void> => {
      end.abort()
      await following
    }
    onTestFinished(stop)
    return { pause, power, stop }
  }
  return { bench, state, kept, live, ...(await live()) }
}

const stateOf = async (bench: VirtualBench, name: string): Promise<string> => (await bench.state(name)).state

test('setting `power.onBattery`: what waits rests while the computer runs on its battery, and goes on afterwards', async () => {
  const { bench, state, pause } = await world()
  await bench.add('mine.bin')
  await bench.engine.queue.pause({ ids: [(await bench.state('mine.bin')).id] })
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  expect(pause.by).toBe('power')
  await bench.add('one.bin')
  await bench.clock.advance(60 * minuteMs)
  expect(await stateOf(bench, 'one.bin')).toBe('queued')
  state.power = plugged
  await bench.clock.advance(minuteMs)
  expect(pause.now.isPaused).toBe(false)
  expect([await stateOf(bench, 'one.bin'), await stateOf(bench, 'mine.bin')]).toEqual(['done', 'paused'])
})

test('a person resumes: it goes on until it was plugged in once', async () => {
  const { bench, state, pause } = await world()
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  await pause.resume()
  await bench.add('urgent.bin')
  await bench.clock.advance(60 * minuteMs)
  expect(await stateOf(bench, 'urgent.bin')).toBe('done')
  state.power = plugged
  await bench.clock.advance(minuteMs)
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  expect(pause.by).toBe('power')
})

test('a pause of a person stays theirs: no plug ends it, and when it is over by itself the battery counts', async () => {
  const { bench, state, pause } = await world()
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  await pause.pause(null)
  state.power = plugged
  await bench.clock.advance(minuteMs)
  expect(pause.by).toBe('person')
  await pause.resume()
  await pause.pause(bench.clock.now() + 5 * minuteMs)
  state.power = unplugged
  await bench.clock.advance(4 * minuteMs)
  expect(pause.by).toBe('person')
  await bench.clock.advance(2 * minuteMs)
  expect(pause.by).toBe('power')
})

test('a rest that is stored is looked at anew after a restart', async () => {
  const { bench, state, kept, live, stop } = await world()
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  await bench.add('one.bin')
  await stop()
  expect(kept['queue.paused']).toMatchObject({ by: 'power' })
  const again = await live()
  await bench.clock.advance(minuteMs)
  expect(again.pause.by).toBe('power')
  await again.stop()
  state.power = plugged
  const last = await live()
  await bench.clock.advance(minuteMs)
  expect(last.pause.now.isPaused).toBe(false)
  expect(await stateOf(bench, 'one.bin')).toBe('done')
})

test('set otherwise while it rests, or where the computer has no battery any more, it goes on', async () => {
  const { bench, state, kept, pause, power } = await world()
  state.power = unplugged
  await bench.clock.advance(minuteMs)
  kept['power.onBattery'] = 'go-on'
  await power.look()
  expect(pause.now.isPaused).toBe(false)
  kept['power.onBattery'] = 'pause'
  await power.look()
  expect(pause.by).toBe('power')
  state.power = null
  await power.look()
  expect(pause.now.isPaused).toBe(false)
  expect(power.now).toBeNull()
})

test('below 20 % it rests, and from 25 % on it goes on; a level that nobody tells counts as low', () => {
  const at = (percent: number | null): Power => ({ onBattery: true, percent })
  const mode = 'pause-when-low'
  expect([20, 19, null].map((percent) => wantsRest(mode, at(percent), false))).toEqual([false, true, true])
  expect([24, 25].map((percent) => wantsRest(mode, at(percent), true))).toEqual([true, false])
  expect(wantsRest(mode, { onBattery: false, percent: 3 }, true)).toBe(false)
  expect(wantsRest('go-on', at(1), true)).toBe(false)
  expect(wantsRest('pause', null, true)).toBe(false)
})
