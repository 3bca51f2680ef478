/** Real time and real chance. */

import { randomInt } from 'node:crypto'
import { hostname, uptime, userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Random } from './engine/ports/clock.ts'

/** Timers of Node overflow beyond this. */
const longestTimerMs = 2 ** 31 - 1
/** While somebody sleeps for longer: how soon after the computer woke up that is noticed. */
const lookEveryMs = 5_000
/** The two clocks are read one after the other; less is no sleep and no setting. */
const unnoticedMs = 1_000

/**
 * Monotonic time that counts sleep. On Linux the runtime's own does not, and neither do its timers; the system's
 * uptime does, everywhere. It costs a read of a file there, so it is asked only when the wall clock went its own way.
 */
class AwakeTime {
  #sleptMs = 0
  #wallAhead = wallAhead()
  #uptimeAhead = uptimeAhead()

  now(): number {
    const ahead = wallAhead()
    if (Math.abs(ahead - this.#wallAhead) >= unnoticedMs) {
      this.#wallAhead = ahead
      const slept = uptimeAhead() - this.#uptimeAhead
      if (slept >= unnoticedMs) {
        this.#sleptMs += slept
        this.#uptimeAhead += slept
      }
    }
    return performance.now() + this.#sleptMs
  }
}

function wallAhead(): number {
  return Date.now() - performance.now()
}

function uptimeAhead(): number {
  return uptime() * 1000 - performance.now()
}

const awake = new AwakeTime()

/** One look for all who sleep long: those whose time came while the computer slept are woken. */
class LongSleepers {
  readonly #ends = new Map<() => void, number>()
  #timer: NodeJS.Timeout | null = null

  add(at: number, wake: () => void): void {
    this.#ends.set(wake, at)
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref()
  }

  delete(wake: () => void): void {
    this.#ends.delete(wake)
    if (this.#ends.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #look(): void {
    const now = awake.now()
    for (const [wake, at] of this.#ends) if (at <= now) wake()
  }
}

const sleepers = new LongSleepers()

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => awake.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    const wanted = Math.min(Math.max(ms, 0), longestTimerMs)
    if (wanted > lookEveryMs) return sleepLong(wanted, signal)
    try {
      await sleep(wanted, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}

function sleepLong(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      sleepers.delete(end)
      signal?.removeEventListener('abort', end)
      if (signal?.aborted === true) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(end, ms)
    sleepers.add(awake.now() + ms, end)
    signal?.addEventListener('abort', end, { once: true })
  })
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
let lastMs = 0
let counter = 0

/** `n` in base 32, `length` characters: sorts like the number. */
function base32(n: number, length: number): string {
  let text = ''
  for (let left = n; text.length < length; left = Math.floor(left / 32)) text = (alphabet[left % 32] ?? '') + text
  return text
}

export const systemRandom: Random = {
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
  // Time, a counter for the same millisecond (or a clock that went back), and enough chance to be unique.
  id() {
    const now = Math.max(Date.now(), lastMs)
    counter = now === lastMs ? counter + 1 : 0
    lastMs = now
    return base32(now, 9) + base32(counter, 3) + base32(randomInt(2 ** 40), 8)
  },
}

/** Of this computer, and of who runs this process; the zone may change while it runs. */
export function here(): { readonly host: string; readonly user: string; readonly timeZone: string } {
  return { host: hostname(), user: userName(), timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone }
}

/**
 * The home folder of who runs this process, as the system has it and not the environment. A number without an entry in the
 * system's list of users, as in containers, has none: then what an administrator allows below `~` is nowhere.
 */
export function homeFolder(): string {
  try {
    return userInfo().homedir
  } catch {
    return '/nonexistent'
  }
}

/** Somebody without an entry in the system's list of users has a number only. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? '')
  }
}
