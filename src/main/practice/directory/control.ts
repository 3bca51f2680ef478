/** Sites, groups and shares for tests and tinkerers. */

import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { boxAccesses, linkTo } from '../box/link-table.ts'
import { site } from '../seed.ts'
import type { World } from '../storage/world.ts'
import { putGroup, putSite, share } from './store.ts'

const changeSchema = z.discriminatedUnion('what', [
  /** So many of them, called by their number; each with its libraries. */
  z.strictObject({
    what: z.literal('site'),
    displayName: z.string().default('Site'),
    count: z.number().int().min(1).max(10_000).default(1),
    isFollowed: z.boolean().default(false),
    libraries: z.array(z.string().min(1)).min(1).default(['Documents']),
  }),
  z.strictObject({ what: z.literal('group'), displayName: z.string(), isUnified: z.boolean().default(true) }),
  z.strictObject({ what: z.literal('share'), itemId: z.string() }),
  /** Somebody made one in Box's own app. */
  z.strictObject({
    what: z.literal('box-link'),
    itemId: z.string(),
    access: z.enum(boxAccesses).default('open'),
    canEdit: z.boolean().default(false),
    unsharedAt: z.iso.datetime({ offset: true }).nullable().default(null),
    hasPassword: z.boolean().default(false),
  }),
])

export function changeDirectory(world: World, input: unknown): object {
  const wish = changeSchema.parse(input)
  switch (wish.what) {
    case 'site': {
      const ids: string[] = []
      for (let n = 0; n < wish.count; n += 1) {
        const id = `${site.hostname},${randomUUID()},${randomUUID()}`
        const displayName = wish.count === 1 ? wish.displayName : `${wish.displayName} ${n + 1}`
        const name = displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
        const { isFollowed } = wish
        putSite(
          world,
          { id, name, displayName, hostname: site.hostname, path: `/sites/${name}`, isFollowed },
          wish.libraries,
        )
        ids.push(id)
      }
      return { ids }
    }
    case 'group': {
      const id = randomUUID()
      putGroup(world, { id, displayName: wish.displayName, isUnified: wish.isUnified })
      return { id }
    }
    case 'share':
    case 'box-link': {
      const item = world.items.get(wish.itemId)
      if (item === undefined) return { id: null }
      if (wish.what === 'box-link') return { id: item.id, link: linkTo(world, item, wish) }
      share(world, item)
      return { id: item.id }
    }
  }
}
