/** What both services' links fail with. A link's address is part of no failure: these are shown and logged. */

import { type Failure, type Result, fail, failure, ok } from '../../shared/failure.ts'
import { type LinkWish, type SharedLink, unlike } from '../engine/ports/share.ts'

const who = { anyone: 'anyone', organization: 'the organization', people: 'who may see it anyway' } as const

/** `to view, for anyone, until 2026-05-31`; its parts are words of their own in other languages (`en-facts.json`). */
function described({ kind, scope, expiresAt, hasPassword }: SharedLink): string {
  const until = expiresAt === null ? 'without an end' : `until ${new Date(expiresAt).toISOString().slice(0, 10)}`
  return `to ${kind}, for ${who[scope]}, ${until}${hasPassword ? ', with a password' : ''}`
}

/** The link, where it is what was wished; else `link-exists-otherwise`. */
export function asWished(
  link: SharedLink,
  wish: LinkWish,
  facts: Readonly<Record<string, string>>,
): Result<SharedLink> {
  if (unlike(link, wish) === null) return ok(link)
  return fail(failure('link-exists-otherwise', { ...facts, there: described(link) }))
}

/** A refusal that would be about writing is about the link here. */
export function refusedLink(refused: Failure): Failure {
  const isOfLink = refused.code === 'destination-denied' || refused.code === 'destination-refused'
  if (!isOfLink) return refused
  // It stands within a sentence.
  const { detail = '' } = refused.facts
  return failure('link-not-allowed', { ...refused.facts, detail: detail.replace(/\.$/, '') })
}

const longestUrl = 8_192

/** https alone: what is handed to people isn't to be a script or somebody's file. */
export function isLinkUrl(url: string): boolean {
  return url.length <= longestUrl && URL.canParse(url) && new URL(url).protocol === 'https:'
}
