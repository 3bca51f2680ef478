import { expect, test } from 'vitest'
import { lookingOnly } from '../../src/main/view-only.ts'
import { type LongshoreContract, contract } from '../../src/shared/contract.ts'
import { failure, ok } from '../../src/shared/failure.ts'
import { memoryPair } from '../../src/shared/memory-transport.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Handlers } from '../../src/shared/rpc-contract.ts'
import { serve } from '../../src/shared/rpc-serve.ts'

type Called = (input: unknown, signal: AbortSignal) => unknown

const entries = Object.entries(contract).flatMap(([group, its]) =>
  Object.entries(its).map(([name, { kind }]) => ({ group, name, kind })),
)

/** Handlers that note that they were reached, and guarded ones around them. */
function guarded(reached: string[]) {
  const groups = Object.entries(contract).map(([group, its]) => {
    const handlers = Object.entries(its).map(([name, { kind }]): [string, Called] => {
      const note = (): void => void reached.push(`${group}.${name}`)
      if (kind !== 'stream') return [name, async () => (note(), ok({}))]
      const next = async () => (note(), { done: true, value: undefined })
      return [name, () => ({ [Symbol.asyncIterator]: () => ({ next }) })]
    })
    return [group, Object.fromEntries(handlers)]
  })
  const all = Object.fromEntries(groups) as Handlers<LongshoreContract>
  return lookingOnly(all, failure('view-only', { detail: 'of the test' }))
}

async function outcomeOf(called: unknown): Promise<string> {
  try {
    if (typeof called === 'object' && called !== null && Symbol.asyncIterator in called) {
      for await (const _ of called as AsyncIterable<unknown>);
      return 'reached'
    }
    const result = (await called) as { ok: boolean; failure?: { code: string } }
    return result.ok ? 'reached' : (result.failure?.code ?? '')
  } catch (error) {
    return (error as { failure?: { code: string } }).failure?.code ?? String(error)
  }
}

test('of the whole contract only what looks gets through; a sign-in, which is a stream, does not', async () => {
  const reached: string[] = []
  const handlers = guarded(reached) as unknown as Record<string, Record<string, Called>>
  const outcomes = await Promise.all(
    entries.map(async ({ group, name }) => [
      `${group}.${name}`,
      await outcomeOf(handlers[group]?.[name]?.({}, new AbortController().signal)),
    ]),
  )
  const streams = ['queue.follow', 'queue.states', 'queue.preflight']
  const expected = entries.map(({ group, name, kind }) => {
    const path = `${group}.${name}`
    return [path, kind === 'query' || streams.includes(path) ? 'reached' : 'view-only']
  })
  expect(outcomes).toEqual(expected)
  expect(Object.fromEntries(outcomes)).toMatchObject({ 'accounts.authorize': 'view-only', 'queue.pause': 'view-only' })
  expect(reached.toSorted()).toEqual(
    expected.flatMap(([path = '', outcome]) => (outcome === 'reached' ? [path] : [])).toSorted(),
  )
})

test('who signs in over the line is told at once why not', async () => {
  const [ours, theirs] = memoryPair((later) => setImmediate(later))
  const serving = serve(contract, guarded([]), theirs)
  const client = connect(contract, ours)
  const signingIn = client.accounts.authorize({ account: { kind: 'practice' } } as never)
  expect(await outcomeOf(signingIn)).toBe('view-only')
  await serving.drain()
})
