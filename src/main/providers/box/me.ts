/** Who is signed in, asked of Box. */

import { type Result, ok } from '../../../shared/failure.ts'
import type { BoxConnection } from '../../engine/ports/http.ts'

/**
 * The user's login (or name); null where the service can't say it now. Only a refused sign-in is a failure: a line that
 * is down is no reason not to add an account. GET /users/me (OAS get_users_me).
 */
export async function userOf({ http, box }: BoxConnection, signal: AbortSignal): Promise<Result<string | null>> {
  const asked = await http.request({
    method: 'GET',
    url: `${box.apiUrl}/2.0/users/me?fields=login,name`,
    body: null,
    authorization: 'account',
    signal,
  })
  if (!asked.ok) return asked.failure.code === 'signed-out' ? asked : ok(null)
  const { json, status } = asked.value
  if (status !== 200 || typeof json !== 'object' || json === null) return ok(null)
  const { login, name } = json as { login?: unknown; name?: unknown }
  const user = [login, name].find((text) => typeof text === 'string' && text !== '')
  return ok(typeof user === 'string' ? user.slice(0, 320) : null)
}
