import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { boxUser, me } from '../seed.ts'
import { findClient } from '../sign-in/clients.ts'
import { redeemCode } from '../sign-in/codes.ts'
import { fingerprint } from '../sign-in/facts.ts'
import { type Parameters, readForm } from '../sign-in/form.ts'
import type { Client } from '../sign-in/rows.ts'
import {
  findRefreshToken,
  issueAccessToken,
  issueRefreshToken,
  revoke,
  revokeFamily,
  useUpRefreshToken,
} from '../sign-in/tokens.ts'
import type { World } from '../storage/world.ts'

/** What a grant is worth, or the refusal. */
type Granted = { readonly scopes: readonly string[]; readonly family: string; readonly ends?: string } | Reply

const grants: Readonly<Record<string, (world: World, form: Parameters, client: Client) => Granted>> = {
  authorization_code: byCode,
  refresh_token: byRefreshToken,
}

/**
 * POST /oauth2/token (OAS post_oauth2_token). Every refresh gives a new pair and kills the token it was made with
 * (guides/authentication/tokens/refresh.md).
 */
export async function boxToken({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = await readForm(exchange)
  const grantType = form.get('grant_type')
  exchange.entry.signIn = {
    clientId: form.get('client_id'),
    grant: grantType,
    shown: fingerprint(form.get('code') ?? form.get('refresh_token')),
  }
  if (form.get('client_id') === null) return invalidClient
  if (form.repeated.length > 0) return failure('invalid_request', 'A parameter is there more than once')
  const grant = Object.hasOwn(grants, grantType ?? '') ? grants[grantType ?? ''] : undefined
  if (!grant) return failure('unsupported_grant_type', `Grant type "${grantType}" is not supported here yet`)
  const client = authenticated(world, form)
  if (!client) return invalidClient
  const granted = grant(world, form, client)
  if ('status' in granted) return granted
  exchange.entry.account = boxUser.id
  const lifetimeSeconds = world.switches.tokenLifetimeSeconds
  const origin = { ...granted, account: me.id, issuer: 'box', clientId: client.clientId } as const
  return json(200, {
    access_token: issueAccessToken(world, { ...origin, lifetimeSeconds }).token,
    expires_in: lifetimeSeconds,
    restricted_to: [],
    refresh_token: issueRefreshToken(world, origin).token,
    token_type: 'bearer',
  })
}

/** Required by every documented grant and for revoking (OAS PostOAuth2Token); any will do for whom nobody registered. */
function authenticated(world: World, form: Parameters): Client | null {
  const client = findClient(world, 'box', form.get('client_id') ?? '')
  const secret = form.get('client_secret')
  return client && secret !== null && (client.secret === null || client.secret === secret) ? client : null
}

function byCode(world: World, form: Parameters, { clientId }: Client): Granted {
  const presented = { issuer: 'box', clientId, redirectUri: form.get('redirect_uri') } as const
  const code = redeemCode(world, form.get('code') ?? '', { ...presented, verifier: form.get('code_verifier') })
  if (code === 'expired') return failure('invalid_grant', 'The authorization code has expired')
  if (code === 'redirect') return failure('redirect_uri_mismatch', 'The redirect URI does not match')
  if (code === 'verifier' || code === 'noVerifier') return failure('invalid_grant', 'The code verifier is not valid')
  return typeof code === 'string'
    ? failure('invalid_grant', "Auth code doesn't exist or is invalid for the client")
    : { scopes: code.scopes, family: code.family }
}

function byRefreshToken(world: World, form: Parameters, { clientId }: Client): Granted {
  const row = findRefreshToken(world, form.get('refresh_token') ?? '', 'box', clientId)
  if (row === 'foreign') return failure('invalid_grant', 'Invalid refresh token')
  if (row === 'dead') return failure('invalid_grant', 'Refresh token has expired')
  useUpRefreshToken(world, row)
  const ends = world.switches.boxRefreshEnds === 'when the next is used' ? { ends: row.token } : {}
  return { scopes: row.scopes, family: row.family ?? randomUUID(), ...ends }
}

/** POST /oauth2/revoke (OAS post_oauth2_revoke): either token ends both, the user is logged out. */
export async function boxRevoke({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = await readForm(exchange)
  exchange.entry.signIn = { clientId: form.get('client_id') }
  const client = authenticated(world, form)
  if (form.get('client_id') === null || !client) return invalidClient
  const token = form.get('token') ?? ''
  const row = world.accessTokens.get(token) ?? world.refreshTokens.get(token)
  // What isn't there is as good as revoked (RFC 7009 section 2.2), and what is another's is none of theirs.
  if (row && (row.issuer ?? 'box') === 'box' && (row.clientId ?? client.clientId) === client.clientId) {
    if (row.family === undefined) revoke(world, token)
    else revokeFamily(world, row.family)
  }
  return { status: 200 }
}

/** OAuth's own shape, not that of the API (common-errors.md). */
function failure(error: string, description: string): Reply {
  return { ...json(400, { error, error_description: description }), errorCode: error }
}

const invalidClient = failure('invalid_client', 'The client credentials are invalid')
