import { z } from 'zod'
import { issuers } from '../storage/rows.ts'
import type { Context } from '../context.ts'
import { accounts, findAccount } from './accounts.ts'
import { clientsOf, registerClient } from './clients.ts'
import { addConsent, consentsOf, withdrawConsent } from './consents.ts'
import { demandsOf, dropDemand, mfaClaims, setDemand } from './demands.ts'
import { allowDevice, declineDevice, devicesOf, findDevice } from './devices.ts'
import { fingerprint } from './facts.ts'
import { demandKinds, type DemandKind, tables } from './rows.ts'
import { revokeOf } from './tokens.ts'

const account = z.string().transform((name, context) => {
  const found = findAccount(name)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'no such account' })
  return z.NEVER
})

const schema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('client'),
    clientId: z.string().min(1),
    issuer: z.enum(issuers).default('microsoft'),
    redirects: z.array(z.url()).nullable().default(null),
    secret: z.string().min(1).nullable().default(null),
    audience: z.enum(['all', 'work', 'personal']).default('all'),
  }),
  z.strictObject({
    what: z.literal('demand'),
    account,
    kind: z.enum(demandKinds),
    claims: z.record(z.string(), z.unknown()).optional(),
    silently: z.boolean().default(false),
  }),
  z.strictObject({ what: z.literal('relent'), account, kind: z.enum(demandKinds) }),
  z.strictObject({
    what: z.literal('device'),
    userCode: z.string(),
    account: account.optional(),
    deny: z.boolean().default(false),
  }),
  z.strictObject({ what: z.literal('consent'), account, clientId: z.string(), scopes: z.array(z.string()) }),
  z.strictObject({ what: z.literal('withdraw'), account, clientId: z.string().optional() }),
  z.strictObject({ what: z.literal('rename'), account, login: z.email() }),
  z.strictObject({ what: z.literal('revoke'), account, clientId: z.string().optional() }),
])

/** What somebody else changes about who may sign in: an administrator, the person, a rule. */
export function changeSignIn(context: Context, body: unknown): object {
  const { world } = context
  const wish = schema.parse(body)
  switch (wish.what) {
    case 'client': {
      const { what: _, ...client } = wish
      return { client: registerClient(world, client) }
    }
    case 'demand':
      demand(context, wish.account.id, wish.kind, wish)
      return { demands: demandsOf(world) }
    case 'relent':
      return { dropped: dropDemand(world, wish.account.id, wish.kind) }
    case 'device': {
      const device = findDevice(world, wish.userCode)
      if (device && wish.deny) declineDevice(world, device)
      else if (device) {
        const who = wish.account ?? accounts[0]
        if (who) {
          addConsent(world, device.clientId, who.id, device.scopes)
          allowDevice(world, device, who.id)
        }
      }
      return { found: device !== undefined }
    }
    case 'consent':
      addConsent(world, wish.clientId, wish.account.id, wish.scopes)
      return { consents: consentsOf(world) }
    case 'withdraw':
      return { withdrawn: withdrawConsent(world, wish.account.id, wish.clientId) }
    case 'rename':
      world.write({ table: tables.name, id: wish.account.id, row: { login: wish.login } })
      return { renamed: wish.account.id }
    case 'revoke':
      return { revoked: revokeOf(world, wish.account.id, wish.clientId) }
  }
}

interface Wanted {
  readonly claims?: Record<string, unknown> | undefined
  readonly silently?: boolean
}

/** From now on the account needs this; the claims are made up where nobody says which. */
export function demand(
  { world, origins }: Context,
  who: string,
  kind: DemandKind,
  { claims, silently = false }: Wanted,
): void {
  const since = world.clock.now()
  const usual = { access_token: { nbf: { essential: true, value: String(Math.floor(since / 1000)) } } }
  const wanted = kind === 'claims' ? JSON.stringify(claims ?? usual) : kind === 'mfa' ? mfaClaims : null
  const authorizationUri = `${origins.login}/common/oauth2/v2.0/authorize`
  setDemand(world, { account: who, kind, since, claims: wanted, silently, authorizationUri })
}

/** Everything there is, tokens by the fingerprints that the journal has. */
export function describeSignIn({ world }: Context): object {
  const shown = <Row extends { readonly token: string }>({ token, ...row }: Row) => ({ ...row, id: fingerprint(token) })
  return {
    accounts,
    clients: clientsOf(world),
    consents: consentsOf(world),
    demands: demandsOf(world),
    devices: devicesOf(world).map(({ deviceCode, ...row }) => ({ ...row, id: fingerprint(deviceCode) })),
    accessTokens: [...world.accessTokens.values()].map(shown),
    refreshTokens: [...world.refreshTokens.values()].map(shown),
  }
}
