import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import type { ConflictBehavior } from '../storage/rows.ts'

/** The connection is to be reset instead of answered. */
export const reset = 'reset'

export type Before = (exchange: Exchange) => Promise<Reply | typeof reset | null>
export type After = (reply: Reply, exchange: Exchange) => Promise<Reply | typeof reset>

/**
 * What is to go wrong with one request. The steps of all faults that hit it are laid into one plan, and each part of
 * the server looks at the one field that concerns it.
 */
export interface FaultPlan {
  /** In order, before the request is handled. An answer from here keeps it from being handled. */
  readonly before: Before[]
  /** In order, after it was handled and before the answer is written. */
  readonly after: After[]
  /** Take so many bytes of the body, then reset. */
  cutBodyAfter: number | null
  /** Of a body that was cut, keep what came. */
  keepCut: boolean
  readBytesPerSecond: number | null
  writeBytesPerSecond: number | null
  headersAfterMs: number
  /** Write so many bytes of the answer's body, then reset. */
  truncateAt: number | null
  dateSkewMs: number
  /** Commit by this rule instead of the session's own. */
  commitAs: ConflictBehavior | null
  /** The session that is being created will be dead on arrival. */
  stillborn: boolean
  /** Answer without reading the body first. */
  answerEarly: boolean
  /** Never say `100 Continue`. */
  withoutContinue: boolean
  /** The answer does not tell the truth about what is stored. */
  lies: boolean
  /** Of the session that is being created. */
  partSize: number | null
  /** So many of the parts that are there are not listed yet. */
  hideParts: number
  /** No page of a list has more entries, whatever was asked for. */
  largestPage: number | null
}

export function emptyPlan(): FaultPlan {
  return {
    before: [],
    after: [],
    cutBodyAfter: null,
    keepCut: false,
    readBytesPerSecond: null,
    writeBytesPerSecond: null,
    headersAfterMs: 0,
    truncateAt: null,
    dateSkewMs: 0,
    commitAs: null,
    stillborn: false,
    answerEarly: false,
    withoutContinue: false,
    lies: false,
    partSize: null,
    hideParts: 0,
    largestPage: null,
  }
}
