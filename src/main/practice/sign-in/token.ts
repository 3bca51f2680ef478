import { randomUUID } from 'node:crypto'
import { type CloudName, cloudOf, type Place } from '../clouds.ts'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import type { World } from '../storage/world.ts'
import { findAccount } from './accounts.ts'
import { requireTenant } from './asking.ts'
import { findClient } from './clients.ts'
import { type CodeTrouble, redeemCode } from './codes.ts'
import { consented } from './consents.ts'
import { carries, demandOf, parseClaims, refuseRefresh, refuseSignIn } from './demands.ts'
import { openDevice, pollDevice } from './devices.ts'
import { fingerprint } from './facts.ts'
import { type Parameters, readForm } from './form.ts'
import { isLoopback } from './redirects.ts'
import { Refusal, type RefusalName, refusalReply } from './refusals.ts'
import type { Client } from './rows.ts'
import { ofAccess, parseScopes, type Scopes } from './scopes.ts'
import type { Tenant } from './tenants.ts'
import { findRefreshToken, issueAccessToken, issueRefreshToken, useUpRefreshToken } from './tokens.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a grant turned out to be worth. */
interface Granted {
  readonly account: string
  /** Of the access token. */
  readonly scopes: readonly string[]
  /** Of the refresh token; null for none. */
  readonly lasting: readonly string[] | null
  readonly family: string
  readonly claims: string | null
  /** Whose Graph is to take the token. */
  readonly cloud: CloudName
  /** Whether it comes of what control has given, which every host takes, as one account of them all needs it. */
  readonly isOfControl?: boolean
  /** Called when nothing can be refused any more. */
  readonly taken?: () => void
}

type Grant = (context: Context, form: Parameters, client: Client) => Granted

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: byCode,
  refresh_token: byRefreshToken,
  [deviceGrant]: byDevice,
}

/** POST /{tenant}/oauth2/v2.0/token. */
export async function token(context: Context, exchange: Exchange, tenantName: string): Promise<Reply> {
  const { world } = context
  const form = await readForm(exchange)
  try {
    const client = noted(world, exchange, form)
    const tenant = requireTenant(tenantName)
    form.once()
    const grantType = form.required('grant_type')
    const who = authenticated(form, client)
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined
    if (!grant) throw new Refusal('grant', grantType)
    return answer(world, exchange, who, checked(grant(context, form, who), tenant))
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error, exchange, world.clock)
    throw error
  }
}

/** POST /{tenant}/oauth2/v2.0/devicecode (v2-oauth2-device-code.md; RFC 8628 section 3.1). */
export async function deviceCode(context: Context, exchange: Exchange, tenantName: string): Promise<Reply> {
  const { world, origins, places } = context
  const form = await readForm(exchange)
  try {
    const client = noted(world, exchange, form)
    const tenant = requireTenant(tenantName)
    const { clientId } = authenticated(form.once(), client)
    const { cloud, names: scopes } = parseScopes(form.required('scope'), places)
    const device = openDevice(world, { tenant: tenant.name, cloud, clientId, scopes })
    const uri = `${origins.login}/device`
    return json(200, {
      user_code: device.userCode,
      device_code: device.deviceCode,
      verification_uri: uri,
      expires_in: Math.floor(world.switches.deviceCodeLifetimeMs / 1000),
      interval: device.interval,
      message: `To sign in, open the page ${uri} in a browser and enter the code ${device.userCode}.`,
    })
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error, exchange, world.clock)
    throw error
  }
}

/** Writes down who asks, right or wrong. */
function noted(world: World, exchange: Exchange, form: Parameters): Client | null {
  const clientId = form.get('client_id')
  const client = clientId === null ? null : findClient(world, 'microsoft', clientId)
  const redirect = form.get('redirect_uri')
  exchange.entry.signIn = {
    clientId,
    grant: form.get('grant_type'),
    shown: fingerprint(form.get('code') ?? form.get('refresh_token')),
    isSecretOfPublic: client?.secret === null && form.get('client_secret') !== null,
    ...(redirect !== null && { isLoopback: isLoopback(redirect) }),
  }
  return client
}

/** A public client has nothing to prove itself by, and must not try to (RFC 6749 section 2.1). */
function authenticated(form: Parameters, client: Client | null): Client {
  const clientId = form.required('client_id')
  if (!client) throw new Refusal('unknownClient', clientId)
  const secret = form.get('client_secret')
  const assertion = form.get('client_assertion')
  if (client.secret === null && (secret !== null || assertion !== null)) throw new Refusal('publicSecret')
  if (client.secret !== null && secret === null) throw new Refusal('noSecret')
  if (client.secret !== null && secret !== client.secret) throw new Refusal('wrongSecret')
  return client
}

