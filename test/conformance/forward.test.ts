/** An engine behind another one's line, as a page of the app reaches it: the main process hands everything on. */

import { expect, test } from 'vitest'
import { FailureError } from '../../src/shared/failure.ts'
import { memoryPair } from '../../src/shared/memory-transport.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { forward } from '../../src/shared/rpc-forward.ts'
import { serve } from '../../src/shared/rpc-serve.ts'
import type { Serving } from '../../src/shared/rpc-serve.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { describeTransport, trial } from './transport.ts'

describeTransport('forwarded', (accept) => {
  const [inner, engine] = memoryPair(setImmediate)
  accept(engine)
  // One line to the engine, whoever asks. Its window is one, for the suite allows one line's worth of values under way.
  const current = connect(trial, inner, { window: 1 })
  const servings: Serving[] = []
  const ends: Transport[] = [inner]
  return Promise.resolve({
    dial: () => {
      const [here, there] = memoryPair(setImmediate)
      ends.push(here)
      servings.push(
        serve(
          trial,
          forward(trial, () => current),
          there,
        ),
      )
      return Promise.resolve(here)
    },
    close: async () => {
      for (const serving of servings) await serving.drain()
      for (const end of ends) end.close()
    },
  })
})

const asking = (current: Parameters<typeof forward<typeof trial>>[1]) => {
  const [here, there] = memoryPair(setImmediate)
  serve(trial, forward(trial, current), there)
  return connect(trial, here)
}

test('with nobody behind it every call and every stream says so, and the line goes on', async () => {
  const client = asking(() => null)
  for (const call of [client.talk.echo({ text: '' }), client.talk.refuse({}), client.talk.anything({ value: 1 })]) {
    expect(await call).toMatchObject({ ok: false, failure: { code: 'engine-unreachable' } })
  }
  for (const stream of [client.flow.count({ to: 1 }), client.flow.stuck({})]) {
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      failure: { code: 'engine-unreachable' },
    })
  }
  // What is wrong in itself is refused before anybody is looked for.
  expect(await client.talk.echo({ text: 5 as never })).toMatchObject({ ok: false, failure: { code: 'usage' } })
})

test('whoever is there at the moment is asked', async () => {
  const named = (name: string) => {
    const [here, there] = memoryPair(setImmediate)
    const answer = () => Promise.resolve({ ok: true as const, value: { text: name } })
    const handlers = forward(trial, () => null)
    serve(trial, { ...handlers, talk: { ...handlers.talk, echo: answer } }, there)
    return { client: connect(trial, here), leave: () => here.close() }
  }
  const [first, second] = [named('first'), named('second')]
  let current: typeof first.client | null = first.client
  const client = asking(() => current)
  expect(await client.talk.echo({ text: '' })).toMatchObject({ value: { text: 'first' } })
  current = null
  expect(await client.talk.echo({ text: '' })).toMatchObject({ failure: { code: 'engine-unreachable' } })
  current = second.client
  expect(await client.talk.echo({ text: '' })).toMatchObject({ value: { text: 'second' } })
  second.leave()
  expect(await client.talk.echo({ text: '' })).toMatchObject({ failure: { code: 'engine-unreachable' } })
})

test('a stream whose engine goes ends with that, after what it had said', async () => {
  const [inner, engine] = memoryPair(setImmediate)
  const handlers = forward(trial, () => null)
  serve(
    trial,
    {
      ...handlers,
      flow: {
        ...handlers.flow,
        async *stuck(_, signal) {
          yield 7
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        },
      },
    },
    engine,
  )
  const current = connect(trial, inner)
  const client = asking(() => current)
  const values = client.flow.stuck({})[Symbol.asyncIterator]()
  expect(await values.next()).toEqual({ done: false, value: 7 })
  const next = values.next()
  engine.close()
  await expect(next).rejects.toThrow(FailureError)
  await expect(next).rejects.toMatchObject({ failure: { code: 'engine-unreachable' } })
})
