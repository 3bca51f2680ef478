/**
 * Links to files of Box: at most one for a file (guides/shared-links/create.md), a property of the file.
 *
 * - PUT /files/:id with `shared_link` makes it, or changes the settings of the one that is there, for everybody who has it
 *   (OAS put_files_id, guides/shared-links/create-or-update.md). So it is looked for first, and one that is there is handed
 *   out as it is, or not at all. `If-Match` keeps that true when somebody makes one in between (OAS put_files_id, 412):
 *   then it is looked for once more. That a link counts as a change, so that the etag grows, isn't documented; where it
 *   doesn't, whoever made theirs in that moment gets ours.
 * - Because of the look, asking again after a lost answer finds what it made.
 * - Without `access` "it will use the default access level specified by the enterprise admin".
 * - 403 `forbidden` is what isn't allowed: an access above `effective_access` (box-windows-sdk-v2#842, seen), an end on a
 *   free account ("can only be set on items owned by paid users": support.box.com, seen). 400: "an incorrect permission
 *   combination" (OAS).
 * - Reading `shared_link` takes the right to write, too, else it is null (box-python-sdk#605, seen).
 * - `password` is for `open` and paid accounts alone, and isn't asked for.
 */

import * as z from 'zod'
import { fail, failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, Target } from '../../engine/ports/provider.ts'
import type { LinkScope, LinkWish, SharedLink } from '../../engine/ports/share.ts'
import { asWished, isLinkUrl, refusedLink } from '../link-failures.ts'
import { apiUrl, ask, factsOf, json } from './box-call.ts'
import type { Box } from './box-call.ts'

const Shared = z.object({
  etag: z.string().max(200).nullish(),
  item_status: z.string().max(50).nullish(),
  shared_link: z
    .object({
      url: z.string().min(1),
      access: z.enum(['open', 'company', 'collaborators']).nullish().catch(undefined),
      effective_access: z.enum(['open', 'company', 'collaborators']).nullish().catch(undefined),
      effective_permission: z.string().max(50).nullish().catch(undefined),
      unshared_at: z.string().max(100).nullish(),
      is_password_enabled: z.boolean().nullish(),
      permissions: z.object({ can_edit: z.boolean().nullish() }).nullish().catch(undefined),
    })
    .nullish(),
})
type Shared = z.output<typeof Shared>

const fields = 'shared_link,etag,item_status'
const asked = { anyone: 'open', organization: 'company' } as const
const told: Readonly<Record<string, LinkScope>> = { open: 'anyone', company: 'organization' }
/** One look, and another one when somebody was quicker. */
const mostLooks = 2

export async function share(
  box: Box,
  target: Target,
  itemId: string,
  wish: LinkWish,
  call: Call,
): Promise<Result<SharedLink>> {
  // Everything at Box has a number; what has none was never there.
  if (!/^\d{1,20}$/.test(itemId)) return fail(failure('destination-gone', factsOf(target)))
  for (let look = 1; ; look += 1) {
    const there = await request(box, target, itemId, null, call)
    if (!there.ok) return there
    const link = linkOf(there.value)
    if (link !== null) return asWished(link, wish, factsOf(target))
    const made = await request(box, target, itemId, { wish, etag: there.value.etag ?? null }, call)
    if (!made.ok && made.failure.code === 'changed-at-destination' && look < mostLooks) continue
    if (!made.ok) return made
    const its = linkOf(made.value)
    if (its !== null) return asWished(its, wish, factsOf(target))
    return fail(failure('bad-response', { ...factsOf(target), host: 'Box', detail: 'no link came of it' }))
  }
}

/** @param make null: only looks */
async function request(
  box: Box,
  target: Target,
  itemId: string,
  make: { readonly wish: LinkWish; readonly etag: string | null } | null,
  call: Call,
): Promise<Result<Shared>> {
  const url = apiUrl(box, `/files/${itemId}?fields=${fields}`)
  const question =
    make === null ? ({ method: 'GET' } as const) : ({ method: 'PUT', ...bodyOf(make.wish, make.etag) } as const)
  const answered = await ask(box, { on: 'item', url, facts: factsOf(target), ...question }, call)
  if (!answered.ok) return answered
  const { answer, refusal } = answered.value
  const parsed = answer.status === 200 ? Shared.safeParse(answer.json) : null
  if (parsed === null || !parsed.success) return fail(refusedLink(refusal()))
  const isGone = parsed.data.item_status === 'trashed' || parsed.data.item_status === 'deleted'
  return isGone ? fail(failure('destination-gone', factsOf(target))) : { ok: true, value: parsed.data }
}

function bodyOf({ kind, scope, expiresAt }: LinkWish, etag: string | null) {
  const { headers, body } = json({
    shared_link: {
      ...(scope !== null && { access: asked[scope] }),
      ...(expiresAt !== null && { unshared_at: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z') }),
      // What isn't said of a link to view is the account's own default, as downloading it is.
      ...(kind === 'edit' && { permissions: { can_edit: true } }),
    },
  })
  return { headers: { ...headers, ...(etag !== null && { 'if-match': etag }) }, body }
}

function linkOf({ shared_link: link }: Shared): SharedLink | null {
  if (!link || !isLinkUrl(link.url)) return null
  const end = link.unshared_at ? Date.parse(link.unshared_at) : Number.NaN
  return {
    url: link.url,
    kind: link.effective_permission === 'can_edit' || link.permissions?.can_edit === true ? 'edit' : 'view',
    scope: told[link.effective_access ?? link.access ?? ''] ?? 'people',
    expiresAt: Number.isNaN(end) ? null : end,
    hasPassword: link.is_password_enabled === true,
  }
}
