/** Which files of a watched folder are meant: what people say, as engine, faces and command line hand it around. */

import * as z from 'zod'

const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
/** Ten years: beyond that nobody means an age. */
const ageMs = z.number().int().min(0).max(315_360_000_000)

/** Each absent: no limit. An age is how long ago the file was modified. */
export const FileLimits = z.strictObject({
  minBytes: bytes.optional(),
  maxBytes: bytes.optional(),
  /** Younger ones wait until they are so old. */
  minAgeMs: ageMs.optional(),
  maxAgeMs: ageMs.optional(),
})
/** As the engine holds it: members are there or not. */
export interface FileLimits {
  readonly minBytes?: number | undefined
  readonly maxBytes?: number | undefined
  readonly minAgeMs?: number | undefined
  readonly maxAgeMs?: number | undefined
}

export const longestSettleMs = 3_600_000
export const longestWaitLimitMs = 86_400_000

const Patterns = z.array(z.string().min(1).max(1_024)).max(200)

/**
 * What becomes of symbolic links in a watched folder. `skip`: they are told and never read. `inside`: one to a file of the
 * same folder is uploaded under its own name; one to a folder isn't walked, since what is there goes from where it lies.
 * Nothing outside of the folder is read in either case.
 */
export const LinkPolicy = z.enum(['skip', 'inside'])
export type LinkPolicy = z.infer<typeof LinkPolicy>

/** What is decided by a file's name and by what it is like. */
export const RuleFields = {
  include: Patterns.default([]),
  exclude: Patterns.default([]),
  /** Hidden files and folders, too; keys and passwords stay left out by their own rules. */
  hidden: z.boolean().default(false),
  limits: FileLimits.default({}),
  links: LinkPolicy.default('skip'),
}

/** What the rules make of a folder, as far as it was walked. */
export const WatchPreview = z.object({
  /** What fits the rules. */
  files: z.number(),
  bytes: z.number(),
  /** Of these, what would be uploaded at once, by what is said of files that are there already. */
  now: z.number(),
  nowBytes: z.number(),
  /** The first of them, relative to the folder. */
  examples: z.array(z.string()),
  /** What is left out, by reason, the most frequent first. */
  leftOut: z.array(z.object({ why: z.string(), count: z.number(), examples: z.array(z.string()) })),
  /** False: counting goes on. */
  isWhole: z.boolean(),
  /** It was ended because there is so much. */
  isCut: z.boolean(),
})
export type WatchPreview = z.infer<typeof WatchPreview>
