/** Where a transfer stands, as `explain` tells it: why here, since when, what was tried, and what happens next and when. */

import * as z from 'zod'
import { states } from './lifecycle.ts'
import { Evidence } from './transfer.ts'

/** What fills a failure's sentence. */
const Facts = z.record(z.string(), z.string())

export const Standing = z.object({
  /** The engine's own state, finer than the public one. */
  state: z.enum(Object.keys(states) as [keyof typeof states, ...(keyof typeof states)[]]),
  since: z.string(),
  /** What the state means, in words. */
  what: z.string(),
  why: z.object({ code: z.string(), message: z.string(), facts: Facts.optional() }).nullable(),
  next: z.string(),
  nextAt: z.string().nullable(),
  /** failures so far */
  attempts: z.number(),
  /** sessions that were lost and replaced */
  restarts: z.number(),
  isFinal: z.boolean(),
  session: z
    .object({
      openedAt: z.string(),
      expiresAt: z.string().nullable(),
      /** Ranges that the destination has confirmed, half-open. */
      confirmed: z.array(z.object({ start: z.number(), end: z.number() })),
    })
    .nullable(),
  evidence: Evidence.nullable(),
  /** What went wrong last and is over. */
  last: z.string().nullable(),
  /** The same for a face that says it in its own words; absent where there is none, or the engine is older. */
  lastFailure: z.object({ code: z.string(), facts: Facts }).optional(),
})
export type Standing = z.infer<typeof Standing>
