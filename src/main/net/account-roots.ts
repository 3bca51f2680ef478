/** From an account to where its services are and where it is renewed. */

import type { Account } from '../engine/ports/account.ts'
import type { BoxRoots } from '../engine/ports/http.ts'
import type { Roots } from './connections.ts'
import { boxRenewal, entraRenewal } from './renewals.ts'
import type { Renewal } from './tokens.ts'

/** Nobody's client, and no secret at all: a practice cloud takes any. */
const practiceClient = 'longshore-practice'

export interface PracticeRoots {
  readonly graphUrl: string
  readonly box: BoxRoots
}

/** An account of the practice cloud inside the owner, which says where it is at start. */
export function isBuiltIn({ kind, graphUrl, boxUrl }: Account): boolean {
  return kind === 'practice' && graphUrl === null && boxUrl === null
}

/**
 * @param practice of the practice cloud inside the owner; null while it doesn't run
 * @returns null where the account's service isn't there
 */
export function rootsOf(account: Account, practice: PracticeRoots | null): Roots | null {
  // Its token has no end.
  if (isBuiltIn(account)) return practice === null ? null : { ...practice, renewal: null }
  const { graphUrl, boxUrl, boxUploadUrl } = account
  const box = boxUrl === null || boxUploadUrl === null ? null : { apiUrl: boxUrl, uploadUrl: boxUploadUrl }
  const renewal = renewalOf(account)
  // The calls that say whose a sign-in is (G:api-reference/v1.0/api/user-get.md, OAS get_users_me).
  if (graphUrl !== null) return { graphUrl, box, renewal, meUrl: `${graphUrl}/v1.0/me` }
  return box === null ? null : { graphUrl, box, renewal, meUrl: `${box.apiUrl}/2.0/users/me` }
}

/** An account of both, as of a practice cloud elsewhere, is renewed as one of Graph: there its tokens are the same. */
function renewalOf({ kind, graphUrl, loginUrl, boxUrl, tenant, clientId }: Account): Renewal | null {
  const isPractice = kind === 'practice'
  const client = isPractice ? practiceClient : clientId
  if (graphUrl !== null) return entraRenewal({ loginUrl: loginUrl ?? graphUrl, tenant, clientId: client })
  if (boxUrl === null) return null
  return boxRenewal({ boxUrl, clientId: client, ...(isPractice && { knownSecret: practiceClient }) })
}
