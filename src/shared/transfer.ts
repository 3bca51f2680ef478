/** What a transfer looks like from outside: the shape that commands print and faces show. */

import * as z from 'zod'
import { CleanUpView } from './clean-up.ts'
import { failureRules } from './failure-catalogue.ts'
import { FailureView, ruleOf } from './failure.ts'
import type { FailureCode } from './failure.ts'
import { publicStates } from './lifecycle.ts'

export const conflictPolicies = ['fail', 'rename', 'replace', 'skip'] as const
/** What to do when the name is taken at the destination by a file that isn't ours. */
export const ConflictPolicy = z.enum(conflictPolicies)
export type ConflictPolicy = z.infer<typeof ConflictPolicy>

export const conflictChoices = ['rename', 'replace', 'skip'] as const satisfies readonly ConflictPolicy[]
/** What a person can answer when a transfer asks (`FailureRule.asks`): a policy for this one file. */
export const ConflictChoice = z.enum(conflictChoices)
export type ConflictChoice = z.infer<typeof ConflictChoice>

/** Whether a person can answer this failure with a `ConflictChoice`. Any text: a newer engine may know more codes. */
export function asksAboutConflict(code: string): boolean {
  return Object.hasOwn(failureRules, code) && ruleOf(code as FailureCode).asks === 'conflict'
}

export const digestAlgorithms = ['quickXorHash', 'sha1', 'sha256'] as const
export const Digest = z.object({
  algorithm: z.enum(digestAlgorithms),
  /** base64 for quickXorHash, lower-case hex for the others. */
  value: z.string(),
})
export type Digest = z.infer<typeof Digest>
export type DigestAlgorithm = Digest['algorithm']

const evidences = ['hash', 'size', 'changed-by-service', 'accepted'] as const
/**
 * Why we believe that the destination has the file.
 *
 * - `hash`: its hash, or what we read back, equals ours
 * - `size`: its size and id (where it offers no hash, and for empty files)
 * - `changed-by-service`: it accepted all bytes and then rewrote the file
 * - `accepted`: id and name seen, read-back switched off
 */
export const Evidence = z.enum(evidences)
export type Evidence = z.infer<typeof Evidence>

export const PublicState = z.enum(publicStates)

export const TransferView = z.object({
  id: z.string(),
  path: z.string(),
  /** bytes; 0 until the file was looked at */
  size: z.number(),
  account: z.string(),
  destination: z.string(),
  state: PublicState,
  /** bytes that the destination has confirmed; never what merely left this computer */
  acknowledgedBytes: z.number(),
  failure: FailureView.nullable(),
  remote: z
    .object({
      id: z.string(),
      name: z.string(),
      size: z.number(),
      hash: Digest.nullable(),
      webUrl: z.string().nullable(),
    })
    .nullable(),
  evidence: Evidence.nullable(),
  attempts: z.number(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** What was added together with it; absent: a watched folder found it, or the engine is older. */
  batch: z.string().optional(),
  /** About how long it still takes; absent while that isn't stable. */
  secondsLeft: z.number().optional(),
  /** What became of the file here after its upload; absent: nothing. */
  cleanUp: CleanUpView.optional(),
})
export type TransferView = z.infer<typeof TransferView>

/** How many transfers there are in each public state. */
export const Tallies = z.record(PublicState, z.number())
export type Tallies = z.infer<typeof Tallies>
