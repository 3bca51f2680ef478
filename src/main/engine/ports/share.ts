/** Links that other people open a file with, made by the destination after a file is there. */

/** `edit`: who has the link may change the file. */
export type LinkKind = 'view' | 'edit'
/** Who can open it. `people`: only who may see the file anyway. */
export type LinkScope = 'anyone' | 'organization' | 'people'

export interface LinkWish {
  readonly kind: LinkKind
  /** Null: as the destination's administrator has chosen for links of which nobody says it. */
  readonly scope: Exclude<LinkScope, 'people'> | null
  /** epoch ms; null: no end is asked for. */
  readonly expiresAt: number | null
}

/**
 * A link as it is, which is not always as it was wished: it may be older than the wish. Its address is a secret, like an
 * upload URL: never logged, never stored.
 */
export interface SharedLink {
  readonly url: string
  readonly kind: LinkKind
  readonly scope: LinkScope
  /** epoch ms; null: it has no end. */
  readonly expiresAt: number | null
  readonly hasPassword: boolean
}

/** Services count the life of links in days, and may move an end within its day. */
const roundingMs = 24 * 3_600_000

/**
 * What of a link is more, or otherwise, than what was wished; null: it may be handed out for it. One that ends earlier or
 * asks for a password may: that is told with it.
 */
export function unlike(link: SharedLink, wish: LinkWish): 'kind' | 'scope' | 'end' | null {
  if (link.kind !== wish.kind) return 'kind'
  if (wish.scope !== null && link.scope !== wish.scope) return 'scope'
  if (wish.expiresAt === null) return null
  return link.expiresAt === null || link.expiresAt > wish.expiresAt + roundingMs ? 'end' : null
}
