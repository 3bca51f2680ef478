import { z } from 'zod'

const bytes = z.number().int().nonnegative()
const milliseconds = z.number().int().nonnegative()

/**
 * Where Box's own sources disagree (box-and-peers.md 1.14) or a plan decides, a switch does; the defaults are what was
 * seen live, else what the reference says.
 */
export const boxSwitches = {
  /** The smallest file that a session is opened for. */
  boxSessionFloor: bytes.min(1),
  boxPartSize: bytes.min(1),
  /** Of the account's plan: `max_upload_size`. */
  boxLargestFile: bytes,
  boxDirectLimit: bytes,
  boxSessionLifetimeMs: milliseconds,
  /** A file in the way is told as an object (live) or as an array (reference); a folder always as an array. */
  boxConflicts: z.enum(['object', 'array']),
  boxOverlapStatus: z.union([z.literal(416), z.literal(409)]),
  /** What a direct upload of a new version answers: 200 by the reference, 201 by an SDK's fixtures. */
  boxVersionStatus: z.union([z.literal(200), z.literal(201)]),
  /** The part inside `part` (reference, SDKs) or bare (guide). */
  boxPartAnswer: z.enum(['nested', 'bare']),
  /** How long after it was stored a part counts as processed; a commit before that is answered 202. */
  boxProcessingMs: milliseconds,
  /** A commit that is repeated after it succeeded. */
  boxRepeatedCommit: z.enum(['gone', 'replay']),
  /** A second session for the same place is refused, and the first one told. */
  boxSessionConflict: z.boolean(),
  /** A token that is refused: without a body, or with the documented one. */
  boxUnauthorizedBody: z.enum(['empty', 'json']),
  /**
   * A refresh token ends with its use (refresh.md), or when what it brought is used for the first time, as was seen live
   * (kloudless.com, "Refreshing bearer tokens with the Box API under highly concurrent workloads").
   */
  boxRefreshEnds: z.enum(['with its use', 'when the next is used']),
}

const day = 24 * 60 * 60 * 1000

export const boxDefaults = {
  boxSessionFloor: 20_000_000,
  boxPartSize: 8 * 1024 * 1024,
  boxLargestFile: 5 * 1024 ** 3,
  boxDirectLimit: 50_000_000,
  boxSessionLifetimeMs: 7 * day,
  boxConflicts: 'object',
  boxOverlapStatus: 416,
  boxVersionStatus: 200,
  boxPartAnswer: 'nested',
  boxProcessingMs: 0,
  boxRepeatedCommit: 'gone',
  boxSessionConflict: false,
  boxUnauthorizedBody: 'empty',
  boxRefreshEnds: 'with its use',
} as const
