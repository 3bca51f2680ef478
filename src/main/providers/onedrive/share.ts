/**
 * Links to files of drives (C: api-reference/v1.0/api/driveitem-createlink.md).
 *
 * - "If a sharing link of the specified type already exists for the app, the existing sharing link will be returned", with
 *   200 instead of 201: so the request may be sent again after a lost answer, and needs no look beforehand. What an
 *   existing one does with an asked end isn't said; we take the answer's own words and never change a link (no PATCH).
 * - Without `scope` "the default link type for the organization is created". `organization` is "only available in OneDrive
 *   for Business and SharePoint".
 * - Anonymous links that an administrator forbids: 403 (od#413, seen); 400 by rclone's backend/onedrive (its code, and so
 *   seen); an end or a password without the plan for it: "Account Upgrade is required", whose status isn't said (graph
 *   docs #9170). All of 400, 402 and 403 is therefore `link-not-allowed`, with the service's words.
 * - `Files.ReadWrite` is enough for one's own drive, `Files.ReadWrite.All` for others: what uploads have (graph.md F2).
 * - `password` is documented for personal drives alone, and isn't asked for.
 */

import * as z from 'zod'
import { fail, failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, Target } from '../../engine/ports/provider.ts'
import type { LinkScope, LinkWish, SharedLink } from '../../engine/ports/share.ts'
import { asWished, isLinkUrl, refusedLink } from '../link-failures.ts'
import { childPath, itemPath, urlOf } from './addresses.ts'
import { addressOf, ask, factsOf, json } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { fileById } from './look.ts'

/** C: api-reference/v1.0/resources/permission.md, sharinglink.md */
const Permission = z.object({
  link: z.object({
    type: z.enum(['view', 'edit']),
    scope: z.enum(['anonymous', 'organization', 'users', 'existingAccess']).optional().catch(undefined),
    webUrl: z.string().min(1),
  }),
  expirationDateTime: z.string().max(100).nullish(),
  hasPassword: z.boolean().nullish(),
})

const asked = { anyone: 'anonymous', organization: 'organization' } as const
const told: Readonly<Record<string, LinkScope>> = { anonymous: 'anyone', organization: 'organization' }

export async function share(
  graph: Graph,
  target: Target,
  itemId: string,
  wish: LinkWish,
  call: Call,
): Promise<Result<SharedLink>> {
  const path = await pathOf(graph, target, itemId, call)
  if (!path.ok) return path
  const { kind: type, scope, expiresAt } = wish
  const body = {
    type,
    ...(scope !== null && { scope: asked[scope] }),
    ...(expiresAt !== null && { expirationDateTime: wholeSeconds(expiresAt) }),
  }
  const url = urlOf(graph.connection.graphUrl, `${path.value}/createLink`, [])
  const made = await ask(graph, { method: 'POST', url, ...json(body), facts: factsOf(target) }, call)
  if (!made.ok) return made
  const { answer, refusal } = made.value
  const link = answer.status === 200 || answer.status === 201 ? linkOf(answer.json) : null
  return link === null ? fail(refusedLink(refusal())) : asWished(link, wish, factsOf(target))
}

/**
 * Documented are drives and items. What an address by a share or by following leads to may lie in any drive: the item
 * itself says in which.
 */
async function pathOf(graph: Graph, target: Target, itemId: string, call: Call): Promise<Result<string>> {
  const address = addressOf(target)
  if (!address.ok) return address
  const { base } = address.value
  if (base.of !== 'share' && base.of !== 'following') return { ok: true, value: itemPath(base, itemId) }
  const found = await fileById(graph, target, itemId, call)
  if (!found.ok) return found
  const driveId = found.value?.parent?.driveId
  if (driveId === undefined) return fail(failure('destination-gone', factsOf(target)))
  return { ok: true, value: childPath(driveId, itemId) }
}

function linkOf(answer: unknown): SharedLink | null {
  const parsed = Permission.safeParse(answer)
  if (!parsed.success || !isLinkUrl(parsed.data.link.webUrl)) return null
  const { link, expirationDateTime, hasPassword } = parsed.data
  return {
    url: link.webUrl,
    kind: link.type,
    // Not said: as narrow as there is, so that nobody takes it for more.
    scope: told[link.scope ?? ''] ?? 'people',
    expiresAt: endOf(expirationDateTime),
    hasPassword: hasPassword === true,
  }
}

/** "DateTime.MinValue indicates there's no expiration" (permission.md): the year 1. */
function endOf(text: string | null | undefined): number | null {
  const at = text ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN
  return Number.isNaN(at) || at <= 0 ? null : at
}

/** "yyyy-MM-ddTHH:mm:ssZ" */
function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
