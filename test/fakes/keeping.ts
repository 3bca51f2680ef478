/** An engine keeper whose surroundings a test stages, and whose pauses a test ends. */

import { expect, onTestFinished } from 'vitest'
import { EngineKeeper } from '../../src/main/client/keep-engine.ts'
import type { Holding, KeptFacts } from '../../src/main/client/keep-engine.ts'
import type { OwnerOptions } from '../../src/main/client/owner-port.ts'
import type { ReachPorts } from '../../src/main/client/reach-engine.ts'
import { ok } from '../../src/shared/failure.ts'
import { aSummary } from '../support/looks.ts'
import { fakeOwner } from './fake-engine.ts'
import type { Staged } from './fake-engine.ts'

/** An engine that tells its tallies once and then has no news, as one without work. */
export const telling: Staged = {
  queue: {
    async *follow(_, signal) {
      yield { ...aSummary(), changed: [] }
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    },
  },
}

/** The limit only ends what hangs. */
const soon = { interval: 1, timeout: 20_000 } as const

export function keeping(ports: Partial<ReachPorts> = {}, dataDir = '/data') {
  const sleeps: number[] = []
  const opened: OwnerOptions[] = []
  const told: KeptFacts[] = []
  const resting: (() => void)[] = []
  let summaries = 0
  const { openOwner = () => Promise.resolve(ok(fakeOwner(telling))) } = ports
  const keeper = new EngineKeeper(
    {
      version: '9.9.9',
      addresses: () => Promise.resolve([]),
      sleep: (ms) => {
        sleeps.push(ms)
        return new Promise((resolve) => resting.push(resolve))
      },
      ...ports,
      openOwner: (options) => {
        opened.push(options)
        return openOwner(options)
      },
    },
    { dataDir, kind: 'app', runEngine: true, version: '9.9.9' },
  )
  keeper.listen((facts) => told.push(facts))
  keeper.listenToSummary(() => (summaries += 1))
  keeper.start()
  onTestFinished(() => keeper.close())
  return {
    keeper,
    sleeps,
    opened,
    told,
    until: async (holding: Holding) => {
      await expect.poll(() => keeper.facts.holding, soon).toBe(holding)
    },
    /** Until the engine has said something. */
    hears: async () => {
      await expect.poll(() => summaries, soon).toBeGreaterThan(0)
    },
    /** Until it rests for the nth time. */
    rests: async (times: number) => {
      await expect.poll(() => sleeps.length, soon).toBe(times)
    },
    /** Waits for the next pause, and ends it. */
    pass: async () => {
      await expect.poll(() => resting.length, soon).toBeGreaterThan(0)
      resting.shift()?.()
    },
  }
}
