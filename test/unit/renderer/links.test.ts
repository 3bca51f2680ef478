/** What the dialog of links goes by: where there are any, for how long, and what came of each file. */

import { describe, expect, test } from 'vitest'
import { canLink, lengthsOf } from '../../../src/renderer/links/link-offer.ts'
import { addressesOf, makeLinks } from '../../../src/renderer/links/make-links.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import type { LinkOffer, LinkStep } from '../../../src/shared/links-contract.ts'
import { aTransfer } from '../../fakes/fake-engine.ts'

const offer: LinkOffer = { destinations: ['onedrive', 'box'], scopes: ['anyone', 'organization'], mostDays: null }
const remote = { id: '7', name: 'a', size: 1, hash: null, webUrl: null }
const done = aTransfer('t1', 'done', { destination: 'box:/In', remote })

type Client = Parameters<typeof makeLinks>[0]

/** Gives these, and then breaks off where there is a code. */
function clientOf(steps: readonly LinkStep[], asked: unknown[], broken: 'offline' | null = null): Client {
  async function* make(input: unknown): AsyncGenerator<LinkStep> {
    asked.push(input)
    yield* steps
    if (broken !== null) throw new FailureError(failure(broken, {}))
  }
  return { links: { make } } as unknown as Client
}

function linkTo(id: string): LinkStep {
  const link = { url: `https://files.example/s/${id}`, kind: 'view', scope: 'anyone', expiresAt: null } as const
  return { id, path: `/in/${id}`, link: { ...link, hasPassword: false }, failure: null }
}

describe('where there are links', () => {
  test('a file that is done, at a place that the engine names', () => {
    expect(canLink(offer, done)).toBe(true)
    expect(canLink(offer, { ...done, destination: 'todo:lists/L/tasks/T' })).toBe(false)
    expect(canLink(offer, { ...done, state: 'sending' })).toBe(false)
    expect(canLink(offer, { ...done, remote: null })).toBe(false)
    expect(canLink({ ...offer, destinations: [] }, done)).toBe(false)
    expect([canLink(null, done), canLink(undefined, done), canLink(offer, undefined)]).toEqual([false, false, false])
  })

  test('no end can be chosen that is later than the administrator allows', () => {
    expect(lengthsOf(offer)).toEqual([1, 7, 30, 90, 365])
    expect(lengthsOf({ ...offer, mostDays: 30 })).toEqual([1, 7])
    expect(lengthsOf({ ...offer, mostDays: 1 })).toEqual([])
  })
})

describe('what is asked for', () => {
  const now = Date.parse('2026-01-01T00:00:00.000Z')
  const calm = { signal: new AbortController().signal, onStep: () => undefined }

  test('only what is wished; a number of days is a moment', async () => {
    const asked: unknown[] = []
    const client = clientOf([linkTo('a'), linkTo('b')], asked)
    const counts: number[] = []
    const onStep = (count: number): void => void counts.push(count)
    const made = await makeLinks(client, { ids: ['a', 'b'] }, { kind: 'view', scope: null, days: null }, now, {
      ...calm,
      onStep,
    })
    await makeLinks(client, { batch: 'b1' }, { kind: 'edit', scope: 'anyone', days: 7 }, now, calm)
    expect(asked).toEqual([
      { ids: ['a', 'b'], kind: 'view' },
      { batch: 'b1', kind: 'edit', scope: 'anyone', expiresAt: '2026-01-08T00:00:00.000Z' },
    ])
    expect(counts).toEqual([1, 2])
    expect(addressesOf(made.steps)).toBe('https://files.example/s/a\nhttps://files.example/s/b')
  })

  test('what came before it broke off, or was stopped, is kept', async () => {
    const wish = { kind: 'view', scope: null, days: null } as const
    const broken = await makeLinks(clientOf([linkTo('a')], [], 'offline'), { batch: 'b1' }, wish, now, calm)
    expect(broken).toMatchObject({ steps: [{ id: 'a' }], failure: { code: 'offline' } })
    const stopping = new AbortController()
    const stopped = await makeLinks(clientOf([linkTo('a')], [], 'offline'), { batch: 'b1' }, wish, now, {
      signal: stopping.signal,
      onStep: () => stopping.abort(),
    })
    expect(stopped).toMatchObject({ steps: [{ id: 'a' }], failure: null })
  })
})
