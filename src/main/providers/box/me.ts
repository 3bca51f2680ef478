/** Who is signed in, asked of Box. */

import { type Result, ok } from '../../../shared/failure.ts'
import type { Person } from '../../engine/ports/account.ts'
import type { BoxConnection } from '../../engine/ports/http.ts'
import { needsSomebody, personOf } from '../person.ts'

/**
 * The user by login (or name) and by id, which stays when the login changes; null where the service can't say it now. What
 * passes by itself is no failure: a line that is down is no reason not to add an account. GET /users/me (OAS get_users_me;
 * an answer has the id whatever fields are asked for).
 */
export async function userOf({ http, box }: BoxConnection, signal: AbortSignal): Promise<Result<Person | null>> {
  const asked = await http.request({
    method: 'GET',
    url: `${box.apiUrl}/2.0/users/me?fields=login,name`,
    body: null,
    authorization: 'account',
    signal,
  })
  if (!asked.ok) return needsSomebody(asked.failure) ? asked : ok(null)
  return ok(personOf(asked.value, ['login', 'name']))
}
