/**
 * Lets everything rest while the computer runs on its battery, where somebody wants that, and go on afterwards. A person's
 * word counts more: a resume holds until the computer is plugged in again, and a pause of theirs is theirs to end.
 */

import type { SettingValue } from '../../shared/settings.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'
import type { Power, PowerSource } from '../engine/ports/power.ts'
import type { QueuePause } from './queue-pause.ts'
import type { Settings } from './settings.ts'

/** A look is five small reads for each supply. */
const everyMs = 15_000
/** Where a battery is low, and where it isn't any more: it may be just between for long. */
const lowBelow = 20
const highFrom = 25

interface PowerPauseParts {
  readonly settings: Pick<Settings, 'valueOf'>
  readonly source: PowerSource
  readonly pause: Pick<QueuePause, 'now' | 'by' | 'resumes' | 'rest' | 'restIsOver'>
  readonly clock: Clock
  readonly log: Log
  /** What faces show is another one. */
  readonly touched: () => void
}

/** A level that nobody tells counts as low: too careful, where the other would do nothing. Pure. */
export function wantsRest(mode: SettingValue<'power.onBattery'>, power: Power | null, isResting: boolean): boolean {
  if (power === null || !power.onBattery || mode === 'go-on') return false
  if (mode === 'pause' || power.percent === null) return true
  return power.percent < (isResting ? highFrom : lowBelow)
}

export class PowerPause {
  readonly #parts: PowerPauseParts
  #now: Power | null = null
  /** How often a person had resumed everything when the rest was wanted; null: it isn't wanted. */
  #wantedAt: number | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: PowerPauseParts) {
    this.#parts = parts
  }

  /** Null: there is no battery, or nobody tells. */
  get now(): Power | null {
    return this.#now
  }

  /** One after the other: the newest is what stays. */
  look(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#parts.log.warn('power.look', { error: String(error) }))
    return this.#looking
  }

  /** Until it is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look()
      await this.#parts.clock.sleep(everyMs, signal).catch(() => undefined)
    }
  }

  async #look(): Promise<void> {
    const { settings, source, pause, touched } = this.#parts
    const mode = await settings.valueOf('power.onBattery')
    const before = this.#now
    this.#now = await source.read()
    if (before?.onBattery !== this.#now?.onBattery || before?.percent !== this.#now?.percent) touched()
    const isResting = pause.by === 'power'
    if (!wantsRest(mode, this.#now, isResting)) {
      this.#wantedAt = null
      if (isResting) await pause.restIsOver()
      return
    }
    this.#wantedAt ??= pause.resumes
    if (!pause.now.isPaused && pause.resumes === this.#wantedAt) await pause.rest()
  }
}
