import { randomUUID } from 'node:crypto'
import type { Issuer } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { proves } from './pkce.ts'
import { type Ask, type Code, tables } from './rows.ts'
import { revokeFamily, secret } from './tokens.ts'

/** A code for what the account has allowed. */
export function issueCode(world: World, ask: Ask, account: string): Code {
  const { issuer, cloud, clientId, redirectUri, challenge, scopes, claims } = ask
  const lifetime = issuer === 'box' ? world.switches.boxCodeLifetimeMs : world.switches.signInCodeLifetimeMs
  const made = { code: secret(), family: randomUUID(), expiresAt: world.clock.now() + lifetime, used: false }
  const row: Code = {
    ...made,
    issuer,
    ...(cloud !== undefined && { cloud }),
    clientId,
    redirectUri,
    challenge,
    scopes,
    account,
    claims,
  }
  world.write({ table: tables.code, id: row.code, row })
  return row
}

export type CodeTrouble = 'unknown' | 'foreign' | 'used' | 'expired' | 'redirect' | 'noVerifier' | 'verifier'

interface Presented {
  readonly issuer: Issuer
  readonly clientId: string
  /** Null where the host doesn't ask for it and nobody sent it. */
  readonly redirectUri: string | null
  readonly verifier: string | null
}

/**
 * Takes a code out of use, or says why it is no good. It is used up by whoever its program is, proof or not; who shows
 * it a second time ends what came of the first (RFC 6749 section 4.1.2). A verifier for a code without challenge is
 * refused as well: somebody has cut the challenge away (RFC 9700 section 4.8).
 */
export function redeemCode(world: World, text: string, presented: Presented): Code | CodeTrouble {
  const row = world.table<Code>(tables.code).get(text)
  if (!row || row.issuer !== presented.issuer) return 'unknown'
  if (row.clientId !== presented.clientId) return 'foreign'
  if (row.used) {
    revokeFamily(world, row.family)
    return 'used'
  }
  world.write({ table: tables.code, id: text, row: { ...row, used: true } })
  const { redirectUri, verifier } = presented
  if (row.expiresAt <= world.clock.now()) return 'expired'
  if (redirectUri !== null && redirectUri !== row.redirectUri) return 'redirect'
  if ((row.challenge === null) !== (verifier === null)) return 'noVerifier'
  if (row.challenge !== null && !proves(verifier ?? '', row.challenge)) return 'verifier'
  return row
}
