/** What the engine's suite has to know of a destination: its words in the journal, its answers, its numbers. */

import { type BenchOptions, OwnerBench, type Source } from '../support/owner-bench.ts'
import type { Practice } from '../integration/practice-client.ts'

interface StoredFile {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

interface Refusal {
  readonly status: number
  readonly code: string
}

export interface EngineBench {
  readonly name: string
  readonly to: string
  /** What it has to do before a case begins. */
  readonly prepare?: (bench: OwnerBench) => Promise<unknown>
  /** The strongest evidence that there can be of a file. */
  readonly evidence?: 'hash' | 'size'
  readonly switches?: object
  /** The account has Box alone. */
  readonly onlyBox?: boolean
  /** With these it takes no single request for a file of several ranges: a session is the only way. */
  readonly sessionsOnly?: object
  /** Before the first upload of a case that is about single requests. */
  readonly allowSingle?: (bench: OwnerBench) => Promise<void>
  /** Everything that is there, whoever brought it. */
  readonly stored: (practice: Practice) => Promise<readonly StoredFile[]>
  readonly openSessions: (practice: Practice) => Promise<number>
  /** Another program brings six bytes under this name. */
  readonly bringOther: (practice: Practice, name: string) => Promise<unknown>
  /** What the journal calls its requests. */
  readonly ops: {
    readonly create: string
    readonly range: string
    readonly single: string
    /** Looks whether the name is taken. */
    readonly look: string
    readonly abandon: string
  }
  /** The first ranges of a file, in bytes: they are of one length as long as nothing goes wrong. */
  readonly range: number
  /** Sizes on both sides of the largest single request. */
  readonly singleEdges: readonly number[]
  /** The largest file: one byte more is refused. */
  readonly maxFileBytes: number
  /** A session tells what it has. Where not, a range whose fate is unknown may cost the session. */
  readonly tellsPosition: boolean
  readonly answers: {
    readonly outOfStep: Refusal
    readonly full: Refusal
    readonly locked: Refusal
  }
  /** Refused before a byte is sent. */
  readonly badName: string
  readonly oddNames: readonly string[]
  /** Cases that its protocol doesn't have, each with the fact behind that. */
  readonly notApplicable: Readonly<Partial<Record<string, string>>>
}

export async function openBench(on: EngineBench, { switches, ...options }: BenchOptions = {}): Promise<OwnerBench> {
  const bench = await OwnerBench.open({
    ...options,
    ...(on.onlyBox && { onlyBox: true }),
    switches: { ...on.switches, ...switches },
  })
  await on.prepare?.(bench)
  return bench
}

export function evidenceOf({ evidence = 'hash' }: EngineBench): 'hash' | 'size' {
  return evidence
}

export interface Sent {
  readonly bench: OwnerBench
  readonly source: Source
  readonly id: string
}
