import { describe, expect, it } from 'vitest'
import type { FolderPage, Provider } from '../../../src/main/engine/ports/provider.ts'
import { Destinations } from '../../../src/main/services/destinations.ts'
import { type Result, fail, failure, ok } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { someAccount } from '../../support/memory-accounts.ts'

const { signal } = new AbortController()
const secret = 'https://graph.example/v1.0/next?$skiptoken='

/** Pages of so many folders each; the links between them are the service's own, and counted. */
function opened(sizes: readonly number[], trouble: { at: number | null } = { at: null }) {
  const links: (string | null)[] = []
  const browse = async (_: string, next: string | null): Promise<Result<FolderPage>> => {
    links.push(next)
    const page = next === null ? 0 : Number(next.slice(secret.length))
    if (page === trouble.at) return fail(failure('offline', {}))
    const folders = Array.from({ length: sizes[page] ?? 0 }, (__, n) => {
      const name = `${page}-${n}`
      const address = `onedrive:/${name}`
      return { kind: 'folder' as const, name, address, place: address, hasChildren: null, detail: null, at: null }
    })
    return ok({ folders, next: page + 1 < sizes.length ? `${secret}${page + 1}` : null })
  }
  const served = async () => ok({ browse } as Partial<Provider> as Provider)
  let drawn = 0
  const destinations = new Destinations({
    accounts: { choose: async () => ok(someAccount()), chooseFor: async () => ok(someAccount()) },
    providers: { serving: served, browsing: served },
    random: { id: () => `lot-${(drawn += 1)}`, fraction: () => 0 },
    clock: new ManualClock(),
    here: () => ({ host: 'lab-1', user: 'anna', timeZone: 'UTC' }),
    leads: () => true,
    isAllowed: () => true,
    rootsFor: () => [],
  })
  const ask = (cursor?: string, place = 'onedrive:/') =>
    destinations.browse({ place, ...(cursor !== undefined && { cursor }) }, signal)
  return { ask, links }
}

function pageOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.code)
  return result.value
}

describe('pages of folders', () => {
  it('puts thin pages together, but not without end', async () => {
    const { ask, links } = opened([0, 20, 0, 40, 200, 1])
    const first = pageOf(await ask())
    expect(first.folders).toHaveLength(60)
    expect(links).toHaveLength(4)
    const second = pageOf(await ask(first.cursor ?? ''))
    expect([second.folders.length, second.cursor === null]).toEqual([200, false])
    const files = opened(Array.from({ length: 40 }, () => 0))
    const page = pageOf(await files.ask())
    expect([page.folders.length, files.links.length, page.cursor === null]).toEqual([0, 5, false])
  })

  it('a cursor says nothing of the link, and can be asked with again after a failure', async () => {
    const trouble: { at: number | null } = { at: 1 }
    const { ask } = opened([200, 200, 200], trouble)
    const { cursor } = pageOf(await ask())
    expect(cursor).toBe('lot-1')
    expect(await ask(cursor ?? '')).toMatchObject({ failure: { code: 'offline' } })
    trouble.at = null
    const { folders } = pageOf(await ask(cursor ?? ''))
    expect(folders[0]?.name).toBe('1-0')
  })

  it('is for its own place, and the oldest are forgotten', async () => {
    const { ask } = opened([200, 200])
    const { cursor } = pageOf(await ask())
    expect(await ask(cursor ?? '', 'onedrive:/Other')).toMatchObject({ failure: { code: 'not-now' } })
    expect((await ask(cursor ?? '', 'onedrive://')).ok).toBe(true)
    for (let n = 0; n < 200; n += 1) pageOf(await ask())
    expect(await ask(cursor ?? '')).toMatchObject({ failure: { code: 'not-now' } })
  })
})
