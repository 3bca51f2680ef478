/** What of the two ends a transport's suite can't see: draining, rude peers, newer peers, and what a fuzzer sends. */

import { expect, test } from 'vitest'
import * as z from 'zod'
import { contract } from '../../../src/shared/contract.ts'
import { failure, fail, FailureError, ok } from '../../../src/shared/failure.ts'
import { memoryPair } from '../../../src/shared/memory-transport.ts'
import { query, stream } from '../../../src/shared/rpc-contract.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import { serve } from '../../../src/shared/rpc-serve.ts'
import { failureFromWire, FrameToServer, unfit } from '../../../src/shared/rpc.ts'
import type { Transport } from '../../../src/shared/rpc.ts'
import { fakeHandlers } from '../../fakes/fake-engine.ts'
import { unreached } from '../../support/unreached.ts'

const small = {
  a: {
    slow: query({ in: z.strictObject({}), out: z.string() }),
    numbers: stream({ in: z.strictObject({}), out: z.number() }),
  },
}

/** The far end of a transport, spoken by hand. */
function byHand(): { transport: Transport; heard: unknown[]; say: (frame: unknown) => void } {
  const heard: unknown[] = []
  let onFrame: (frame: unknown) => void = unreached
  const transport: Transport = {
    send: (frame) => void heard.push(frame),
    onFrame: (listener) => (onFrame = listener),
    onClose: () => undefined,
    close: () => undefined,
  }
  return { transport, heard, say: (frame) => onFrame(frame) }
}

test('a client has exactly what the contract has', () => {
  const client = connect(contract, byHand().transport)
  const shape = (of: object) => Object.entries(of).map(([group, entries]) => [group, Object.keys(entries as object)])
  expect(shape(client)).toEqual(shape(contract))
})

test('draining answers what is under way, ends streams with a reason, and refuses what comes', async () => {
  const [here, there] = memoryPair()
  let finish: () => void = unreached
  const serving = serve(
    small,
    {
      a: {
        slow: async () => {
          await new Promise<void>((resolve) => (finish = resolve))
          return ok('finished')
        },
        async *numbers(_, signal) {
          yield 1
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        },
      },
    },
    there,
  )
  const client = connect(small, here)
  const slow = client.a.slow({})
  const numbers = client.a.numbers({})[Symbol.asyncIterator]()
  expect(await numbers.next()).toEqual({ done: false, value: 1 })
  const next = numbers.next()
  let isDrained = false
  const drained = serving.drain().then(() => (isDrained = true))
  await expect(next).rejects.toMatchObject({ failure: { code: 'engine-unreachable' } })
  expect(await client.a.slow({})).toMatchObject({ ok: false, failure: { code: 'engine-unreachable' } })
  expect(isDrained).toBe(false)
  finish()
  expect(await slow).toEqual(ok('finished'))
  await drained
})

test('a server that sends more than was granted is left', async () => {
  const { transport, heard, say } = byHand()
  const client = connect(small, transport, { window: 4 })
  const values = client.a.numbers({})[Symbol.asyncIterator]()
  expect(heard).toEqual([{ kind: 'subscribe', id: 1, name: 'a.numbers', input: {}, credit: 4 }])
  for (let value = 0; value < 5; value += 1) say({ kind: 'event', id: 1, value })
  expect(heard.at(-1)).toEqual({ kind: 'unsubscribe', id: 1 })
  await expect(values.next()).rejects.toBeInstanceOf(FailureError)
  expect(await values.next()).toEqual({ done: true, value: undefined })
})

test('credit is given back as values are taken, in halves of the window', async () => {
  const { transport, heard, say } = byHand()
  const values = connect(small, transport, { window: 4 }).a.numbers({})[Symbol.asyncIterator]()
  for (let value = 0; value < 4; value += 1) say({ kind: 'event', id: 1, value })
  await values.next()
  expect(heard).toHaveLength(1)
  await values.next()
  expect(heard.at(-1)).toEqual({ kind: 'credit', id: 1, credit: 2 })
})

test('output of the wrong shape ends a stream; unchecked it passes', async () => {
  const { transport, heard, say } = byHand()
  const values = connect(small, transport).a.numbers({})[Symbol.asyncIterator]()
  say({ kind: 'event', id: 1, value: 'one' })
  await expect(values.next()).rejects.toMatchObject({ failure: { code: 'bug' } })
  expect(heard.at(-1)).toEqual({ kind: 'unsubscribe', id: 1 })

  const loose = byHand()
  const unchecked = connect(small, loose.transport, { checkOutput: false }).a.numbers({})[Symbol.asyncIterator]()
  loose.say({ kind: 'event', id: 1, value: 'one' })
  expect(await unchecked.next()).toEqual({ done: false, value: 'one' })
})

