/** The uploadSession resource as it comes over the wire (S004, graph.md B). */

import * as z from 'zod'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import { property } from './expected-ranges.ts'

/** Members in any case, and possibly wrapped in `value`, as the generated documentation shows it (S000). */
const Session = z.preprocess(
  (json) => {
    const outer = isObject(json) ? json : {}
    const inner = property(outer, 'value')
    const session = isObject(inner) ? inner : outer
    return {
      uploadUrl: property(session, 'uploadUrl') ?? undefined,
      expirationDateTime: property(session, 'expirationDateTime') ?? undefined,
      ranges: property(session, 'nextExpectedRanges') ?? property(session, 'missingRanges'),
    }
  },
  z.object({
    uploadUrl: z.string().min(1).max(16_384).optional(),
    expirationDateTime: z.string().max(100).optional(),
    ranges: z.unknown(),
  }),
)

export interface UploadSession {
  /** Given once, when the session is opened. */
  readonly uploadUrl: string | null
  /** By our own clock, epoch ms. */
  readonly expiresAt: number | null
  /** See `expectedRanges`. */
  readonly ranges: unknown
}

/** Null where the answer is no object at all, or its members are of other types. */
export function uploadSessionOf(answer: HttpAnswer, now: number): UploadSession | null {
  if (!isObject(answer.json)) return null
  const parsed = Session.safeParse(answer.json)
  if (!parsed.success) return null
  const { uploadUrl, expirationDateTime, ranges } = parsed.data
  return { uploadUrl: uploadUrl ?? null, expiresAt: expiryOf(expirationDateTime, answer.serverDate, now), ranges }
}

/** Clocks that differ by less than this are the same: `Date` has whole seconds, and answers take a while. */
const skewMs = 60_000

/**
 * Seven fractional digits and offsets occur (od#14, od#75). Where the server's clock is far from ours, the expiry is
 * moved by the difference (fault N29); it is a hint only, the destination is asked anyway.
 */
function expiryOf(told: string | undefined, serverDate: number | null, now: number): number | null {
  if (told === undefined) return null
  const at = Date.parse(told.replace(/(\.\d{3})\d+/, '$1'))
  if (Number.isNaN(at)) return null
  const skew = serverDate === null ? 0 : now - serverDate
  return Math.abs(skew) > skewMs ? at + skew : at
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
