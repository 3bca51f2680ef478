/** The engine's store: the real SQL in this thread. What was committed outlives the process, as with FULL. */

import { FailureError, failure } from '../../../src/shared/failure.ts'
import type { Ask } from '../../../src/main/store/remote-store.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'
import type { Chance } from '../world/chance.ts'
import { type Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'

export type StoreTrouble = 'disk-full-here' | 'store-failed'

interface Means {
  readonly sync: SqliteStore
  readonly loop: Loop
  readonly chance: Chance
  readonly life: Life
  /** What goes wrong with the call that is made now; null: nothing. */
  readonly trouble: (method: string) => StoreTrouble | null
  /** After each call that changed something. */
  readonly done: (method: string, args: readonly unknown[], result: unknown) => void
}

/** Each call is one transaction and one step of the process: it may die before or after. */
export function storePort({ sync, loop, chance, life, trouble, done }: Means): Ask {
  return (method, ...args) => {
    if (!life.isAlive) return never()
    return new Promise((resolve, reject) => {
      loop.after(chance.skewedFraction(), () => {
        let tell: () => void = () => undefined
        const isAlive = life.step(() => {
          const act = sync[method] as (...given: unknown[]) => unknown
          const found = trouble(method)
          try {
            if (found !== null) throw new FailureError(failure(found, { detail: 'as the schedule wants it' }))
            const value = act(...args)
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
