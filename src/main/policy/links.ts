/** What a policy says of links to uploaded files. Pure. */

import { linkScopes } from '../../shared/links-contract.ts'
import type { LinkRules } from '../engine/ports/permissions.ts'
import type { LinkWish } from '../engine/ports/share.ts'
import type { PolicyFile } from './keys.ts'
import type { Refused } from './refused.ts'

const scopesOf: Readonly<Record<NonNullable<PolicyFile['links']>, LinkRules['scopes']>> = {
  never: [],
  organization: ['organization'],
  any: linkScopes,
}

/** What all files leave. */
export function linkRules(files: readonly PolicyFile[]): LinkRules {
  const scopes = linkScopes.filter((scope) => files.every(({ links = 'any' }) => scopesOf[links].includes(scope)))
  const days = files.map((file) => file['links.days']).filter((most) => most !== undefined)
  return { scopes, mostDays: days.length === 0 ? null : Math.min(...days) }
}

/** Half an hour for the way from a face's clock to here. */
const tolerance = 0.02

export function linkRefusal(file: PolicyFile, scope: LinkWish['scope'], days: number | null): Refused | null {
  const { links = 'any', 'links.days': most } = file
  if (links === 'never') return { what: 'A link to a file', allowed: 'none at all' }
  if (scope !== null && !scopesOf[links].includes(scope)) {
    return { what: 'A link for anyone', allowed: 'those for the organization' }
  }
  if (days !== null && most !== undefined && days > most + tolerance) {
    return { what: 'A link that lives so long', allowed: `at most ${most} days` }
  }
  return null
}
