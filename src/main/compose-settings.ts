/** Builds what follows the settings and brings them to what runs: speed, places, pause, network, and what is kept how long. */

import type { Settings } from './services/settings.ts'
import type { Engine } from './engine/engine.ts'
import type { Clock } from './engine/ports/clock.ts'
import type { LogFile } from './log.ts'
import type { Network } from './net/network.ts'
import { stoppedByNetwork } from './net/stopped.ts'
import type { Policies } from './policy/permissions.ts'
import type { PowerSource } from './engine/ports/power.ts'
import type { ProvidersOptions } from './providers/index.ts'
import { PowerPause } from './services/power-pause.ts'
import { QueuePause } from './services/queue-pause.ts'
import { Retention } from './services/retention.ts'
import { SpeedLimit } from './services/speed-limit.ts'
import type { RemoteStore } from './store/remote-store.ts'

interface SettingsParts {
  readonly settings: Settings
  readonly permissions: Policies
  readonly store: RemoteStore
  readonly engine: Engine
  readonly network: Network
  readonly clock: Clock
  readonly log: LogFile
  readonly power: PowerSource
  /** Providers are made with these. */
  readonly renewProviders: (wishes: ProviderWishes) => void
}

type ProviderWishes = Required<Pick<ProvidersOptions, 'keepTimesOfSmallFiles' | 'readsBack'>>

/** What of the settings is the providers' business. */
export async function providerWishes(settings: Settings): Promise<ProviderWishes> {
  return {
    keepTimesOfSmallFiles: await settings.valueOf('transfers.keepSmallTimes'),
    readsBack: await settings.valueOf('transfers.readBack'),
  }
}

export interface Followed {
  readonly speedLimit: SpeedLimit
  readonly queuePause: QueuePause
  readonly powerPause: PowerPause
  /** Applies the stored settings to what runs. */
  readonly applySettings: () => Promise<void>
  /** Forgets what ended long ago, until it is aborted. */
  readonly keepHistoryShort: (signal: AbortSignal) => Promise<void>
  /** Follows the week's plan of speed and the computer's power, and ends a pause when its time has come, until it is aborted. */
  readonly followTimes: (signal: AbortSignal) => Promise<void>
}

export function composeSettings(parts: SettingsParts): Followed {
  const { settings, permissions, store, engine, network, clock, log } = parts
  const touched = (): void => engine.changes.touch()
  const speedLimit = new SpeedLimit({ settings, decided: permissions, clock, bandwidth: engine.bandwidth })
  const { queue, scheduler } = engine
  const queuePause = new QueuePause({ store, clock, queue, scheduler, touched, log })
  const powerPause = new PowerPause({ settings, source: parts.power, pause: queuePause, clock, log, touched })
  const retention = new Retention({ store, clock, log, settings, changes: engine.changes })
  /** What the network stopped may go on once it is set otherwise. */
  const applyNetwork = async (): Promise<void> => {
    const isOther = await network.apply()
    if (!isOther.ok) log.warn('settings.network', { code: isOther.failure.code })
    else if (isOther.value) await queue.networkIsOther(stoppedByNetwork)
  }
  const applySettings = async (): Promise<void> => {
    await applyNetwork()
    await speedLimit.apply()
    const [small, large] = [await settings.valueOf('transfers.small'), await settings.valueOf('transfers.large')]
    scheduler.setSlots({ small, large })
    await queuePause.load()
    parts.renewProviders(await providerWishes(settings))
  }
  let applied: Promise<void> = Promise.resolve()
  settings.listen((key) => {
    // One after the other: the newest is what stays.
    applied = applied
      .then(applySettings)
      .then(() => (key === 'power.onBattery' ? powerPause.look() : undefined))
      .catch((error: unknown) => log.warn('settings.apply', { error: String(error) }))
    return applied
  })
  return {
    speedLimit,
    queuePause,
    powerPause,
    applySettings,
    keepHistoryShort: (signal) => retention.run(signal),
    followTimes: async (signal) => {
      await Promise.all([speedLimit.follow(touched, signal), queuePause.follow(signal), powerPause.follow(signal)])
    },
  }
}
