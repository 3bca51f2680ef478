/** The engine's store: the real SQL in this thread. What was committed outlives the process, as with FULL. */

import type { Ask } from '../../../src/main/store/remote-store.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'
import type { Chance } from '../world/chance.ts'
import { type Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'

export const storeTroubles = [
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_FSYNC',
  'SQLITE_BUSY',
  'SQLITE_READONLY',
] as const
export type StoreTrouble = (typeof storeTroubles)[number]

interface Means {
  readonly sync: SqliteStore
  readonly loop: Loop
  readonly chance: Chance
  readonly life: Life
  /** Makes the call, in which something may go wrong. */
  readonly fails: (method: string, act: () => unknown) => unknown
  /** After each call that changed something. */
  readonly done: (method: string, args: readonly unknown[], result: unknown) => void
}

/** Nothing that is asked of the store before it may be done after it, or the other way round: the port's own promise. */
const inOrder = 'moveWaits'
/** ms; two events of one moment have no order. */
const apart = 0.000_1

/**
 * Each call is one transaction and one step of the process: it may die before or after. The real store does them in the
 * order in which they were asked for; here they overtake each other, but for what relies on it.
 */
export function storePort({ sync, loop, chance, life, fails, done }: Means): Ask {
  let lastAt = 0
  let notBefore = 0
  const delayOf = (method: string): number => {
    const now = loop.monotonic()
    const own = chance.skewedFraction()
    const soonest = (method === inOrder ? lastAt : notBefore) + apart - now
    const ms = Math.max(own, soonest)
    lastAt = Math.max(lastAt, now + ms)
    if (method === inOrder) notBefore = now + ms
    return ms
  }
  return (method, ...args) => {
    if (!life.isAlive) return never()
    return new Promise((resolve, reject) => {
      loop.after(delayOf(method), () => {
        let tell: () => void = () => undefined
        const isAlive = life.step(() => {
          const act = sync[method] as (...given: unknown[]) => unknown
          try {
            const value = fails(method, () => act(...args))
            done(method, args, value)
            tell = () => resolve(value as never)
          } catch (error) {
            const thrown = error instanceof Error ? error : new Error(String(error))
            tell = () => reject(thrown)
          }
        })
        if (isAlive) tell()
      })
    })
  }
}
