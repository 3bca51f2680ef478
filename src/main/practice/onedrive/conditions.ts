import { Problem } from '../problem.ts'
import { cTag, eTag } from '../storage/item-changes.ts'
import type { Item } from '../storage/rows.ts'

/** If-Match and If-None-Match as they came; absent ones are undefined. */
export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** eTags are quoted strings (C: concepts/errors.md, malformedEntityTag). */
export function requireWellFormed({ ifMatch, ifNoneMatch }: Conditions): void {
  for (const value of [ifMatch, ifNoneMatch]) {
    if (value === undefined || value === '*') continue
    if (!/^(W\/)?"[^"]*"$/.test(value)) {
      throw new Problem(400, 'invalidRequest', 'The entity tag is not a quoted string.', 'malformedEntityTag')
    }
  }
}

export function requireConditions({ ifMatch, ifNoneMatch }: Conditions, item: Item | null | undefined): void {
  if (ifMatch !== undefined && !matches(ifMatch, item)) throw resourceModified()
  if (ifNoneMatch !== undefined && item && matches(ifNoneMatch, item)) throw resourceModified()
}

function resourceModified(): Problem {
  return new Problem(412, 'resourceModified', "ETag does not match current item's value")
}

/** An eTag or a cTag both serve (C: driveitem-createuploadsession.md, If-Match). */
function matches(tag: string, item: Item | null | undefined): boolean {
  if (!item) return false
  const bare = tag.replace(/^W\//, '')
  return bare === '*' || bare === eTag(item) || bare === cTag(item)
}
