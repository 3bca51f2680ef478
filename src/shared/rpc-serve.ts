/** The serving end of a contract: checks what comes in, runs the handler, and sends back what the contract allows. */

import { failure, FailureError } from './failure.ts'
import type { Failure, Result } from './failure.ts'
import type { Contract, Entry, Handlers } from './rpc-contract.ts'
import { firstIssue, FrameToServer, maxOpen, unfit } from './rpc.ts'
import type { FrameToClient, Transport } from './rpc.ts'

export interface ServeOptions {
  /** Told about what a handler threw, with its stack, for the log. The client gets neither. */
  readonly onBug?: (name: string, error: unknown) => void
}

export interface Serving {
  /** Takes no more calls, ends the streams, and resolves when the calls under way are answered. */
  drain(): Promise<void>
}

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown

interface Found {
  readonly entry: Entry
  readonly handler: AnyHandler
}

/** A call or a stream that is under way. */
interface Open {
  readonly isStream: boolean
  readonly controller: AbortController
  credit: number
  /** Wakes the pump of a stream: credit came, or it is to stop. */
  wake: (() => void) | null
}

function find(contract: Contract, handlers: unknown, name: string): Found | null {
  const [group = '', entry = '', ...more] = name.split('.')
  const entries = Object.hasOwn(contract, group) ? contract[group] : undefined
  if (more.length > 0 || entries === undefined || !Object.hasOwn(entries, entry)) return null
  const found = entries[entry]
  const handler = (handlers as Record<string, Record<string, AnyHandler>>)[group]?.[entry]
  return found === undefined || handler === undefined ? null : { entry: found, handler }
}

const ending = failure('engine-unreachable', { detail: 'it is ending' })

