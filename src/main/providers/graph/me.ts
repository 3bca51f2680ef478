/** Who is signed in, asked of Graph. */

import { type Result, ok } from '../../../shared/failure.ts'
import type { GraphConnection } from '../../engine/ports/http.ts'
import { isObject } from './wire.ts'

/**
 * The user's principal name (or display name); null where the service can't say it now. Only a refused sign-in is a
 * failure: a line that is down is no reason not to add an account. GET /me (G:api-reference/v1.0/api/user-get.md).
 */
export async function userOf({ http, graphUrl }: GraphConnection, signal: AbortSignal): Promise<Result<string | null>> {
  const asked = await http.request({
    method: 'GET',
    url: `${graphUrl}/v1.0/me`,
    body: null,
    authorization: 'account',
    signal,
  })
  if (!asked.ok) return asked.failure.code === 'signed-out' ? asked : ok(null)
  const { json, status } = asked.value
  if (status !== 200 || !isObject(json)) return ok(null)
  const { userPrincipalName, displayName } = json as { userPrincipalName?: unknown; displayName?: unknown }
  const name = [userPrincipalName, displayName].find((text) => typeof text === 'string' && text !== '')
  return ok(typeof name === 'string' ? name.slice(0, 320) : null)
}
