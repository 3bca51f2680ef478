/** What crosses between the main thread and the one that reads files for their digests. Plain data. */

import type { DigestAlgorithm } from '../../shared/transfer.ts'

/** Which reading of which version of a file, and how it is cut. */
export interface PassFacts {
  readonly key: string
  readonly algorithm: DigestAlgorithm
  /** bytes */
  readonly size: number
  readonly partBytes: number
}

export type ToDigestThread =
  /** Reads on to the offset `upTo`, through a descriptor that stays open until the answer. */
  | { readonly kind: 'read'; readonly id: number; readonly fd: number; readonly upTo: number; readonly pass: PassFacts }
  /** Answers at the next piece. */
  | { readonly kind: 'stop'; readonly id: number }
  | { readonly kind: 'forget'; readonly key: string }

/** The answer to one `read`; where it was stopped or went wrong, with what was made until then. */
export interface FromDigestThread {
  readonly id: number
  /** Of the parts that were completed by this reading, in the order of bytes. */
  readonly parts: readonly string[]
  /** bytes */
  readonly offset: number
  /** Once everything was read; else null. */
  readonly whole: string | null
  readonly trouble: { readonly code: string | null; readonly message: string } | 'ended' | 'stopped' | null
}
