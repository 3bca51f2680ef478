/** The calling end of a contract: an object with one function an entry, over whichever transport. */

import { failure, FailureError } from './failure.ts'
import type { Failure, Result } from './failure.ts'
import type { Client, Contract, Entry } from './rpc-contract.ts'
import { calledOff, failureFromWire, firstIssue, FrameToClient } from './rpc.ts'
import type { FrameToServer, Transport } from './rpc.ts'

export interface ConnectOptions {
  /** Parse what the engine answers. Switched off only where both ends are surely of one version. */
  readonly checkOutput?: boolean
  /** How many values of a stream may be on their way or waiting to be taken. */
  readonly window?: number
}

const defaultWindow = 64

const dropped = failure('engine-unreachable', { detail: 'the connection closed' })

/** What a call or a subscription waits for. */
interface Waiting {
  onValue(value: unknown): void
  onEnd(found: Failure | null): void
}

/** The numbering of requests, and who waits for which answer. */
interface Line {
  readonly closed: () => boolean
  open(waiting: Waiting): number
  forget(id: number): void
  /** What stands in the way of sending, or null. */
  send(frame: FrameToServer): Failure | null
}

function lineOver(transport: Transport): Line {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isClosed = false

  transport.onFrame((raw) => {
    const parsed = FrameToClient.safeParse(raw)
    if (!parsed.success) return
    const frame = parsed.data
    const at = waiting.get(frame.id)
    if (at === undefined) return
    if (frame.kind === 'event') return at.onValue(frame.value)
    waiting.delete(frame.id)
    if (frame.kind === 'reply') return at.onValue(frame.value)
    return at.onEnd(frame.failure === null ? null : failureFromWire(frame.failure))
  })
  transport.onClose(() => {
    isClosed = true
    const left = [...waiting.values()]
    waiting.clear()
    for (const at of left) at.onEnd(dropped)
  })

  return {
    closed: () => isClosed,
    open(at) {
      lastId += 1
      waiting.set(lastId, at)
      return lastId
    },
    forget: (id) => void waiting.delete(id),
    send(frame) {
      if (isClosed) return dropped
      try {
        transport.send(frame)
        return null
      } catch (error) {
        if (error instanceof FailureError) return error.failure
        return failure('bug', { detail: `${frame.kind} can't be sent` })
      }
    },
  }
}

type Check = (value: unknown) => Result<unknown>

function checkFor(name: string, entry: Entry, isChecked: boolean): Check {
  return (value) => {
    if (!isChecked) return { ok: true, value }
    const parsed = entry.out.safeParse(value)
    if (parsed.success) return { ok: true, value: parsed.data }
    return { ok: false, failure: failure('bug', { detail: `${name}: unexpected answer: ${firstIssue(parsed.error)}` }) }
  }
}

function caller(line: Line, name: string, check: Check) {
  return (input: unknown, signal?: AbortSignal): Promise<Result<unknown>> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve({ ok: false, failure: calledOff })
      const settle = (result: Result<unknown>): void => {
        signal?.removeEventListener('abort', callOff)
        resolve(result)
      }
      const id = line.open({
        onValue: (value) => settle(check(value)),
        onEnd: (found) => settle({ ok: false, failure: found ?? dropped }),
      })
      // The caller is free at once, whether or not the handler listens to its signal.
      const callOff = (): void => {
        line.forget(id)
        line.send({ kind: 'cancel', id })
        settle({ ok: false, failure: calledOff })
      }
      const inTheWay = line.send({ kind: 'call', id, name, input })
      if (inTheWay !== null) {
        line.forget(id)
        return settle({ ok: false, failure: inTheWay })
      }
      signal?.addEventListener('abort', callOff, { once: true })
      return undefined
    })
}

interface Taker {
  readonly resolve: (result: IteratorResult<unknown>) => void
  readonly reject: (error: FailureError) => void
}

const over = { done: true, value: undefined } as const

