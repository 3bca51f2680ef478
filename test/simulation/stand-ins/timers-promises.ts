/** `node:timers/promises` on virtual time. */

import { current } from '../world/current.ts'

/** A turn of the loop, which all promises have come to rest before. */
export function setImmediate(): Promise<void> {
  return current().loop.passed(0)
}
