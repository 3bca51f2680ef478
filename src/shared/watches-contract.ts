/** The part of the contract about watched folders: their rules, what these make of a folder, and how they do. */

import * as z from 'zod'
import { AccountName, Address, Id, Nothing, Path, Template } from './contract-words.ts'
import { FailureView } from './failure.ts'
import { command, query, stream } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'
import { ConflictPolicy, Tallies } from './transfer.ts'
import { FileLimits, LinkPolicy, RuleFields, WatchPreview, longestSettleMs, longestWaitLimitMs } from './watch-rules.ts'

const After = z.union([z.literal('keep'), z.literal('trash'), z.string().regex(/^move=.+/)])
const Existing = z.union([z.literal('skip'), z.literal('upload'), z.string().regex(/^since=.+/)])

/** Everything about a watch that can be said again later, but for what is beside it in `WatchView`. */
const WatchRules = z.object({
  conflict: ConflictPolicy,
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  hidden: z.boolean(),
  limits: FileLimits,
  /** Absent: an older engine, which skips them. */
  links: LinkPolicy.optional(),
  longestWaitMs: z.number().nullable(),
})

/** How a folder is watched, and how well. Counts are those since the program was started. */
export const WatchHealthView = z.object({
  /** `events`: the system tells of changes. `looks`: everything is looked at again and again. */
  by: z.enum(['events', 'looks']),
  /** Why events aren't enough: see `Blindness`; null where they are. */
  why: z.enum(['limit', 'remote', 'refused', 'losing']).nullable(),
  /** The same, as the system has said it. */
  detail: z.string().nullable(),
  since: z.string(),
  /** From a change on the disk until it is known, the median of the last ones; null: nothing could be measured yet. */
  delayMs: z.number().nullable(),
  /** How often everything is looked at. */
  everyMs: z.number(),
  /** When the last such look began; null: the first one isn't over. */
  lookedAt: z.string().nullable(),
  /** Changes that events announced. */
  heard: z.number(),
  /** Changes that no event announced, and that a look found. */
  recovered: z.number(),
  /** How often so much happened at once that events may have been dropped. */
  floods: z.number(),
})
export type WatchHealthView = z.infer<typeof WatchHealthView>

export const WatchView = z.object({
  id: z.string(),
  name: z.string(),
  folder: z.string(),
  destination: z.string(),
  account: z.string(),
  /** `not-allowed`: the administrator doesn't allow its folder or its destination (any more); it rests. */
  state: z.enum(['active', 'paused', 'missing', 'not-allowed']),
  existing: z.string(),
  settleMs: z.number(),
  /** Rules as they were given; absent: an older engine. */
  rules: WatchRules.optional(),
  after: z.string(),
  /** Where files go below the destination; absent: as they lie. */
  template: z.string().optional(),
  /** Transfers of this watch in each public state. */
  counts: Tallies,
  /** Only while it is watched; absent, too: an older engine. */
  health: WatchHealthView.optional(),
  /** Only while its folder is away: why, since when, and when it is looked for next (`retryAt`). */
  missing: FailureView.extend({ since: z.string().nullable() }).optional(),
})
export type WatchView = z.infer<typeof WatchView>

const AddWatch = z.strictObject({
  folder: Path,
  to: Address,
  account: AccountName.optional(),
  name: z.string().min(1).max(200).optional(),
  conflict: ConflictPolicy.default('fail'),
  existing: Existing.default('skip'),
  ...RuleFields,
  settleMs: z.number().int().min(0).max(longestSettleMs).default(10_000),
  /** Null: a file that never rests is waited for without end. */
  longestWaitMs: z.number().int().min(1_000).max(longestWaitLimitMs).nullable().default(null),
  template: Template.optional(),
  /** `keep`; `trash` and `move=DIR` act only after verified success */
  after: After.default('keep'),
})

/** What is not said stays. The folder stays in any case: another one is another watch. */
const ChangeWatch = z.strictObject({
  id: Id,
  to: Address.optional(),
  account: AccountName.optional(),
  name: z.string().min(1).max(200).optional(),
  conflict: ConflictPolicy.optional(),
  /** Said again, it is applied again, to what is there now. */
  existing: Existing.optional(),
  /** Null: files go as they lie. */
  template: Template.nullable().optional(),
  include: RuleFields.include.unwrap().optional(),
  exclude: RuleFields.exclude.unwrap().optional(),
  hidden: z.boolean().optional(),
  limits: FileLimits.optional(),
  links: LinkPolicy.optional(),
  settleMs: z.number().int().min(0).max(longestSettleMs).optional(),
  longestWaitMs: z.number().int().min(1_000).max(longestWaitLimitMs).nullable().optional(),
  after: After.optional(),
})

const PreviewWatch = z.strictObject({
  folder: Path,
  to: Address.optional(),
  existing: Existing.default('skip'),
  ...RuleFields,
})

export const watchesContract = {
  list: query({ in: Nothing, out: z.array(WatchView) }),
  add: command({ in: AddWatch, out: WatchView }),
  change: command({ in: ChangeWatch, out: WatchView }),
  /** What these rules make of a folder, again and again, and last of all the whole. Changes nothing. */
  preview: stream({ in: PreviewWatch, out: WatchPreview }),
  pause: command({ in: z.strictObject({ id: Id }), out: WatchView }),
  resume: command({ in: z.strictObject({ id: Id }), out: WatchView }),
  remove: command({ in: z.strictObject({ id: Id }), out: Nothing }),
} as const satisfies Contract[string]
