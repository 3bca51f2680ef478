/** A page of any list of Graph, and the link to the next one, which carries the account's token. */

import * as z from 'zod'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import type { FolderEntry, FolderPage } from '../../engine/ports/provider.ts'
import { isOwnLink } from './own-link.ts'

const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })

export interface Asked {
  readonly answer: HttpAnswer
  readonly refusal: () => Failure
}

/** Null for what isn't shown. */
export type EntryOf<T = FolderEntry> = (item: unknown) => T | null

export interface PageOf<T> extends Omit<FolderPage, 'folders'> {
  readonly folders: readonly T[]
}

/** `url` is what was asked; a link back to it would never end. Failures: `bad-response`, `unsafe-redirect` (fault N15). */
export function pageOf<T>(
  { answer, refusal }: Asked,
  url: string,
  graphUrl: string,
  entryOf: EntryOf<T>,
): Result<PageOf<T>> {
  const parsed = answer.status === 200 ? Page.safeParse(answer.json) : null
  if (parsed === null || !parsed.success) return fail(refusal())
  const { value, '@odata.nextLink': link } = parsed.data
  const folders = value.map(entryOf).filter((entry) => entry !== null)
  if (link === null || link === undefined) return ok({ folders, next: null })
  if (!isOwnLink(link, graphUrl)) return fail(elsewhere(graphUrl))
  if (link === url) return fail({ ...refusal(), code: 'bad-response' })
  return ok({ folders, next: link })
}

export function elsewhere(graphUrl: string): Failure {
  return failure('unsafe-redirect', { host: new URL(graphUrl).host })
}
