/**
 * What crosses between a face and the engine: frames, and the transport that carries them. `serve` (rpc-serve.ts)
 * and `connect` (rpc-connect.ts) are the two ends. Nobody trusts the other end: every frame is parsed.
 *
 * Streams have back-pressure by credit: the client grants a number of values, the server sends no more than that and
 * asks its producer for the next value only while there is credit. So nothing is dropped and nothing piles up.
 */

import * as z from 'zod'
import { failureRules } from './failure-catalogue.ts'
import { failure } from './failure.ts'
import type { Failure, FailureCode } from './failure.ts'

/** A pipe for frames, in order. Electron IPC, a WebSocket and memory are three. */
export interface Transport {
  /** Throws a FailureError only where the frame is too large to be sent. On a closed transport it does nothing. */
  send(frame: Frame): void
  onFrame(listener: (frame: unknown) => void): void
  /** Told once; at once where it is closed already. */
  onClose(listener: () => void): void
  close(): void
}

/** The answer to a call that its caller called off. */
export const calledOff = failure('not-now', { detail: 'The request was called off.' })

/** How large an encoded frame towards the engine may be, in characters: 10,000 long paths fit. */
export const maxFrameChars = 8 * 1024 * 1024
/** The same towards a face: a page of 200 rows with the longest paths fits. */
export const maxAnswerChars = 64 * 1024 * 1024
/** Calls and streams that one client may have open at a time. */
export const maxOpen = 256
/** Nesting of an input. Ours need four. */
const maxDepth = 32

const Id = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const Name = z.string().max(128)
const Credit = z.number().int().min(1).max(65_536)

const WireFailure = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.string()),
  notBefore: z.number().optional(),
})
type WireFailure = z.infer<typeof WireFailure>

/** What a client may say. */
export const FrameToServer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: Id, name: Name, input: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel'), id: Id }),
  z.strictObject({ kind: z.literal('subscribe'), id: Id, name: Name, input: z.unknown(), credit: Credit }),
  z.strictObject({ kind: z.literal('credit'), id: Id, credit: Credit }),
  z.strictObject({ kind: z.literal('unsubscribe'), id: Id }),
])
export type FrameToServer = z.infer<typeof FrameToServer>

/** What a server may say. */
export const FrameToClient = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), id: Id, value: z.unknown() }),
  z.object({ kind: z.literal('fail'), id: Id, failure: WireFailure }),
  z.object({ kind: z.literal('event'), id: Id, value: z.unknown() }),
  z.object({ kind: z.literal('end'), id: Id, failure: WireFailure.nullable() }),
])
export type FrameToClient =
  | { kind: 'reply'; id: number; value: unknown }
  | { kind: 'fail'; id: number; failure: Failure }
  | { kind: 'event'; id: number; value: unknown }
  | { kind: 'end'; id: number; failure: Failure | null }

export type Frame = FrameToServer | FrameToClient

/** A newer engine may know codes that we don't; what it says must still reach a person. */
export function failureFromWire(found: WireFailure): Failure {
  const { code, facts, notBefore } = found
  if (!Object.hasOwn(failureRules, code)) return { code: 'bug', facts: { detail: `unknown failure ${code}`, ...facts } }
  const known = code as FailureCode
  return notBefore === undefined ? { code: known, facts } : { code: known, facts, notBefore }
}

/**
 * What makes a decoded input unfit even for a field that takes anything: `__proto__` as a key (it would change the
 * prototype of whatever it is copied into), or nesting that overflows a stack. Null where it is fit.
 */
export function unfit(input: unknown): string | null {
  const open: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, depth } = at
    if (typeof value !== 'object' || value === null) continue
    if (depth >= maxDepth) return 'nested too deeply'
    if (Object.hasOwn(value, '__proto__')) return 'the key __proto__ is not allowed'
    for (const inner of Object.values(value)) open.push({ value: inner, depth: depth + 1 })
  }
  return null
}

/** One line about what zod found, short enough to be shown. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'not as expected'
  const at = issue.path.map(String).join('.')
  return `${at === '' ? '' : `${at}: `}${issue.message}`.slice(0, 300)
}