/** Serves one client until its transport closes. A handler of a stream must begin to listen before its first await. */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  transport: Transport,
  options: ServeOptions = {},
): Serving {
  const open = new Map<number, Open>()
  const calls = new Set<Promise<void>>()
  let isDraining = false

  function send(frame: FrameToClient): void {
    try {
      transport.send(frame)
    } catch (error) {
      if (frame.kind === 'event') throw error
      const tooLarge = error instanceof FailureError ? error.failure : failure('bug', { detail: 'unsendable answer' })
      transport.send(
        frame.kind === 'end' ? { ...frame, failure: tooLarge } : { kind: 'fail', id: frame.id, failure: tooLarge },
      )
    }
  }

  function failureOf(name: string, error: unknown): Failure {
    if (error instanceof FailureError) return error.failure
    options.onBug?.(name, error)
    return failure('bug', { detail: `${name}: ${error instanceof Error ? error.name : 'unknown'}` })
  }

  /** Only what the contract names leaves: a field that a handler added by mistake is cut off here. */
  function shaped(entry: Entry, name: string, value: unknown): unknown {
    const parsed = entry.out.safeParse(value)
    if (parsed.success) return parsed.data
    options.onBug?.(name, parsed.error)
    throw new FailureError(failure('bug', { detail: `${name}: its answer is not as the contract says` }))
  }

  async function answer(id: number, name: string, { entry, handler }: Found, input: unknown, at: Open): Promise<void> {
    try {
      const result = (await handler(input, at.controller.signal)) as Result<unknown>
      if (result.ok) send({ kind: 'reply', id, value: shaped(entry, name, result.value) })
      else send({ kind: 'fail', id, failure: result.failure })
    } catch (error) {
      send({ kind: 'fail', id, failure: failureOf(name, error) })
    } finally {
      open.delete(id)
    }
  }

  /** Resolves when credit comes or the stream is to stop. */
  async function creditFor(at: Open): Promise<void> {
    if (at.credit === 0 && !at.controller.signal.aborted) await new Promise<void>((resolve) => (at.wake = resolve))
  }

  /** The producer's next value, or null where the stream is to stop first. */
  function nextOf(iterator: AsyncIterator<unknown>, at: Open): Promise<IteratorResult<unknown> | null> {
    return new Promise((resolve, reject) => {
      at.wake = () => {
        if (at.controller.signal.aborted) resolve(null)
      }
      iterator.next().then(resolve, reject)
    })
  }

  async function pump(id: number, name: string, { entry, handler }: Found, input: unknown, at: Open): Promise<void> {
    const { signal } = at.controller
    let iterator: AsyncIterator<unknown> | null = null
    let found: Failure | null = null
    try {
      iterator = (handler(input, signal) as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      for (;;) {
        if (at.credit === 0) await creditFor(at)
        if (signal.aborted) break
        const next = await nextOf(iterator, at)
        if (next === null || next.done === true) break
        at.credit -= 1
        send({ kind: 'event', id, value: shaped(entry, name, next.value) })
      }
    } catch (error) {
      if (!signal.aborted) found = failureOf(name, error)
    }
    const isOurs = open.get(id) === at
    if (isOurs) open.delete(id)
    if (isOurs) send({ kind: 'end', id, failure: found ?? (isDraining ? ending : null) })
    at.controller.abort()
    // Not waited for: a producer that is stuck would keep us here.
    iterator?.return?.().catch(() => undefined)
  }

  function begin(frame: FrameToServer & { kind: 'call' | 'subscribe' }): void {
    const { id, name } = frame
    const refuse = (found: Failure): void =>
      send(frame.kind === 'call' ? { kind: 'fail', id, failure: found } : { kind: 'end', id, failure: found })
    if (isDraining) return refuse(ending)
    if (open.has(id)) return refuse(failure('usage', { detail: `the number ${id} is in use` }))
    if (open.size >= maxOpen) return refuse(failure('not-now', { detail: 'too many requests at once' }))
    const found = find(contract, handlers, name)
    if (found === null || (found.entry.kind === 'stream') !== (frame.kind === 'subscribe')) {
      return refuse(failure('usage', { detail: 'there is no such entry' }))
    }
    const wrong = unfit(frame.input)
    if (wrong !== null) return refuse(failure('usage', { detail: `${name}: ${wrong}` }))
    const input = found.entry.in.safeParse(frame.input)
    if (!input.success) return refuse(failure('usage', { detail: `${name}: ${firstIssue(input.error)}` }))
    const isStream = frame.kind === 'subscribe'
    const at: Open = { isStream, controller: new AbortController(), credit: 0, wake: null }
    open.set(id, at)
    if (frame.kind === 'subscribe') {
      at.credit = frame.credit
      void pump(id, name, found, input.data, at)
      return undefined
    }
    const call = answer(id, name, found, input.data, at)
    calls.add(call)
    void call.then(() => calls.delete(call))
    return undefined
  }

  function stop(id: number): void {
    const at = open.get(id)
    if (at === undefined) return
    at.controller.abort()
    at.wake?.()
  }

  transport.onFrame((raw) => {
    const parsed = FrameToServer.safeParse(raw)
    if (!parsed.success) {
      const id = (raw as { id?: unknown } | null)?.id
      const found = failure('usage', { detail: `not a frame: ${firstIssue(parsed.error)}` })
      if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) send({ kind: 'fail', id, failure: found })
      return
    }
    const frame = parsed.data
    switch (frame.kind) {
      case 'call':
      case 'subscribe':
        return begin(frame)
      case 'cancel':
      case 'unsubscribe':
        return stop(frame.id)
      case 'credit': {
        const at = open.get(frame.id)
        if (at !== undefined) at.credit = Math.min(at.credit + frame.credit, Number.MAX_SAFE_INTEGER)
        at?.wake?.()
      }
    }
  })
  const isClosed = new Promise<void>((resolve) => {
    transport.onClose(() => {
      for (const id of open.keys()) stop(id)
      resolve()
    })
  })

  return {
    async drain() {
      isDraining = true
      for (const [id, at] of open) if (at.isStream) stop(id)
      // Who has left waits for no answer.
      await Promise.race([Promise.all(calls), isClosed])
    },
  }
}