test('what makes no sense from the server is passed over', async () => {
  const { transport, say } = byHand()
  const call = connect(small, transport).a.slow({})
  const noise = [null, 1, 'x', [], {}, { kind: 'reply' }, { kind: 'reply', id: 99, value: 1 }, { kind: 'call', id: 1 }]
  for (const frame of noise) say(frame)
  say({ kind: 'fail', id: 1, failure: { code: 'not-now', facts: { detail: 'busy' } } })
  say({ kind: 'reply', id: 1, value: 'too late' })
  expect(await call).toEqual(fail(failure('not-now', { detail: 'busy' })))
})

test('a failure that only a newer engine knows still says something', () => {
  expect(failureFromWire({ code: 'moon-in-the-way', facts: { moon: 'full' } })).toEqual({
    code: 'bug',
    facts: { detail: 'unknown failure moon-in-the-way', moon: 'full' },
  })
  expect(failureFromWire({ code: 'constructor', facts: {} }).code).toBe('bug')
})

test('a signal that is aborted already asks nothing', async () => {
  const { transport, heard } = byHand()
  const client = connect(small, transport)
  const controller = new AbortController()
  controller.abort()
  expect(await client.a.slow({}, controller.signal)).toMatchObject({ ok: false })
  for await (const _ of client.a.numbers({}, controller.signal)) throw new Error('unreached')
  expect(heard).toEqual([])
})

test('unfit inputs', () => {
  expect(unfit({ a: [{ b: 1 }] })).toBeNull()
  expect(unfit(JSON.parse('{"a":{"__proto__":1}}'))).toMatch('__proto__')
  let deep: unknown = 1
  for (let at = 0; at < 100_000; at += 1) deep = [deep]
  expect(unfit(deep)).toMatch('deep')
})

/** mulberry32: the same numbers for the same seed, everywhere. */
function random(seed: number): () => number {
  let at = seed
  return () => {
    at = (at + 0x6d2b79f5) | 0
    let bits = Math.imul(at ^ (at >>> 15), 1 | at)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('R2, R6: 10,000 hostile frames (fault-H03): every answer is a failure, nothing is thrown, no handler sees any', () => {
  const next = random(20_260_101)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const names = Object.entries(contract).flatMap(([group, entries]) =>
    Object.keys(entries).map((entry) => `${group}.${entry}`),
  )
  const words = [
    '',
    '__proto__',
    'constructor',
    'toString',
    'queue.__proto__',
    'queue.page.call',
    'Queue.page',
    '\u0000',
    'x'.repeat(9_999),
  ]
  const junk = (depth: number): unknown => {
    const kind = Math.floor(next() * (depth > 3 ? 7 : 10))
    switch (kind) {
      case 0:
        return null
      case 1:
        return next() * 1e9 - 5e8
      case 2:
        return pick(words)
      case 3:
        return next() < 0.5
      case 4:
        return -1
      case 5:
        return '../../etc/passwd'
      case 6:
        return 'x'.repeat(Math.floor(next() * 2_000))
      case 7:
        return Array.from({ length: Math.floor(next() * 4) }, () => junk(depth + 1))
      default:
        return Object.fromEntries(
          Array.from({ length: 1 + Math.floor(next() * 3) }, () => [
            pick(['__proto__', 'constructor', 'hack', 'more', 'x']),
            junk(depth + 1),
          ]),
        )
    }
  }
  const { transport, heard, say } = byHand()
  serve(contract, fakeHandlers({}), transport, {
    onBug: (name) => {
      throw new Error(`a handler was reached: ${name}`)
    },
  })
  for (let at = 1; at <= 10_000; at += 1) {
    const frame = pick([
      () => junk(0),
      () => ({
        kind: pick(['call', 'subscribe', 'reply', 'event', 'hello']),
        id: at,
        name: pick(words),
        input: junk(0),
      }),
      // An unknown key is refused by every entry, whatever else is right.
      () => ({ kind: 'call', id: at, name: pick(names), input: { hack: junk(0) } }),
      () => ({
        kind: 'subscribe',
        id: at,
        name: pick(names),
        input: { hack: junk(0) },
        credit: 1 + Math.floor(next() * 9),
      }),
      () => ({ kind: pick(['cancel', 'unsubscribe']), id: pick([at, -1, 0, 1e300, 'x']) }),
      () => ({ kind: 'credit', id: at, credit: pick([0, -1, 1, 65_537, 1e300, null]) }),
    ])()
    expect(() => say(frame)).not.toThrow()
  }
  expect(heard.length).toBeGreaterThan(5_000)
  for (const frame of heard as { kind: string; failure: { code: string } }[]) {
    expect(['fail', 'end']).toContain(frame.kind)
    expect(frame.failure.code).toBe('usage')
  }
  expect(({} as { hack?: unknown }).hack).toBeUndefined()
})

test('frames say nothing beyond what they are', () => {
  expect(FrameToServer.safeParse({ kind: 'cancel', id: 1, more: 1 }).success).toBe(false)
  expect(FrameToServer.safeParse({ kind: 'cancel', id: 1.5 }).success).toBe(false)
})
