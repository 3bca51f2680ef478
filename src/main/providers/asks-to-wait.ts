import type { Failure } from '../../shared/failure.ts'

/**
 * Whether the service wants to be left alone for a while: then a call that would ask something more ends with this, so that
 * the wish is heard and kept.
 */
export function asksToWait({ code, notBefore }: Failure): boolean {
  return code === 'throttled' || notBefore !== undefined
}