const codeTroubles: Readonly<Record<CodeTrouble, RefusalName>> = {
  unknown: 'codeUnknown',
  foreign: 'codeForeign',
  used: 'codeUsed',
  expired: 'codeExpired',
  redirect: 'codeRedirect',
  noVerifier: 'noVerifier',
  verifier: 'verifier',
}

function byCode({ world, places }: Context, form: Parameters, client: Client): Granted {
  const text = form.required('code')
  const redirectUri = form.required('redirect_uri')
  const presented = { issuer: 'microsoft', clientId: client.clientId, redirectUri } as const
  const code = redeemCode(world, text, { ...presented, verifier: form.get('code_verifier') })
  if (typeof code === 'string') throw new Refusal(codeTroubles[code])
  if (!isHere(places, code)) throw new Refusal('codeUnknown')
  refuseSignIn(world, code.account)
  const { account, claims, family } = code
  const asked = narrowed(form, code.scopes, { cloud: cloudOf(code), names: code.scopes }, places)
  return {
    account,
    claims,
    family,
    cloud: asked.cloud,
    scopes: asked.names,
    lasting: code.scopes.includes('offline_access') ? code.scopes : null,
  }
}

function byRefreshToken({ world, places }: Context, form: Parameters, client: Client): Granted {
  const { clientId } = client
  const row = findRefreshToken(world, form.required('refresh_token'), 'microsoft', clientId)
  if (row === 'foreign') throw new Refusal('refreshForeign')
  if (row === 'dead' || !isHere(places, row)) throw new Refusal('refresh')
  const sent = parseClaims(form.get('claims'))
  refuseRefresh(world, row.account, row.issuedAt ?? 0, row.claims ?? null, sent)
  // One refresh token serves whatever its account has allowed its program, then or since.
  const given = [...new Set([...row.scopes, ...consented(world, clientId, row.account)])]
  const { cloud, names: scopes } = narrowed(form, given, { cloud: cloudOf(row), names: row.scopes }, places)
  const claims = carries(sent, demandOf(world, row.account, 'claims')?.claims ?? null)
    ? (sent ?? row.claims)
    : row.claims
  return {
    account: row.account,
    cloud,
    scopes,
    lasting: row.scopes,
    family: row.family ?? randomUUID(),
    claims: claims ?? null,
    isOfControl: row.issuer === undefined,
    taken: () => useUpRefreshToken(world, row),
  }
}

function byDevice({ world, places }: Context, form: Parameters, client: Client): Granted {
  const device = pollDevice(world, form.required('device_code'), client.clientId)
  if (!isHere(places, device)) throw new Refusal('deviceUnknown')
  const { account, scopes } = device
  refuseSignIn(world, account)
  const lasting = scopes.includes('offline_access') ? scopes : null
  return { account, scopes, lasting, family: randomUUID(), claims: null, cloud: cloudOf(device) }
}

/** Whether a login host has made it: what one signs, another doesn't know. */
function isHere(places: readonly Place[], row: { readonly cloud?: CloudName }): boolean {
  return places.some(({ cloud }) => cloud === cloudOf(row))
}

/** The scopes of this access token: those the request names, which must have been given, else the usual ones. */
function narrowed(form: Parameters, given: readonly string[], usual: Scopes, places: readonly Place[]): Scopes {
  const text = form.get('scope')
  if (text === null) return usual
  const asked = parseScopes(text, places)
  const missing = asked.names.filter((scope) => !given.includes(scope))
  if (missing.length > 0) throw new Refusal('noConsent', missing.join(' '))
  return asked
}

function checked(granted: Granted, tenant: Tenant): Granted {
  const account = findAccount(granted.account)
  if (!account || !tenant.letsIn(account)) throw new Refusal('wrongTenant')
  // Nobody is known beyond their own cloud.
  if (account.cloud !== granted.cloud) throw new Refusal('resource', granted.cloud)
  return granted
}

function answer(world: World, exchange: Exchange, { clientId }: Client, granted: Granted): Reply {
  const { account, cloud, family, claims, lasting, taken } = granted
  taken?.()
  exchange.entry.account = account
  const issuer = granted.isOfControl === true ? {} : ({ issuer: 'microsoft' } as const)
  const origin = { account, ...issuer, cloud, clientId, family, claims }
  const lifetimeSeconds = world.switches.tokenLifetimeSeconds
  const access = issueAccessToken(world, { ...origin, scopes: ofAccess(granted.scopes), lifetimeSeconds })
  return json(200, {
    token_type: 'Bearer',
    scope: access.scopes.join(' '),
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: access.token,
    ...(lasting !== null && { refresh_token: issueRefreshToken(world, { ...origin, scopes: lasting }).token }),
  })
}
