/** The printUploadSession of Graph's beta of 2020 (S001, graph.md E2). */

import * as z from 'zod'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import { property } from '../graph/expected-ranges.ts'
import { isObject, uploadSessionOf } from '../graph/wire.ts'

const Session = z.object({
  id: z.string().min(1).max(512),
  documentName: z.string().max(4_096).nullish(),
  size: z.coerce.number().int().min(0).nullish(),
})

export interface BetaSession {
  readonly id: string
  readonly name: string | null
  /** bytes */
  readonly size: number | null
  readonly expiresAt: number | null
  readonly uploadUrl: null
  /** See `expectedRanges`: objects of strings, by either of two names. */
  readonly ranges: unknown
}

/** Null where the answer is none. Its expiry has a name of its own, `expiryDateTime`. */
export function betaSessionOf(answer: HttpAnswer, now: number): BetaSession | null {
  if (!isObject(answer.json)) return null
  const parsed = Session.safeParse(answer.json)
  if (!parsed.success) return null
  const expirationDateTime = property(answer.json, 'expiryDateTime')
  const told = uploadSessionOf({ ...answer, json: { ...answer.json, expirationDateTime } }, now)
  if (told === null) return null
  const { id, documentName, size } = parsed.data
  return {
    id,
    name: documentName ?? null,
    size: size ?? null,
    expiresAt: told.expiresAt,
    uploadUrl: null,
    ranges: told.ranges,
  }
}
