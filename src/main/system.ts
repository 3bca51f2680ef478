/** Real time and real chance. */

import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Random } from './engine/ports/clock.ts'

/** Timers of Node overflow beyond this. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    try {
      await sleep(Math.min(Math.max(ms, 0), longestTimerMs), undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
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
    return base32(now, 9) + base32(counter, 3) + base32(randomBytes(5).readUIntBE(0, 5), 8)
  },
}
