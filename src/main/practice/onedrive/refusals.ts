import type { Exchange } from '../http/exchange.ts'
import { Problem } from '../problem.ts'

export function locked(): Problem {
  return new Problem(423, 'notAllowed', 'The resource you are attempting to access is locked', 'resourceLocked')
}

export function quotaLimitReached(): Problem {
  return new Problem(507, 'quotaLimitReached', 'Insufficient Space Available')
}

/** An upload URL is its own permission; a token beside it is refused (C: remarks; seen on the personal service). */
export function requireNoToken(strict: boolean, exchange: Exchange): void {
  if (!strict || exchange.entry.authorization === null) return
  throw new Problem(401, 'unauthenticated', 'The upload URL must be used without an Authorization header.')
}
