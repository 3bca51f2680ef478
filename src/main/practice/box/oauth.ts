import type { Context } from '../context.ts'
import { readText } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { boxUser } from '../seed.ts'
import { issueAccessToken, issueRefreshToken, redeemRefreshToken, revoke } from '../sign-in/tokens.ts'

/**
 * POST /oauth2/token (OAS post_oauth2_token). So far it refreshes: every refresh gives a new pair and kills the token it
 * was made with (guides/authentication/tokens/refresh.md).
 */
export async function boxToken({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = new URLSearchParams(await readText(exchange))
  if (!form.get('client_id')) return failure('invalid_client', 'The client credentials are invalid')
  const grant = form.get('grant_type')
  if (grant !== 'refresh_token') {
    return failure('unsupported_grant_type', `Grant type "${grant}" is not supported here yet`)
  }
  // Required by every documented grant (OAS PostOAuth2Token).
  if (!form.get('client_secret')) return failure('invalid_client', 'The client credentials are invalid')
  const old = redeemRefreshToken(world, form.get('refresh_token') ?? '')
  if (!old) return failure('invalid_grant', 'Refresh token has expired')
  exchange.entry.account = boxUser.id
  const lifetimeSeconds = world.switches.tokenLifetimeSeconds
  return json(200, {
    access_token: issueAccessToken(world, { scopes: old.scopes, lifetimeSeconds }).token,
    expires_in: lifetimeSeconds,
    restricted_to: [],
    refresh_token: issueRefreshToken(world, old.scopes).token,
    token_type: 'bearer',
  })
}

/** POST /oauth2/revoke (OAS post_oauth2_revoke). */
export async function boxRevoke({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = new URLSearchParams(await readText(exchange))
  if (!form.get('client_id') || !form.get('client_secret')) {
    return failure('invalid_client', 'The client credentials are invalid')
  }
  revoke(world, form.get('token') ?? '')
  return { status: 200 }
}

/** OAuth's own shape, not that of the API (common-errors.md). */
function failure(error: string, description: string): Reply {
  return { ...json(400, { error, error_description: description }), errorCode: error }
}
