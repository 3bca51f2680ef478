/** Who is signed in, asked of Graph. */

import { type Result, ok } from '../../../shared/failure.ts'
import type { Person } from '../../engine/ports/account.ts'
import type { GraphConnection } from '../../engine/ports/http.ts'
import { needsSomebody, personOf } from '../person.ts'

/**
 * The user by principal name (or display name) and by object id, which stays when somebody is renamed; null where the
 * service can't say it now. What passes by
 * itself is no failure: a line that is down is no reason not to add an account.
 * GET /me (G:api-reference/v1.0/api/user-get.md; of the id: resources/user.md, "Inherited from directoryObject. Key. Not
 * nullable. Read-only").
 */
export async function userOf({ http, graphUrl }: GraphConnection, signal: AbortSignal): Promise<Result<Person | null>> {
  const asked = await http.request({
    method: 'GET',
    url: `${graphUrl}/v1.0/me`,
    body: null,
    authorization: 'account',
    signal,
  })
  if (!asked.ok) return needsSomebody(asked.failure) ? asked : ok(null)
  return ok(personOf(asked.value, ['userPrincipalName', 'displayName']))
}
