/**
 * A client of a contract across a wall that lets only functions, promises and plain values through: Electron's
 * `contextBridge` between the preload and the page. No signal and no iterator crosses it. So a promise says "called off",
 * and a stream is a function that is called with one value after the other, each once the last one was taken.
 */

import { failure, FailureError } from './failure.ts'
import type { Failure, Result } from './failure.ts'
import type { Client, Contract, Entry, InputOf, OutputOf, Stream } from './rpc-contract.ts'
import { calledOff } from './rpc.ts'

export type Bridge<C extends Contract> = {
  readonly [G in keyof C]: { readonly [N in keyof C[G]]: Crossing<C[G][N]> }
}

export type Crossing<E extends Entry> = E extends Stream
  ? (
      input: InputOf<E>,
      onValue: (value: OutputOf<E>) => Promise<void>,
      whenCalledOff: Promise<void>,
    ) => Promise<Failure | null>
  : (input: InputOf<E>, whenCalledOff: Promise<void>) => Promise<Result<OutputOf<E>>>

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<Result<unknown>>
type AnyFollow = (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>
type AnyCallCrossing = (input: unknown, whenCalledOff: Promise<void>) => Promise<Result<unknown>>
type AnyStreamCrossing = (
  input: unknown,
  onValue: (value: unknown) => Promise<void>,
  whenCalledOff: Promise<void>,
) => Promise<Failure | null>

/** One function for each entry of the contract, and no other. */
function eachEntry(contract: Contract, make: (entry: Entry, group: string, name: string) => unknown): unknown {
  const groups = Object.entries(contract).map(([group, entries]) => [
    group,
    Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, make(entry, group, name)])),
  ])
  return Object.fromEntries(groups)
}

function signalOf(whenCalledOff: Promise<void>): AbortSignal {
  const controller = new AbortController()
  void whenCalledOff.then(() => controller.abort())
  return controller.signal
}

/** The preload's side. */
export function toBridge<C extends Contract>(contract: C, client: Client<C>): Bridge<C> {
  const found = client as Record<string, Record<string, unknown>>
  return eachEntry(contract, (entry, group, name) => {
    const inner = found[group]?.[name]
    if (entry.kind !== 'stream') {
      const crossing: AnyCallCrossing = (input, whenCalledOff) => (inner as AnyCall)(input, signalOf(whenCalledOff))
      return crossing
    }
    const crossing: AnyStreamCrossing = async (input, onValue, whenCalledOff) => {
      try {
        for await (const value of (inner as AnyFollow)(input, signalOf(whenCalledOff))) await onValue(value)
        return null
      } catch (error) {
        return error instanceof FailureError ? error.failure : failure('bug', { detail: `${group}.${name}` })
      }
    }
    return crossing
  }) as Bridge<C>
}

/** Resolves when the signal is aborted; with no signal, never. */
function abortOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve()
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The caller is free at once, whether or not the other side listens. */
function caller(cross: AnyCallCrossing): AnyCall {
  return async (input: unknown, signal?: AbortSignal) => {
    const off = { ok: false, failure: calledOff } as const
    if (signal?.aborted === true) return off
    const whenCalledOff = abortOf(signal)
    return Promise.race([cross(input, whenCalledOff), whenCalledOff.then(() => off)])
  }
}

interface Taker {
  readonly resolve: (result: IteratorResult<unknown>) => void
  readonly reject: (error: FailureError) => void
}

const over = { done: true, value: undefined } as const

/** The page's end of one stream: holds one value at most, the rest waits on the other side. */
class Follower implements AsyncIterator<unknown> {
  #held: { readonly value: unknown; readonly taken: () => void } | null = null
  readonly #takers: Taker[] = []
  /** undefined: goes on; null: ended well, or told already */
  #end: Failure | null | undefined
  #callOff: () => void = () => undefined

  constructor(cross: AnyStreamCrossing, input: unknown, signal: AbortSignal | undefined) {
    const whenLeft = new Promise<void>((resolve) => {
      this.#callOff = resolve
    })
    if (signal?.aborted === true) {
      this.#end = null
      return
    }
    signal?.addEventListener('abort', () => this.#leave(), { once: true })
    void cross(input, (value) => this.#push(value), whenLeft).then((end) => this.#finish(end))
  }

  next(): Promise<IteratorResult<unknown>> {
    const held = this.#held
    if (held !== null) {
      this.#held = null
      held.taken()
      return Promise.resolve({ done: false, value: held.value })
    }
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }))
    const found = this.#end
    this.#end = null
    return found === null ? Promise.resolve(over) : Promise.reject(new FailureError(found))
  }

  return(): Promise<IteratorResult<unknown>> {
    this.#leave()
    return Promise.resolve(over)
  }

  #push(value: unknown): Promise<void> {
    if (this.#end !== undefined) return Promise.resolve()
    const taker = this.#takers.shift()
    if (taker !== undefined) {
      taker.resolve({ done: false, value })
      return Promise.resolve()
    }
    return new Promise((taken) => {
      this.#held = { value, taken }
    })
  }

  #leave(): void {
    this.#callOff()
    this.#held?.taken()
    this.#held = null
    this.#finish(null)
  }

  #finish(found: Failure | null): void {
    if (this.#end !== undefined) return
    this.#end = found
    for (const taker of this.#takers.splice(0)) {
      if (this.#end === null) taker.resolve(over)
      else taker.reject(new FailureError(this.#end))
      this.#end = null
    }
  }
}

/** The page's side: the same client that a WebSocket gives. */
export function fromBridge<C extends Contract>(contract: C, bridge: Bridge<C>): Client<C> {
  const found = bridge as Record<string, Record<string, unknown>>
  return eachEntry(contract, (entry, group, name) => {
    const inner = found[group]?.[name]
    if (entry.kind !== 'stream') return caller(inner as AnyCallCrossing)
    return (input: unknown, signal?: AbortSignal): AsyncIterable<unknown> => ({
      [Symbol.asyncIterator]: () => new Follower(inner as AnyStreamCrossing, input, signal),
    })
  }) as Client<C>
}
