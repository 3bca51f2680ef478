/**
 * Puts virtual time and seeded chance where code looks for the real ones. Only while a schedule runs; a timer that is set
 * outside of one is a mistake.
 */

import { current, isSimulated } from './current.ts'
import { realDate } from './real.ts'

class VirtualDate extends realDate {
  constructor(...parts: unknown[]) {
    super(...((parts.length === 0 && isSimulated() ? [current().loop.wall()] : parts) as [number]))
  }

  static override now(): number {
    return isSimulated() ? Math.floor(current().loop.wall()) : realDate.now()
  }
}

interface VirtualTimer {
  unref(): VirtualTimer
  ref(): VirtualTimer
  hasRef(): boolean
  stop(): void
}

function timer(run: () => void, ms = 0): VirtualTimer {
  const event = current().loop.after(ms, run)
  const made: VirtualTimer = {
    unref: () => made,
    ref: () => made,
    hasRef: () => false,
    stop: () => {
      event.isOff = true
    },
  }
  return made
}

const realPerformanceNow = performance.now.bind(performance)

export function replaceGlobals(): void {
  const stop = (one: VirtualTimer | null | undefined): void => one?.stop()
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => timer(() => run(...args), ms),
    clearTimeout: stop,
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) => timer(() => run(...args)),
    clearImmediate: stop,
    setInterval: () => {
      throw new Error('nothing in the engine asks in intervals')
    },
  })
  Object.defineProperty(performance, 'now', {
    value: () => (isSimulated() ? current().loop.monotonic() : realPerformanceNow()),
  })
  Math.random = () => {
    if (isSimulated()) throw new Error('chance comes from the seed')
    return 0.5
  }
}
