import { randomBytes } from 'node:crypto'
import { cloudOf, type CloudName } from '../clouds.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { me } from '../seed.ts'
import type { AccessToken, Issuer, RefreshToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { carries, demandOf } from './demands.ts'
import type { Demand } from './rows.ts'

const allScopes = [
  'User.Read',
  'Files.ReadWrite.All',
  'Sites.ReadWrite.All',
  'GroupMember.Read.All',
  'Mail.ReadWrite',
  'Calendars.ReadWrite',
  'Tasks.ReadWrite',
  'PrintJob.ReadWrite',
  'Printer.Read.All',
  'PrinterShare.ReadBasic.All',
  'offline_access',
  'root_readwrite',
] as const

/** Any of these lets a client write files (C: includes/permissions/driveitem-createuploadsession-permissions.md). */
const writeScopes = ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.ReadWrite.All']
const writeElsewhereScopes = ['Files.ReadWrite.All', 'Sites.ReadWrite.All']

/** What a token is made of; what is absent is as for control's: the usual person, everything, every host. */
interface Grant {
  readonly account?: string
  readonly scopes?: readonly string[]
  readonly issuer?: Issuer
  readonly cloud?: CloudName
  readonly clientId?: string
  readonly family?: string
  readonly claims?: string | null
  readonly ends?: string
}

interface AccessGrant extends Grant {
  readonly lifetimeSeconds?: number | null
}

/** The token of the ready line: it controls, it signs in, it does not expire, and it survives a restart. */
export function masterToken(world: World): string {
  const kept = world.setting('master-token')
  if (typeof kept === 'string') {
    // One of an earlier version may do less than there is by now.
    const row = world.accessTokens.get(kept)
    if (row && row.scopes.length < allScopes.length) {
      world.write({ table: 'access-token', id: kept, row: { ...row, scopes: allScopes } })
    }
    return kept
  }
  const { token } = issueAccessToken(world, { lifetimeSeconds: null })
  world.set('master-token', token)
  return token
}

export function issueAccessToken(
  world: World,
  { account = me.id, scopes = allScopes, lifetimeSeconds, ...origin }: AccessGrant = {},
): AccessToken {
  const lifetime = lifetimeSeconds === undefined ? world.switches.tokenLifetimeSeconds : lifetimeSeconds
  const issuedAt = world.clock.now()
  const expiresAt = lifetime === null ? null : issuedAt + lifetime * 1000
  const row: AccessToken = { ...origin, token: secret(), account, scopes, issuedAt, expiresAt, revoked: false }
  world.write({ table: 'access-token', id: row.token, row })
  return row
}

export function issueRefreshToken(
  world: World,
  { account = me.id, scopes = allScopes, ...origin }: Grant = {},
): RefreshToken {
  const { refreshTokenLifetimeMs, boxRefreshTokenLifetimeMs } = world.switches
  const issuedAt = world.clock.now()
  const lifetime = origin.issuer === 'box' ? boxRefreshTokenLifetimeMs : refreshTokenLifetimeMs
  const expiresAt = issuedAt + lifetime
  const row: RefreshToken = {
    ...origin,
    token: secret(),
    account,
    scopes,
    issuedAt,
    expiresAt,
    used: false,
    revoked: false,
  }
  world.write({ table: 'refresh-token', id: row.token, row })
  return row
}

/** The refresh token, if this program may use it at this host now; else why not. */
export function findRefreshToken(
  world: World,
  token: string,
  issuer: Issuer,
  clientId: string,
): RefreshToken | 'dead' | 'foreign' {
  const row = world.refreshTokens.get(token)
  if (!row || row.revoked || (row.issuer ?? issuer) !== issuer) return 'dead'
  if ((row.clientId ?? clientId) !== clientId) return 'foreign'
  if (row.used && !world.switches.refreshTokensReusable && !outlivesItsUse(world, issuer)) {
    if (world.switches.refreshReuseRevokes && row.family !== undefined) revokeFamily(world, row.family)
    return 'dead'
  }
  if (row.expiresAt !== undefined && row.expiresAt <= world.clock.now()) return 'dead'
  endReplaced(world, row)
  return row
}

function outlivesItsUse(world: World, issuer: Issuer): boolean {
  return issuer === 'box' && world.switches.boxRefreshEnds === 'when the next is used'
}

/** What a token came of ends with the first use of it. */
function endReplaced(world: World, { ends }: AccessToken | RefreshToken): void {
  const replaced = ends === undefined ? undefined : world.refreshTokens.get(ends)
  if (replaced === undefined || replaced.revoked) return
  world.write({ table: 'refresh-token', id: replaced.token, row: { ...replaced, revoked: true } })
}

/** Takes a refresh token out of use. */
export function useUpRefreshToken(world: World, row: RefreshToken): void {
  world.write({ table: 'refresh-token', id: row.token, row: { ...row, used: true } })
}

/** Ends all that fits: one token or `all`, what one sign-in gave, what an account has given a program. */
function revokeWhere(world: World, fits: (row: AccessToken | RefreshToken) => boolean): number {
  const access = [...world.accessTokens.values()].filter(fits)
  const refresh = [...world.refreshTokens.values()].filter(fits)
  world.write(
    ...access.map((row) => ({ table: 'access-token', id: row.token, row: { ...row, revoked: true } })),
    ...refresh.map((row) => ({ table: 'refresh-token', id: row.token, row: { ...row, revoked: true } })),
  )
  return access.length + refresh.length
}

export function revokeFamily(world: World, family: string): number {
  return revokeWhere(world, (row) => row.family === family)
}

export function revokeOf(world: World, account: string, clientId?: string): number {
  // The ready line's token belongs to no sign-in.
  return revokeWhere(
    world,
    (row) =>
      row.account === account && row.family !== undefined && (clientId === undefined || row.clientId === clientId),
  )
}

/** One token, or `all` of them. The master token then still controls, but no longer signs in. */
export function revoke(world: World, token: string): number {
  return revokeWhere(world, (row) => token === 'all' || row.token === token)
}

export function restoreMasterToken(world: World): void {
  const row = world.accessTokens.get(masterToken(world))
  if (row?.revoked) world.write({ table: 'access-token', id: row.token, row: { ...row, revoked: false } })
}

/** @param issuer whose API is asked: a token of another login host, or for another cloud, is none there */
export function authenticate(context: Context, bearer: string | null, issuer: Issuer = 'microsoft'): AccessToken {
  const { world, cloud } = context
  if (bearer === null) throw unauthenticated('Access token is empty.')
  const row = world.accessTokens.get(bearer)
  if (!row || row.revoked || (row.issuer ?? issuer) !== issuer) {
    throw unauthenticated('Access token validation failure.')
  }
  if (cloudOf(row) !== cloud) throw unauthenticated('Access token validation failure. Invalid audience.')
  if (row.expiresAt !== null && row.expiresAt <= world.clock.now()) {
    throw unauthenticated('Lifetime validation failed, the token is expired.')
  }
  const demand = issuer === 'microsoft' ? demandOf(world, row.account, 'claims') : undefined
  if (demand && !carries(row.claims ?? null, demand.claims)) throw insufficientClaims(demand)
  endReplaced(world, row)
  return row
}

/** A claims challenge (docs/identity-platform/claims-challenge.md of entra-docs). */
function insufficientClaims({ claims, authorizationUri }: Demand): Problem {
  const encoded = Buffer.from(claims ?? '{}').toString('base64')
  const uri = authorizationUri === null ? '' : ` authorization_uri="${authorizationUri}",`
  const challenge = `Bearer realm="",${uri} error="insufficient_claims", claims="${encoded}"`
  const message = 'Continuous access evaluation resulted in challenge with result: InteractionRequired.'
  return new Problem(401, 'InvalidAuthenticationToken', message, null, { 'WWW-Authenticate': challenge })
}

export function requireWriteScope(token: AccessToken, own: boolean): void {
  const enough = own ? writeScopes : writeElsewhereScopes
  if (!token.scopes.some((scope) => enough.includes(scope))) {
    throw new Problem(403, 'accessDenied', 'The caller does not have permission to perform the action.')
  }
}

/** For what is no file. */
export function requireScope(token: AccessToken, scope: string): void {
  if (!token.scopes.includes(scope)) {
    throw new Problem(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
}

function unauthenticated(message: string): Problem {
  const challenge = { 'WWW-Authenticate': 'Bearer realm="", error="invalid_token"' }
  return new Problem(401, 'InvalidAuthenticationToken', message, null, challenge)
}

/** 256 bits that nobody guesses. */
export function secret(): string {
  return randomBytes(32).toString('base64url')
}
