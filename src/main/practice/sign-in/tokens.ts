import { randomBytes } from 'node:crypto'
import { Problem } from '../problem.ts'
import { me } from '../seed.ts'
import type { AccessToken, RefreshToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'

const allScopes = [
  'User.Read',
  'Files.ReadWrite.All',
  'Sites.ReadWrite.All',
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

interface AccessGrant {
  readonly scopes?: readonly string[]
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

export function issueAccessToken(world: World, { scopes = allScopes, lifetimeSeconds }: AccessGrant = {}): AccessToken {
  const lifetime = lifetimeSeconds === undefined ? world.switches.tokenLifetimeSeconds : lifetimeSeconds
  const issuedAt = world.clock.now()
  const row: AccessToken = {
    token: secret(),
    account: me.id,
    scopes,
    issuedAt,
    expiresAt: lifetime === null ? null : issuedAt + lifetime * 1000,
    revoked: false,
  }
  world.write({ table: 'access-token', id: row.token, row })
  return row
}

export function issueRefreshToken(world: World, scopes: readonly string[] = allScopes): RefreshToken {
  const row: RefreshToken = { token: secret(), account: me.id, scopes, used: false, revoked: false }
  world.write({ table: 'refresh-token', id: row.token, row })
  return row
}

/** Takes a refresh token out of use, or says why it can't be used (null). */
export function redeemRefreshToken(world: World, token: string): RefreshToken | null {
  const row = world.refreshTokens.get(token)
  if (!row || row.revoked || (row.used && !world.switches.refreshTokensReusable)) return null
  world.write({ table: 'refresh-token', id: token, row: { ...row, used: true } })
  return row
}

/** One token, or `all` of them. The master token then still controls, but no longer signs in. */
export function revoke(world: World, token: string): number {
  const access = [...world.accessTokens.values()].filter((row) => token === 'all' || row.token === token)
  const refresh = [...world.refreshTokens.values()].filter((row) => token === 'all' || row.token === token)
  world.write(
    ...access.map((row) => ({ table: 'access-token', id: row.token, row: { ...row, revoked: true } })),
    ...refresh.map((row) => ({ table: 'refresh-token', id: row.token, row: { ...row, revoked: true } })),
  )
  return access.length + refresh.length
}

export function restoreMasterToken(world: World): void {
  const row = world.accessTokens.get(masterToken(world))
  if (row?.revoked) world.write({ table: 'access-token', id: row.token, row: { ...row, revoked: false } })
}

export function authenticate(world: World, bearer: string | null): AccessToken {
  if (bearer === null) throw unauthenticated('Access token is empty.')
  const row = world.accessTokens.get(bearer)
  if (!row || row.revoked) throw unauthenticated('Access token validation failure.')
  if (row.expiresAt !== null && row.expiresAt <= world.clock.now()) {
    throw unauthenticated('Lifetime validation failed, the token is expired.')
  }
  return row
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

function secret(): string {
  return randomBytes(32).toString('base64url')
}
