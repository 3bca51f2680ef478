/** What every transport of the contract must do. Each implementation's test calls this with a way to open a line. */

import { describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { failure, FailureError, ok } from '../../src/shared/failure.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Client, Handlers } from '../../src/shared/rpc-contract.ts'
import { command, query, stream } from '../../src/shared/rpc-contract.ts'
import { serve } from '../../src/shared/rpc-serve.ts'
import type { Serving } from '../../src/shared/rpc-serve.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { unreached } from '../support/unreached.ts'

/** Serves every client that `dial` brings, with what `accept` does to its transport. */
export interface Harbor {
  dial(): Promise<Transport>
  /** How a face makes its client of a line; without it, as most do. */
  readonly clientOf?: (contract: Trial, transport: Transport) => Client<Trial>
  close(): Promise<void>
}

export type OpenHarbor = (accept: (transport: Transport) => Serving) => Promise<Harbor>

export const trial = {
  talk: {
    echo: query({ in: z.strictObject({ text: z.string().max(1_000) }), out: z.object({ text: z.string() }) }),
    refuse: command({ in: z.strictObject({}), out: z.strictObject({}) }),
    crash: command({ in: z.strictObject({}), out: z.strictObject({}) }),
    anything: command({ in: z.strictObject({ value: z.unknown() }), out: z.strictObject({}) }),
    never: query({ in: z.strictObject({}), out: z.strictObject({}) }),
    leak: query({ in: z.strictObject({}), out: z.object({ name: z.string() }) }),
    wrong: query({ in: z.strictObject({}), out: z.object({ name: z.string() }) }),
  },
  flow: {
    count: stream({ in: z.strictObject({ to: z.number().int() }), out: z.number() }),
    stuck: stream({ in: z.strictObject({}), out: z.number() }),
    breaks: stream({ in: z.strictObject({}), out: z.number() }),
  },
}
export type Trial = typeof trial

/** What the handlers saw, for the tests to look at. */
interface Seen {
  produced: number
  /** Resolved when a signal of `never` or `stuck` was aborted. */
  aborted: Promise<void>
  stopped: Promise<void>
  bugs: string[]
}

function trialHandlers(): { handlers: Handlers<Trial>; seen: Seen } {
  let onAborted = unreached
  let onStopped = unreached
  const seen: Seen = {
    produced: 0,
    aborted: new Promise((resolve) => (onAborted = resolve)),
    stopped: new Promise((resolve) => (onStopped = resolve)),
    bugs: [],
  }
  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(onAborted()), { once: true }))
  return {
    seen,
    handlers: {
      talk: {
        echo: ({ text }) => Promise.resolve(ok({ text })),
        refuse: () =>
          Promise.resolve({ ok: false, failure: failure('not-found', { what: 'watch', id: 'w1' }, 1_700_000_000_000) }),
        crash: () => Promise.reject(new TypeError('secret-canary at /somewhere')),
        anything: () => Promise.resolve(ok({})),
        never: async (_, signal) => {
          await untilAborted(signal)
          return ok({})
        },
        leak: () => Promise.resolve(ok({ name: 'n', uploadUrl: 'secret-canary' })),
        wrong: () => Promise.resolve(ok({ name: 5 as unknown as string })),
      },
      flow: {
        async *count({ to }) {
          try {
            for (let at = 0; at < to; at += 1) {
              seen.produced += 1
              yield at
            }
          } finally {
            onStopped()
          }
        },
        async *stuck(_, signal) {
          yield 0
          await untilAborted(signal)
        },
        async *breaks() {
          yield 1
          throw new FailureError(failure('store-failed', { detail: 'gone' }))
        },
      },
    },
  }
}

async function begin(open: OpenHarbor) {
  const { handlers, seen } = trialHandlers()
  const harbor = await open((transport) => serve(trial, handlers, transport, { onBug: (name) => seen.bugs.push(name) }))
  onTestFinished(() => harbor.close())
  const transport = await harbor.dial()
  const clientOf = harbor.clientOf ?? connect<Trial>
  return { harbor, transport, seen, client: clientOf(trial, transport) }
}

/** The frames that come back for frames that no client of ours would send. */
async function answersTo(transport: Transport, frames: readonly unknown[]): Promise<unknown[]> {
  const got: unknown[] = []
  // Answers come in order, so the echo's is the last.
  const isDone = new Promise<void>((resolve) =>
    transport.onFrame((frame) => {
      if ((frame as { id?: number }).id === 999_999) resolve()
      else got.push(frame)
    }),
  )
  for (const frame of frames) transport.send(frame as never)
  transport.send({ kind: 'call', id: 999_999, name: 'talk.echo', input: { text: '' } })
  await isDone
  return got
}

