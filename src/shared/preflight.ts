/** What is said before the first byte is sent: what a destination would refuse of these files, and how that is fixed. */

import * as z from 'zod'
import { FailureView } from './failure.ts'

/** Reasons for which a file can be left out, instead of failing in the queue: those that are known before it is sent. */
export const leavable = ['name-not-allowed', 'path-too-long', 'too-large', 'empty-file', 'type-not-supported'] as const

/** What a person decided about what was said. */
export const Fixes = z.strictObject({
  /** A file whose name is refused goes under the nearest name that isn't. Its own name stays as it is. */
  names: z.boolean().default(false),
  /** Files that would be refused for one of these reasons are not added. */
  leaveOut: z.array(z.enum(leavable)).max(leavable.length).default([]),
})
export type Fixes = z.output<typeof Fixes>

export const noFixes: Fixes = { names: false, leaveOut: [] }

/**
 * - `refused`: fails, while the others go on
 * - `asks`: waits for a person
 * - `skipped`: isn't sent, since another one of its name is · `replaced`: becomes a new version of that one
 * - `unread`: isn't sent whatever is decided: it can't be read, or is no file
 * - `maybe`: the destination may refuse it; nobody can know
 * - `later`: is sent once it rests, or may have to begin anew
 */
const effects = ['refused', 'asks', 'skipped', 'replaced', 'unread', 'maybe', 'later'] as const

/**
 * - `names`: `Fixes.names` · `leave-out`: `Fixes.leaveOut` with the problem's code
 * - `keep-both`, `replace`, `skip`: a conflict policy (`keep-both` is `rename`) · `destination`: another one
 */
const fixes = ['names', 'leave-out', 'keep-both', 'replace', 'skip', 'destination'] as const
export type Fix = (typeof fixes)[number]

const Example = z.object({
  path: z.string(),
  /** The name that is refused: the file's, or that of a folder it is in. */
  name: z.string(),
  /** The name that it would go under instead; null where none is known. */
  allowed: z.string().nullable(),
})
export type Example = z.infer<typeof Example>

export const Problem = z.object({
  /** Of the catalogue of failures. */
  code: z.string(),
  effect: z.enum(effects),
  /** Files. */
  count: z.number(),
  /** Those of them that there is an allowed name for. */
  fixable: z.number(),
  /** About the first of them. */
  message: z.string(),
  nextStep: z.string(),
  facts: z.record(z.string(), z.string()).optional(),
  fixes: z.array(z.enum(fixes)),
  /** The first few. */
  examples: z.array(Example),
})
export type Problem = z.infer<typeof Problem>

/** Where a file goes below the destination, with slashes. */
const PlacedFile = z.object({ path: z.string(), placed: z.string() })

const Counted = z.object({ files: z.number(), bytes: z.number() })

/** What is known so far; the last one has `isComplete`. */
export const PreflightReport = z.object({
  isComplete: z.boolean(),
  account: z.string(),
  /** In its one spelling. */
  destination: z.string(),
  /** What was found below the paths. */
  found: Counted,
  /** What of it would be sent. */
  going: Counted,
  /** So many are in folders, and the destination has none: each becomes an attachment of its own. */
  flattened: z.number(),
  /** What the fixes did: the first few of those that go under another name, and how many are left out. */
  renamed: z.object({ count: z.number(), examples: z.array(Example) }),
  leftOut: z.number(),
  /** Where the first few go, where a template says so; absent: as they lie. */
  placed: z.array(PlacedFile).optional(),
  /**
   * How many go by a name that something has at the destination already, with the first few of them, below it; `isWhole`:
   * everything there was looked at. Absent: nobody could look (yet).
   */
  taken: z.object({ count: z.number(), examples: z.array(z.string()), isWhole: z.boolean() }).optional(),
  /** Until all of it is there, with what is queued before it, as fast as it went lately. Absent: nobody knows how fast. */
  expected: z.object({ seconds: z.number(), bytesPerSecond: z.number() }).optional(),
  problems: z.array(Problem),
  /** Why the destination could not be asked: then only its rules are known. Null: it was. */
  unasked: FailureView.nullable(),
})
export type PreflightReport = z.infer<typeof PreflightReport>

/** Nothing is known to stand in the way of any file. */
export function isClear({ problems, unasked }: PreflightReport): boolean {
  return unasked === null && problems.every(({ effect }) => effect === 'maybe' || effect === 'later')
}
