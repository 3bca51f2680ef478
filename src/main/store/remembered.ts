/**
 * What every request asks of the store and hardly ever changes: the accounts and their sealed tokens. Nobody else writes to
 * the file, so that what was read holds until something that changes it is asked for here.
 */

import type { Ask } from './remote-store.ts'
import type { SqliteStore } from './sqlite-store.ts'

const read: ReadonlySet<keyof SqliteStore> = new Set(['accounts', 'tokens'])
const changing: ReadonlySet<keyof SqliteStore> = new Set([
  'putAccount',
  'putTokens',
  'replaceTokens',
  'setSignedOut',
  'knowPerson',
  'removeAccount',
  'removeUnused',
])

/** As `ask`; what it gives out is shared by whoever asks. */
export function remembering(ask: Ask): Ask {
  const known = new Map<string, Promise<unknown>>()
  const asked = (method: keyof SqliteStore, ...args: readonly unknown[]): Promise<unknown> => {
    const answer = ask(method, ...(args as never)) as Promise<unknown>
    if (!changing.has(method)) return answer
    // Whoever asks from now on is answered after the change, and what failed may have been done.
    known.clear()
    return answer.finally(() => known.clear())
  }
  const remembered = (method: keyof SqliteStore, ...args: readonly unknown[]): Promise<unknown> => {
    const key = JSON.stringify([method, ...args])
    const found = known.get(key)
    if (found !== undefined) return found
    const answer = asked(method, ...args)
    known.set(key, answer)
    answer.catch(() => {
      if (known.get(key) === answer) known.delete(key)
    })
    return answer
  }
  return ((method: keyof SqliteStore, ...args: readonly unknown[]) =>
    (read.has(method) ? remembered : asked)(method, ...args)) as Ask
}