async function failureOfStream(values: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _ of values) continue
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code
    throw error
  }
  return 'none'
}

async function hangsUp(client: Client<Trial>): Promise<string> {
  const result = await client.talk.never({})
  return result.ok ? 'ok' : result.failure.code
}

async function take(from: Client<Trial>, to: number): Promise<number[]> {
  const got: number[] = []
  for await (const value of from.flow.count({ to })) got.push(value)
  return got
}

export function describeTransport(name: string, open: OpenHarbor): void {
  describe(`transport: ${name}`, () => {
    test('a call comes back with its own answer, however many are under way', async () => {
      const { client } = await begin(open)
      const texts = Array.from({ length: 200 }, (_, at) => `${at} ü 漢 \u{1f6a2} \u2028 "\\`)
      const answers = await Promise.all(texts.map((text) => client.talk.echo({ text })))
      expect(answers).toEqual(texts.map((text) => ok({ text })))
    })

    test('a failure crosses as a value, whole', async () => {
      const { client } = await begin(open)
      expect(await client.talk.refuse({})).toEqual({
        ok: false,
        failure: { code: 'not-found', facts: { what: 'watch', id: 'w1' }, notBefore: 1_700_000_000_000 },
      })
    })

    test('R6: what a handler throws becomes a bug without its words or its stack', async () => {
      const { client, seen } = await begin(open)
      const result = await client.talk.crash({})
      expect(result).toEqual({ ok: false, failure: failure('bug', { detail: 'talk.crash: TypeError' }) })
      expect(seen.bugs).toEqual(['talk.crash'])
    })

    test('R3: a field that the contract does not name stays behind', async () => {
      const { client } = await begin(open)
      expect(await client.talk.leak({})).toEqual(ok({ name: 'n' }))
    })

    test('R3: an answer that the contract does not allow is a bug, not a surprise', async () => {
      const { client } = await begin(open)
      expect(await client.talk.wrong({})).toMatchObject({ ok: false, failure: { code: 'bug' } })
    })

    test.each([
      ['an unknown group', 'nothing.echo', {}],
      ['an unknown entry', 'talk.nothing', {}],
      ['a prototype as group', '__proto__.toString', {}],
      ['a prototype as entry', 'talk.constructor', {}],
      ['too many parts', 'talk.echo.call', { text: '' }],
      ['no entry', '', {}],
      ['a stream that is called', 'flow.count', { to: 1 }],
      ['a wrong type', 'talk.echo', { text: 5 }],
      ['a missing field', 'talk.echo', {}],
      ['an unknown key', 'talk.echo', { text: '', more: 1 }],
      ['an array', 'talk.echo', ['']],
      ['null', 'talk.echo', null],
      ['a long string', 'talk.echo', { text: 'x'.repeat(1_000_000) }],
      ['a prototype key', 'talk.echo', JSON.parse('{"text":"","__proto__":{"isAdmin":true}}')],
      ['a constructor key', 'talk.echo', { text: '', constructor: { prototype: { isAdmin: true } } }],
      ['a deep prototype key', 'talk.anything', { value: [JSON.parse('{"__proto__":{"isAdmin":true}}')] }],
      ['deep nesting', 'talk.anything', { value: JSON.parse('['.repeat(500) + ']'.repeat(500)) }],
    ])('bad input is refused: %s', async (_, entry, input) => {
      const { transport } = await begin(open)
      const answers = await answersTo(transport, [{ kind: 'call', id: 1, name: entry, input }])
      expect(answers).toMatchObject([{ kind: 'fail', id: 1, failure: { code: 'usage' } }])
      expect(JSON.stringify(answers).length).toBeLessThan(1_000)
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    })

    test('what is no frame at all is refused or passed over, and the line goes on', async () => {
      const { transport } = await begin(open)
      const answers = await answersTo(transport, [
        [],
        {},
        { kind: 'call' },
        { kind: 'reply', id: 1, value: 1 },
        { kind: 'call', id: -1, name: 'talk.echo', input: {} },
        { kind: 'call', id: 2, name: 'talk.echo', input: { text: '' }, extra: 1 },
        { kind: 'cancel', id: 77 },
        { kind: 'unsubscribe', id: 77 },
        { kind: 'credit', id: 77, credit: 5 },
        { kind: 'subscribe', id: 3, name: 'flow.count', input: { to: 1 }, credit: 0 },
        { kind: 'subscribe', id: 4, name: 'talk.echo', input: { text: '' }, credit: 1 },
      ])
      expect(answers).toMatchObject([
        { kind: 'fail', id: 1 },
        { kind: 'fail', id: 2 },
        { kind: 'fail', id: 3 },
        { kind: 'end', id: 4, failure: { code: 'usage' } },
      ])
    })

    test('a client that opens too much is refused the rest', async () => {
      const { client } = await begin(open)
      const stop = new AbortController()
      const many = Array.from({ length: 256 }, () => client.talk.never({}, stop.signal))
      expect(await client.talk.echo({ text: '' })).toMatchObject({ ok: false, failure: { code: 'not-now' } })
      stop.abort()
      await Promise.all(many)
      // The room comes back when the handlers have ended, which is a moment after the callers were freed.
      let answer = await client.talk.echo({ text: '' })
      while (!answer.ok) answer = await client.talk.echo({ text: '' })
      expect(answer).toEqual(ok({ text: '' }))
    })

    test('calling off a call frees the caller and reaches the handler', async () => {
      const { client, seen } = await begin(open)
      const controller = new AbortController()
      const call = client.talk.never({}, controller.signal)
      controller.abort()
      expect(await call).toMatchObject({ ok: false, failure: { code: 'not-now' } })
      await seen.aborted
    })

    test('a stream of 10,000 to a slow consumer: in order, nothing dropped, nothing piled up', async () => {
      const { client, seen } = await begin(open)
      let expected = 0
      let mostAhead = 0
      for await (const value of client.flow.count({ to: 10_000 })) {
        if (value !== expected) throw new Error(`expected ${expected}, got ${value}`)
        expected += 1
        if (expected % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
        mostAhead = Math.max(mostAhead, seen.produced - expected)
      }
      expect(expected).toBe(10_000)
      expect(mostAhead).toBeLessThanOrEqual(64)
    })

    test('a stream that nobody reads from stops being produced', async () => {
      const { client, seen } = await begin(open)
      const values = client.flow.count({ to: 10_000 })[Symbol.asyncIterator]()
      await values.next()
      for (let at = 0; at < 50; at += 1) await client.talk.echo({ text: '' })
      expect(seen.produced).toBeLessThanOrEqual(65)
      await values.return?.()
    })

    test('leaving the loop ends the producer', async () => {
      const { client, seen } = await begin(open)
      for await (const value of client.flow.count({ to: 10_000 })) if (value === 10) break
      await seen.stopped
      expect(seen.produced).toBeLessThan(200)
    })

    test('a signal ends a stream quietly, also one whose producer is stuck', async () => {
      const { client, seen } = await begin(open)
      const controller = new AbortController()
      const got: number[] = []
      for await (const value of client.flow.stuck({}, controller.signal)) {
        got.push(value)
        controller.abort()
      }
      expect(got).toEqual([0])
      await seen.aborted
    })

    test("a producer's failure comes after what it had produced", async () => {
      const { client } = await begin(open)
      const values = client.flow.breaks({})[Symbol.asyncIterator]()
      expect(await values.next()).toEqual({ done: false, value: 1 })
      await expect(values.next()).rejects.toMatchObject({ failure: failure('store-failed', { detail: 'gone' }) })
      expect(await values.next()).toEqual({ done: true, value: undefined })
    })

    test('bad input to a stream is its failure', async () => {
      const { client } = await begin(open)
      expect(await failureOfStream(client.flow.count({ to: 1.5 }))).toBe('usage')
    })

    test('a dropped line: calls say so, streams throw, handlers are told', async () => {
      const { client, transport, seen } = await begin(open)
      const stuck = client.flow.stuck({})[Symbol.asyncIterator]()
      await stuck.next()
      const call = hangsUp(client)
      const next = stuck.next()
      transport.close()
      expect(await call).toBe('engine-unreachable')
      await expect(next).rejects.toMatchObject({ failure: { code: 'engine-unreachable' } })
      expect(await hangsUp(client)).toBe('engine-unreachable')
      expect(await failureOfStream(client.flow.count({ to: 1 }))).toBe('engine-unreachable')
      await seen.aborted
    })

    test('closing the harbor drops every client', async () => {
      const { client, harbor } = await begin(open)
      await client.talk.echo({ text: '' })
      const values = client.flow.stuck({})[Symbol.asyncIterator]()
      await values.next()
      const next = values.next()
      next.catch(() => undefined)
      await harbor.close()
      await expect(next).rejects.toMatchObject({ failure: { code: 'engine-unreachable' } })
      expect(await hangsUp(client)).toBe('engine-unreachable')
    })

    test('two clients do not see each other', async () => {
      const { client, transport, harbor } = await begin(open)
      const second = connect(trial, await harbor.dial())
      const [a, b] = await Promise.all([take(client, 300), take(second, 500)])
      expect([a.length, b.length]).toEqual([300, 500])
      transport.close()
      expect(await second.talk.echo({ text: 'still here' })).toEqual(ok({ text: 'still here' }))
    })
  })
}
