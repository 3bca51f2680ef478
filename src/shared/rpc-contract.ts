/** The vocabulary that a contract is written in, and the types that are derived from it. */

import type * as z from 'zod'
import type { Result } from './failure.ts'

type AnySchema = z.ZodType

/** Asks; changes nothing. */
export interface Query<I extends AnySchema = AnySchema, O extends AnySchema = AnySchema> {
  readonly kind: 'query'
  readonly in: I
  readonly out: O
}

/** Changes something. */
export interface Command<I extends AnySchema = AnySchema, O extends AnySchema = AnySchema> {
  readonly kind: 'command'
  readonly in: I
  readonly out: O
}

/** A stream of values from a subscription with an input; ends when either side ends it. */
export interface Stream<I extends AnySchema = AnySchema, O extends AnySchema = AnySchema> {
  readonly kind: 'stream'
  readonly in: I
  readonly out: O
}

export type Entry = Query | Command | Stream

/** Groups of entries. Two levels: `queue.page` is the entry `page` of the group `queue`. */
export type Contract = Readonly<Record<string, Readonly<Record<string, Entry>>>>

export function query<I extends AnySchema, O extends AnySchema>(shape: { in: I; out: O }): Query<I, O> {
  return { kind: 'query', ...shape }
}

export function command<I extends AnySchema, O extends AnySchema>(shape: { in: I; out: O }): Command<I, O> {
  return { kind: 'command', ...shape }
}

export function stream<I extends AnySchema, O extends AnySchema>(shape: { in: I; out: O }): Stream<I, O> {
  return { kind: 'stream', ...shape }
}

/** What the caller passes: before defaults are filled in. */
export type InputOf<E extends Entry> = z.input<E['in']>
/** What the handler gets: parsed, defaults filled in. */
export type ParsedOf<E extends Entry> = z.output<E['in']>
export type OutputOf<E extends Entry> = z.output<E['out']>

/** The serving side: one function an entry. A missing or misspelt one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [G in keyof C]: { readonly [N in keyof C[G]]: Handler<C[G][N]> }
}

export type Handler<E extends Entry> = E extends Stream
  ? (input: ParsedOf<E>, signal: AbortSignal) => AsyncIterable<OutputOf<E>>
  : (input: ParsedOf<E>, signal: AbortSignal) => Promise<Result<OutputOf<E>>>

/** The calling side: the same, over whichever transport. */
export type Client<C extends Contract> = {
  readonly [G in keyof C]: { readonly [N in keyof C[G]]: Caller<C[G][N]> }
}

export type Caller<E extends Entry> = E extends Stream
  ? (input: InputOf<E>, signal?: AbortSignal) => AsyncIterable<OutputOf<E>>
  : (input: InputOf<E>, signal?: AbortSignal) => Promise<Result<OutputOf<E>>>
