/** What the suites of providers share: a bench, and the few words they speak with it. */

import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type {
  Intent,
  OpenedSession,
  Position,
  Provider,
  Range,
  RemoteItem,
  Target,
} from '../../src/main/engine/ports/provider.ts'
import { FailureError } from '../../src/shared/failure.ts'
import type { FailureCode, Result } from '../../src/shared/failure.ts'
import type { DigestAlgorithm } from '../../src/shared/transfer.ts'
import { bodyOf, digestOf } from '../support/bodies.ts'

export interface ProviderBench {
  readonly provider: Provider
  /** A place for new files, and below it the folders. */
  readonly target: (name: string, folders?: readonly string[]) => Target
  /** What the service really has; null where there is nothing. */
  readonly stored: (target: Target) => Promise<{ readonly size: number; readonly sha256: string } | null>
  /** What no client may do, as the service saw it. */
  readonly violations: () => Promise<readonly unknown[]>
  /** What a session that has made its file says when it is asked: that it is gone, or that it has everything. */
  readonly afterwards?: 'gone' | 'complete'
  /** The last range makes the file, without a commit, although ranges go in any order. */
  readonly lastRangeMakes?: boolean
  /** The answer to a range says what is missing; where not, only that this one is there. */
  readonly rangesTellTheRest?: boolean
  /** A file keeps its own time. */
  readonly keepsTimes?: boolean
}

export type Start<B extends ProviderBench = ProviderBench> = () => Promise<B>
export type PortCase<B extends ProviderBench = ProviderBench> = (start: Start<B>) => Promise<void>
/** By their titles, which say what has to be true. */
export type PortCases<B extends ProviderBench = ProviderBench> = Readonly<Record<string, PortCase<B>>>

export const call = { signal: new AbortController().signal }
export const modifiedAt = Date.UTC(2024, 1, 29, 12, 34, 56)

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure)
  return result.value
}

export function codeOf(result: Result<unknown>): FailureCode | 'ok' {
  return result.ok ? 'ok' : result.failure.code
}

/** A session that is gone is told so; or a destination says nothing at all about it. */
export function expectGone(result: Result<Position>): void {
  if (result.ok) expect(result.value.missing).toBeNull()
  else expect(result.failure.code).toBe('session-lost')
}

export function expectOver(result: Result<Position>, how: ProviderBench['afterwards'] = 'gone'): void {
  if (how === 'gone') expectGone(result)
  else expect(value(result).missing).toEqual([])
}

/** The digest that a body has to say beforehand; null where none. */
export function saidBy(provider: Provider, to: Target): DigestAlgorithm | null {
  const { digest, digestsFirst } = provider.capabilities(to)
  return digestsFirst ? digest : null
}

export function bodyFor(provider: Provider, to: Target, bytes: Uint8Array, pieceBytes?: number) {
  return bodyOf(bytes, pieceBytes, saidBy(provider, to))
}

/** Sends a whole file by session, as large ranges as the provider takes, commits it where that is asked for, and returns what was stored. */
export async function sendAll(
  provider: Provider,
  to: Target,
  opened: OpenedSession,
  bytes: Buffer,
  intent: Intent = { kind: 'new' },
): Promise<RemoteItem> {
  const { maxRangeBytes } = provider.capabilities(to, opened)
  const said = saidBy(provider, to)
  let missing: readonly Range[] = opened.missing ?? []
  for (;;) {
    const [first] = missing
    if (first === undefined) break
    const range = { start: first.start, end: Math.min(first.end, first.start + maxRangeBytes) }
    const body = bodyOf(bytes.subarray(range.start, range.end), undefined, said)
    const answer = value(await provider.send(opened, range, bytes.length, body, call))
    if (answer.kind === 'stored') return answer.item
    missing = answer.kind === 'part' ? [{ start: range.end, end: bytes.length }] : (answer.missing ?? [])
    if (range.end === bytes.length) missing = []
    expect(missing[0]?.start ?? bytes.length).toBe(range.end)
  }
  const whole = { size: bytes.length, modifiedAt, digest: said === null ? null : digestOf(said, bytes) }
  return value(await provider.commit(opened, to, whole, intent, call))
}

export const isNew = { kind: 'new' } as const

export function content(bytes: Uint8Array) {
  return { size: bytes.length, modifiedAt }
}
