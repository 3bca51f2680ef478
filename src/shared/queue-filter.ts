/** Which transfers somebody means, and in which order: the same words for the queue, the history and what is exported. */

import * as z from 'zod'
import { PublicState } from './transfer.ts'

const Id = z.string().min(1).max(64)
const Time = z.iso.datetime({ offset: true })

/** What isn't given doesn't count. */
export const QueueFilter = z.strictObject({
  states: z.array(PublicState).max(12).optional(),
  batch: Id.optional(),
  watch: Id.optional(),
  account: z.string().min(1).max(128).optional(),
  /** The failure's. */
  code: z.string().min(1).max(64).optional(),
  /** All its words are in the path or the destination, in any case. */
  text: z.string().max(200).optional(),
  /** Ended then or later, and before. */
  since: Time.optional(),
  before: Time.optional(),
})
export type QueueFilter = z.infer<typeof QueueFilter>

/**
 * - `added`: as they came, the oldest first
 * - `queue`: those that are not over, in the order that they have their turn
 * - `oldest`, `newest`: those that are over, by when they ended
 */
export const queueOrders = ['added', 'queue', 'oldest', 'newest'] as const

/** Where in the queue: at an end of it, or beside another one. */
export const QueueGoal = z.union([
  z.strictObject({ to: z.enum(['top', 'bottom']) }),
  z.strictObject({ before: Id }),
  z.strictObject({ after: Id }),
])

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]
