/**
 * Failures are values with a code from the catalogue and the facts that fill its sentence.
 */

import * as z from 'zod'
import { bytes } from './format.ts'
import { failureRules } from './failure-catalogue.ts'
import { nextStepOn } from './failure-next-steps.ts'
import type { FailureRule } from './failure-catalogue.ts'

export type FailureCode = keyof typeof failureRules

/** As it is stored and passed on. `facts` fill the sentence; people see them: no secret, no upload URL, no stack. */
export interface Failure {
  readonly code: FailureCode
  readonly facts: Readonly<Record<string, string>>
  /** A floor given by the service, in epoch ms: nothing is asked of that account before. */
  readonly notBefore?: number
}

/**
 * What crosses every face: `{code, message, nextStep, retryAt}`. `retryAt` is ISO 8601 UTC or null. `facts` are for a face
 * that says it in another language; commands don't print them.
 */
export const FailureView = z.object({
  code: z.string(),
  message: z.string(),
  nextStep: z.string(),
  retryAt: z.string().nullable(),
  facts: z.record(z.string(), z.string()).optional(),
})
export type FailureView = z.infer<typeof FailureView>

export function failure(code: FailureCode, facts: Record<string, string> = {}, notBefore?: number): Failure {
  return notBefore === undefined ? { code, facts } : { code, facts, notBefore }
}

export function ruleOf(code: FailureCode): FailureRule {
  return failureRules[code]
}

const placeholder = /\{(\w+)(:bytes|\?)?\}/g

/**
 * Fills `{placeholders}`. An unknown one becomes '…', so that a sentence is never cut short by a missing fact; one that
 * isn't always there (`{room?}`) is left out. A number
 * of bytes (`{size:bytes}`) is written as people read it, and in full where two that differ would read the same.
 */
export function fillIn(text: string, facts: Readonly<Record<string, string>>, write: SizeWriter = english): string {
  const counts = [...text.matchAll(placeholder)].flatMap(([, key = '', isBytes]) => {
    const fact = facts[key] ?? ''
    return isBytes === ':bytes' && /^\d+$/.test(fact) ? [fact] : []
  })
  const differ = new Set(counts)
  const inFull = new Set(counts.map((count) => write.bytes(Number(count)))).size < differ.size
  return text.replace(placeholder, (_, key: string, isBytes?: string) => {
    const fact = facts[key] ?? (isBytes === '?' ? '' : '…')
    if (isBytes !== ':bytes' || !differ.has(fact)) return fact
    return inFull ? write.inFull(Number(fact)) : write.bytes(Number(fact))
  })
}

/** How a language writes a number of bytes: as people read it, and to the last one. */
export interface SizeWriter {
  bytes(count: number): string
  inFull(count: number): string
}

/** `150,000,001 bytes` */
const english: SizeWriter = { bytes, inFull: (count) => `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} bytes` }

/** The failure as people and programs see it. `retryAt` is in epoch ms. */
export function viewOf(found: Failure, retryAt: number | null): FailureView {
  const rule = ruleOf(found.code)
  const at = retryAt === null ? null : new Date(retryAt).toISOString()
  const facts = at === null ? found.facts : { retryAt: at, ...found.facts }
  const [message, nextStep] = [fillIn(rule.message, facts), fillIn(rule.nextStep, facts)]
  return { code: found.code, message, nextStep, retryAt: at, facts }
}

/** The same of what was asked for and refused: nothing goes on by itself there. */
export function refusalViewOf(found: Failure, retryAt: number | null): FailureView {
  const view = viewOf(found, retryAt)
  const asked = nextStepOn('asked', found.code)
  return asked === null ? view : { ...view, nextStep: fillIn(asked, view.facts ?? {}) }
}

/** Results cross module borders as values: nothing that is expected to happen is thrown. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail<T = never>(found: Failure): Result<T> {
  return { ok: false, failure: found }
}

/** Carries a failure through code that can only throw (a stream, a commander action). Caught at the next border. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(found: Failure, options?: ErrorOptions) {
    super(`${found.code}: ${fillIn(failureRules[found.code].message, found.facts)}`, options)
    this.name = 'FailureError'
    this.failure = found
  }
}
