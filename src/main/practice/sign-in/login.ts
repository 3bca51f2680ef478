import type { Context } from '../context.ts'
import { readText } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { methodNotAllowed, notFound, type Route } from '../http/route.ts'
import { issueAccessToken, issueRefreshToken, redeemRefreshToken } from './tokens.ts'

/** The login host. So far it only refreshes (OAuth 2.0, RFC 6749 section 6; graph.md H5). */
export function loginRoute(_: Context, exchange: Exchange): Route {
  if (!/^\/[^/]+\/oauth2\/v2\.0\/token$/.test(exchange.path)) return notFound
  if (exchange.method !== 'POST') return methodNotAllowed(['POST'])
  return { op: 'token', protocol: 'sign-in', run: (context) => token(context, exchange) }
}

async function token({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = new URLSearchParams(await readText(exchange))
  if (!form.get('client_id')) return refusal('invalid_request', 'AADSTS900144: client_id is missing.')
  const grant = form.get('grant_type')
  if (grant !== 'refresh_token') return refusal('unsupported_grant_type', `AADSTS70003: ${grant} is not supported.`)
  const old = redeemRefreshToken(world, form.get('refresh_token') ?? '')
  if (!old)
    return refusal('invalid_grant', 'AADSTS70008: The refresh token has expired, was revoked or was used before.')
  exchange.entry.account = old.account
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  const scopes = asked.length > 0 ? old.scopes.filter((scope) => asked.includes(scope)) : old.scopes
  const lifetimeSeconds = world.switches.tokenLifetimeSeconds
  const access = issueAccessToken(world, { scopes: scopes.length > 0 ? scopes : old.scopes, lifetimeSeconds })
  return json(200, {
    token_type: 'Bearer',
    scope: access.scopes.join(' '),
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: access.token,
    refresh_token: issueRefreshToken(world, old.scopes).token,
  })
}

function refusal(error: string, description: string): Reply {
  return { ...json(400, { error, error_description: description }), errorCode: error }
}
