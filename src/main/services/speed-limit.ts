/** How fast may be sent now: by the week's plan where it says something, else the usual limit; never above a decided one. */

import { limitAt } from '../../shared/week-schedule.ts'
import type { LimitNow } from '../../shared/week-schedule.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Permissions } from '../engine/ports/permissions.ts'
import type { Settings } from './settings.ts'

/** The plan is made of hours. */
const everyMs = 15_000
const usualKey = 'bandwidth.bytesPerSecond'

interface SpeedLimitParts {
  readonly settings: Pick<Settings, 'valueOf'>
  readonly decided: Pick<Permissions, 'lockOf' | 'atMost'>
  readonly clock: Clock
  readonly bandwidth: { setLimit(bytesPerSecond: number | null): void }
}

export class SpeedLimit {
  readonly #parts: SpeedLimitParts
  #now: LimitNow | null = null

  constructor(parts: SpeedLimitParts) {
    this.#parts = parts
  }

  get now(): LimitNow {
    return this.#now ?? { bytesPerSecond: null, until: null }
  }

  /** Whether it is another one than before. */
  async apply(): Promise<boolean> {
    const { settings, decided, clock, bandwidth } = this.#parts
    const usual = await settings.valueOf(usualKey)
    // What was decided for this computer is decided for every hour.
    const schedule = decided.lockOf(usualKey) === null ? await settings.valueOf('bandwidth.schedule') : null
    const { bytesPerSecond, until } = limitAt(schedule, usual, new Date(clock.now()))
    const cap = decided.atMost(usualKey)
    const held = cap === null ? bytesPerSecond : Math.min(bytesPerSecond ?? cap, cap)
    const before = this.#now
    this.#now = { bytesPerSecond: held, until }
    if (before?.bytesPerSecond !== held) bandwidth.setLimit(held)
    return before?.bytesPerSecond !== held || before.until !== until
  }

  /** Follows the plan until it is aborted. */
  async follow(changed: () => void, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.#parts.clock.sleep(everyMs, signal)
      } catch {
        return
      }
      if (await this.apply().catch(() => false)) changed()
    }
  }
}