/** One subscription: begins when it is made, so that nothing that happens from now on is missed. */
class Subscription implements AsyncIterator<unknown> {
  readonly #line: Line
  readonly #check: Check
  readonly #window: number
  readonly #signal: AbortSignal | undefined
  readonly #id: number
  readonly #buffer: unknown[] = []
  readonly #takers: Taker[] = []
  /** undefined: goes on; null: ended well. */
  #end: Failure | null | undefined
  #taken = 0

  constructor(line: Line, name: string, check: Check, input: unknown, window: number, signal: AbortSignal | undefined) {
    this.#line = line
    this.#check = check
    this.#window = window
    this.#signal = signal
    this.#id = line.open({ onValue: (value) => this.#push(value), onEnd: (found) => this.#finish(found) })
    if (signal?.aborted === true) {
      this.#finish(null)
      return
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    const inTheWay = line.send({ kind: 'subscribe', id: this.#id, name, input, credit: window })
    if (inTheWay !== null) this.#finish(inTheWay)
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#buffer.length > 0) {
      const value = this.#buffer.shift()
      this.#grant()
      return Promise.resolve({ done: false, value })
    }
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }))
    const found = this.#end
    this.#end = null
    return found === null ? Promise.resolve(over) : Promise.reject(new FailureError(found))
  }

  return(): Promise<IteratorResult<unknown>> {
    this.#leave(null)
    return Promise.resolve(over)
  }

  readonly #onAbort = (): void => this.#leave(null)

  #push(raw: unknown): void {
    if (this.#end !== undefined) return
    const checked = this.#check(raw)
    if (!checked.ok) return this.#leave(checked.failure)
    const taker = this.#takers.shift()
    if (taker !== undefined) {
      this.#grant()
      return taker.resolve({ done: false, value: checked.value })
    }
    // An engine that sends more than it was granted would fill our memory.
    if (this.#buffer.length >= this.#window) return this.#leave(failure('bug', { detail: 'more than was asked for' }))
    this.#buffer.push(checked.value)
    return undefined
  }

  /** Gives the room back in halves of the window, so that grants are few. */
  #grant(): void {
    this.#taken += 1
    if (this.#end !== undefined || this.#taken < this.#window / 2) return
    this.#line.send({ kind: 'credit', id: this.#id, credit: this.#taken })
    this.#taken = 0
  }

  /** We end it: tells the engine, and drops what nobody is going to take. */
  #leave(found: Failure | null): void {
    if (this.#end === undefined) this.#line.send({ kind: 'unsubscribe', id: this.#id })
    this.#buffer.length = 0
    this.#finish(found)
  }

  #finish(found: Failure | null): void {
    this.#line.forget(this.#id)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    if (this.#end !== undefined) return
    this.#end = found
    for (const taker of this.#takers.splice(0)) {
      if (this.#end === null) taker.resolve(over)
      else taker.reject(new FailureError(this.#end))
      this.#end = null
    }
  }
}

/**
 * The client of a contract: plain functions, listed one by one, so that nothing but the contract is reachable.
 *
 * - Calls resolve with a Result and never reject; a dropped connection is the failure `engine-unreachable`.
 * - A stream subscribes when it is iterated. What was received before a drop is delivered, then it throws a
 *   FailureError. A signal ends it quietly: who called it off knows.
 */
export function connect<C extends Contract>(
  contract: C,
  transport: Transport,
  options: ConnectOptions = {},
): Client<C> {
  const { checkOutput = true, window = defaultWindow } = options
  const line = lineOver(transport)
  const groups = Object.entries(contract).map(([group, entries]) => {
    const callers = Object.entries(entries).map(([entry, shape]) => {
      const name = `${group}.${entry}`
      const check = checkFor(name, shape, checkOutput)
      if (shape.kind !== 'stream') return [entry, caller(line, name, check)]
      const follow = (input: unknown, signal?: AbortSignal): AsyncIterable<unknown> => ({
        [Symbol.asyncIterator]: () => new Subscription(line, name, check, input, window, signal),
      })
      return [entry, follow]
    })
    return [group, Object.fromEntries(callers)]
  })
  return Object.fromEntries(groups) as Client<C>
}
