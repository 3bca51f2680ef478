import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest, itemNotFound } from '../problem.ts'
import type { AccessToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Address } from './address.ts'
import { resolveForWriting } from './create-session.ts'
import { type GraphLink, addLink, graphLinks, isAlive, linkScopes, linkTypes } from './link-table.ts'

/** C: api-reference/v1.0/api/driveitem-createlink.md. Whoever sends a member that isn't there is told so. */
const bodySchema = z.strictObject({
  type: z.enum(linkTypes),
  scope: z.enum(linkScopes).optional(),
  expirationDateTime: z.iso.datetime({ offset: true }).optional(),
  password: z.string().min(1).optional(),
  retainInheritedPermissions: z.boolean().optional(),
})

/**
 * "If a sharing link of the specified type already exists for the app, the existing sharing link will be returned": 200,
 * and it stays as it is, whatever the request says of its end. A new one is 201.
 */
export async function createLink(
  { world, origins }: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
): Promise<Reply> {
  const parsed = bodySchema.safeParse((await readJson(exchange)) ?? {})
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  const { item, drive, missingParents } = resolveForWriting(world, address, token)
  if (!item || missingParents.length > 0 || item.visibleFrom > world.clock.now()) throw itemNotFound()
  exchange.entry.itemId = item.id
  const { type, expirationDateTime, password } = parsed.data
  const isPersonal = world.switches.profile === 'odp'
  const scope = parsed.data.scope ?? usualScope(world)
  if (type === 'embed' && !isPersonal) throw invalidRequest('Embed links are only supported for OneDrive personal.')
  if (scope === 'organization' && isPersonal) throw invalidRequest('The scope is not supported on this drive.')
  if (password !== undefined && !isPersonal) throw invalidRequest('A password is not supported on this drive.')
  requireAllowed(world, scope)
  const context = { '@odata.context': `${origins.graph}/v1.0/$metadata#microsoft.graph.permission` }
  const now = world.clock.now()
  const there = [...graphLinks(world).values()].find(
    (link) =>
      link.itemId === item.id &&
      link.account === token.account &&
      link.type === type &&
      link.scope === scope &&
      isAlive(link, now),
  )
  if (there) return json(200, { ...context, ...permission(there) })
  const isSold = expirationDateTime !== undefined || password !== undefined
  if (isSold && !world.switches.linksEnd) {
    throw new Problem(402, 'accountUpgradeRequired', 'Account Upgrade is required for this operation')
  }
  const expiresAt = expirationDateTime === undefined ? null : Date.parse(expirationDateTime)
  if (expiresAt !== null && expiresAt <= now) throw invalidRequest('The expiration time must be in the future.')
  const made = addLink(world, new URL(drive.webUrl).origin, {
    itemId: item.id,
    account: token.account,
    type,
    scope,
    expiresAt,
    hasPassword: password !== undefined,
  })
  return json(201, { ...context, ...permission(made) })
}

/** "If the scope parameter is not specified, the default link type for the organization is created." */
function usualScope({ switches: { profile, usualLink, widestLink } }: World): GraphLink['scope'] {
  if (profile === 'odp') return 'anonymous'
  return usualLink === 'anyone' && widestLink === 'anyone' ? 'anonymous' : 'organization'
}

/** The words of od#413, which came with 403 and this header. */
function requireAllowed({ switches: { widestLink, linkRefusalStatus } }: World, scope: GraphLink['scope']): void {
  if (widestLink === 'anyone' || (widestLink === 'organization' && scope === 'organization')) return
  const why = 'Sharing by link is not enabled on the web, site, or tenant.'
  const headers = { 'SharePoint-CreateSharingLink-Error': why }
  if (linkRefusalStatus === 400) throw new Problem(400, 'invalidRequest', why, null, headers)
  throw new Problem(403, 'accessDenied', why, null, headers)
}

/** C: api-reference/v1.0/resources/permission.md */
function permission({ id, type, scope, url, expiresAt, hasPassword }: GraphLink): object {
  return {
    id,
    roles: [type === 'edit' ? 'write' : 'read'],
    link: { type, scope, webUrl: url, application: { id: '1234', displayName: 'Practice' }, preventsDownload: false },
    ...(expiresAt !== null && { expirationDateTime: new Date(expiresAt).toISOString() }),
    hasPassword,
  }
}
