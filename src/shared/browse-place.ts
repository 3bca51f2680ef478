/**
 * What can be looked into: an address, or one of the lists that lead to addresses (`outlook:drafts`, `onedrive:sites`). Lists are written
 * like addresses, and nothing can be uploaded to them.
 */

import { canonical, kindOfScheme, parseDestination } from './destination.ts'
import type { DestinationKind } from './destination.ts'
import { ok } from './failure.ts'
import type { Result } from './failure.ts'

/** What stands after the colon, for each kind that has lists. */
const lists: Readonly<Record<DestinationKind, RegExp | null>> = {
  // What others share, sites, groups, and the libraries of one of these: ids as in an address.
  onedrive: /^(?:shared|(?:sites|groups)(?:\/[^/:?#\\%\s\p{Cc}]+\/drives)?)$/u,
  box: null,
  outlook: /^(?:drafts|events)$/,
  print: /^shares$/,
  // All lists, or the tasks of one: ids as in an address.
  todo: /^lists(?:\/[^/:?#\\%\s\p{Cc}]+)?$/u,
}

export interface BrowsePlace {
  readonly kind: DestinationKind
  /** What stands after the colon of a list; null: an address. */
  readonly list: string | null
  /** Its one spelling. */
  readonly text: string
}

/** Failures: `address-invalid`. */
export function parsePlace(text: string): Result<BrowsePlace> {
  const colon = text.indexOf(':')
  const kind = kindOfScheme(text.slice(0, Math.max(0, colon)))
  const rest = text.slice(colon + 1)
  if (kind !== null && lists[kind]?.test(rest) === true) return ok({ kind, list: rest, text: `${kind}:${rest}` })
  const parsed = parseDestination(text)
  return parsed.ok ? ok({ kind: parsed.value.kind, list: null, text: canonical(text) }) : parsed
}
