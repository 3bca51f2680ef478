/** What becomes of one file at a destination, with what a person decided about refused names and files. Pure. */

import type { Failure } from '../../shared/failure.ts'
import { type Fixes, leavable } from '../../shared/preflight.ts'
import type { Provider, Room, Target } from '../engine/ports/provider.ts'

export type Rules = Pick<Provider, 'preflight' | 'allowed'>

/** With what the place itself said that it doesn't take. */
export function rulesWith(provider: Rules, { refuses }: Pick<Room, 'refuses'>): Rules {
  return {
    preflight: (target, size) => provider.preflight(target, size) ?? refuses(target),
    allowed: (target) => provider.allowed(target),
  }
}

export interface Fitted {
  readonly target: Target
  /** It goes under another name than its own. */
  readonly isRenamed: boolean
  /** Why the destination would refuse it; null where nothing is known. */
  readonly failure: Failure | null
  readonly isLeftOut: boolean
}

/** @param size bytes */
export function fitted(rules: Rules, own: Target, size: number, { names, leaveOut }: Fixes): Fitted {
  const refused = rules.preflight(own, size)
  const allowed = refused !== null && names ? rules.allowed(own) : null
  const target = allowed ?? own
  const isRenamed = allowed !== null && !isSame(allowed, own)
  const failure = isRenamed ? rules.preflight(target, size) : refused
  const reason = leavable.find((code) => code === failure?.code)
  return { target, isRenamed, failure, isLeftOut: reason !== undefined && leaveOut.includes(reason) }
}

function isSame(a: Target, b: Target): boolean {
  return a.name === b.name && a.folders.every((folder, index) => folder === b.folders[index])
}

/** The first name that differs, as it is and as it would be. */
export function changedName(own: Target, allowed: Target): { readonly name: string; readonly allowed: string } {
  const index = own.folders.findIndex((folder, at) => folder !== allowed.folders[at])
  if (index < 0) return { name: own.name, allowed: allowed.name }
  return { name: own.folders[index] ?? '', allowed: allowed.folders[index] ?? '' }
}
