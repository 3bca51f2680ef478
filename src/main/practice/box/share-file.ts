import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import type { Problem } from '../problem.ts'
import { put, withMetadata } from '../storage/item-changes.ts'
import type { World } from '../storage/world.ts'
import { full, selected } from './item-json.ts'
import { type BoxLinkSettings, boxAccesses, linkOf, linkTo, unlink } from './link-table.ts'
import { requireFile, requirePreconditions } from './placing.ts'
import { refusal } from './refusals.ts'

/** OAS put_files_id, of which there is only the shared link. */
const bodySchema = z.strictObject({
  shared_link: z
    .strictObject({
      access: z.enum(boxAccesses).optional(),
      password: z.string().min(1).nullable().optional(),
      unshared_at: z.iso.datetime({ offset: true }).nullable().optional(),
      permissions: z
        .strictObject({
          can_download: z.boolean().optional(),
          can_preview: z.boolean().optional(),
          can_edit: z.boolean().optional(),
        })
        .optional(),
    })
    .nullable(),
})

/**
 * PUT /files/:id makes the file's shared link, changes the settings that the request names, or takes it away. It is a
 * change of the file: its etag grows.
 */
export async function shareFile({ world }: Context, exchange: Exchange, id: string): Promise<Reply> {
  const parsed = bodySchema.safeParse((await readJson(exchange)) ?? {})
  if (!parsed.success) throw refusal('bad_request', { detail: z.prettifyError(parsed.error) })
  const file = requireFile(world, id)
  exchange.entry.itemId = file.id
  requirePreconditions({ ifMatch: exchange.header('if-match') }, file)
  const { shared_link: wish } = parsed.data
  if (wish === null) unlink(world, id)
  else linkTo(world, file, settingsOf(world, id, wish))
  const changed = withMetadata(world, file, {})
  world.write(put(changed))
  return json(200, selected(full(world, changed), exchange.query.get('fields')))
}

type Wish = NonNullable<z.output<typeof bodySchema>['shared_link']>

function settingsOf(world: World, id: string, wish: Wish): BoxLinkSettings {
  const { widestLink, usualLink, linksEnd } = world.switches
  const there = linkOf(world, id)?.link
  const usual = usualLink === 'anyone' && widestLink === 'anyone' ? 'open' : 'company'
  const access = wish.access ?? there?.access ?? usual
  if (widestLink === 'nobody' || (access === 'open' && widestLink !== 'anyone')) throw forbidden('access', access)
  // "Can only be used with Open and Company" (OAS, permissions).
  if (access === 'collaborators' && wish.permissions) throw refusal('bad_request')
  if (wish.unshared_at && !linksEnd) {
    throw forbidden('unshared_at', 'Shared link expiration can only be set on items owned by paid users.')
  }
  if (wish.unshared_at && Date.parse(wish.unshared_at) <= world.clock.now()) throw refusal('bad_request')
  if (wish.password && (access !== 'open' || !linksEnd)) throw forbidden('password', 'not offered')
  return {
    access,
    canEdit: wish.permissions?.can_edit ?? there?.canEdit ?? false,
    unsharedAt: wish.unshared_at === undefined ? (there?.unsharedAt ?? null) : wish.unshared_at,
    hasPassword: wish.password === undefined ? (there?.hasPassword ?? false) : wish.password !== null,
  }
}

/** As Box words it: a bare "Forbidden", and in `context_info` what it is about (support.box.com, 360049148074). */
function forbidden(name: string, message: string): Problem {
  return refusal('forbidden', { about: { errors: [{ reason: 'invalid_parameter', name, message }] } })
}
