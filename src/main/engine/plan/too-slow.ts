/** Whether a session will live long enough at the speed of its first range (fault P15). Pure. */

import type { Facts } from './decision.ts'

const hour = 3_600_000

/** What `explain` says beforehand of a file that will hardly make it; null where it will, or nobody can tell. */
export function tooSlow(firstBytes: number, facts: Facts): { readonly what: string; readonly why: string } | null {
  const { session, capabilities, size, now } = facts
  const { sessionLifetimeMs } = capabilities
  if (session === null || sessionLifetimeMs === null || session.acknowledged.length > 0 || firstBytes <= 0) return null
  const neededMs = ((now - session.openedAt) * size) / firstBytes
  if (neededMs <= sessionLifetimeMs) return null
  const needed = Math.ceil(neededMs / hour)
  const lives = Math.floor(sessionLifetimeMs / hour)
  return {
    what: 'may have to start over',
    why: `at this speed it needs about ${needed} hours, and its upload link lives for ${lives}; a faster line helps`,
  }
}
