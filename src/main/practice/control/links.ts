/** Every sharing link that there is, of both services, for tests and tinkerers. */

import { type BoxLink, boxLinkUrl, boxLinks } from '../box/link-table.ts'
import { type GraphLink, graphLinks } from '../onedrive/link-table.ts'
import type { World } from '../storage/world.ts'

export function describeLinks(world: World): object[] {
  const pathOf = (itemId: string): string | null => {
    const item = world.items.get(itemId)
    return item === undefined ? null : `/${world.pathOf(item).join('/')}`
  }
  const ofGraph = ({ itemId, type, scope, expiresAt, hasPassword, url }: GraphLink): object => ({
    service: 'onedrive',
    itemId,
    path: pathOf(itemId),
    url,
    type,
    scope,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    hasPassword,
  })
  const ofBox = ([token, { itemId, access, canEdit, unsharedAt, hasPassword }]: [string, BoxLink]): object => ({
    service: 'box',
    itemId,
    path: pathOf(itemId),
    url: boxLinkUrl(world, token),
    type: canEdit ? 'edit' : 'view',
    scope: access,
    expiresAt: unsharedAt,
    hasPassword,
  })
  return [...[...graphLinks(world).values()].map(ofGraph), ...[...boxLinks(world)].map(ofBox)]
}
