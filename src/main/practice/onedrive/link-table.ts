/** Sharing links of drives. A row's key is the part of its address that nobody guesses. */

import { randomBytes } from 'node:crypto'
import type { Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'

export const linkTypes = ['view', 'edit', 'embed'] as const
export const linkScopes = ['anonymous', 'organization'] as const

export interface GraphLink {
  readonly id: string
  readonly itemId: string
  /** Links are one's own: another caller gets another one. */
  readonly account: string
  readonly type: (typeof linkTypes)[number]
  readonly scope: (typeof linkScopes)[number]
  /** Virtual time, epoch ms; null: it has no end. */
  readonly expiresAt: number | null
  readonly hasPassword: boolean
  readonly url: string
}

const table = 'graph-link'

export function graphLinks(world: World): ReadonlyMap<string, GraphLink> {
  return world.table<GraphLink>(table)
}

export function isAlive({ expiresAt }: GraphLink, now: number): boolean {
  return expiresAt === null || expiresAt > now
}

export function addLink(world: World, origin: string, wish: Omit<GraphLink, 'id' | 'url'>): GraphLink {
  const token = randomBytes(32).toString('base64url')
  const link = { ...wish, id: randomBytes(9).toString('hex'), url: `${origin}/:u:/s/${token}` }
  world.write({ table, id: token, row: link })
  return link
}

/** What a link leads to, as long as it lives. */
export function itemOfLink(world: World, url: string): Item | undefined {
  const link = graphLinks(world).get(/\/:u:\/s\/([\w-]+)(?:\?|$)/.exec(url)?.[1] ?? '')
  return link !== undefined && isAlive(link, world.clock.now()) ? world.items.get(link.itemId) : undefined
}
