/** What a place still takes, as far as it says so: asked of the practice cloud, which it leaves as it was. */

import { describe, expect, it } from 'vitest'
import type { Result } from '../../src/shared/failure.ts'
import type { Room } from '../../src/main/engine/ports/provider.ts'
import { draft } from '../support/mail.ts'
import { call, oneDriveBench } from '../support/onedrive-bench.ts'
import { valueOf } from '../support/owner-bench.ts'
import { photoShare, share } from '../support/printing.ts'
import { task } from '../support/tasks.ts'

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)

async function bench(tls = false) {
  const { practice, provider } = await oneDriveBench({ tls })
  const room = async (destination: string): Promise<Result<Room>> =>
    (await provider(destination)).room(destination, call)
  return { practice, room }
}

describe('a drive', () => {
  it.each([false, true])('tells its own quota, less what is in it (TLS: %s)', async (tls) => {
    const { practice, room } = await bench(tls)
    await practice.switch({ quotaTotal: 10_000 })
    await practice.write({ what: 'create', path: '/a.bin', size: 4_000 })
    await practice.write({ what: 'create', path: '/b.bin', size: 1_000, drive: 'b!practice-site' })
    for (const [destination, left] of [
      ['onedrive:/Not/there/yet', 6_000],
      ['onedrive:special/documents', 6_000],
      ['onedrive:drives/b!practice-site', 9_000],
    ] as const) {
      expect(valueOf(await room(destination))).toMatchObject({ bytes: left, files: null, isCertain: true })
    }
  })

  it('that is full has none, not less than none', async () => {
    const { practice, room } = await bench()
    await practice.switch({ quotaTotal: 10 })
    await practice.write({ what: 'create', path: '/a.bin', size: 4_000 })
    expect(valueOf(await room('onedrive:/'))).toMatchObject({ bytes: 0 })
  })

  it('of somebody else, or one that says nothing, is not known', async () => {
    const { practice, room } = await bench()
    expect(valueOf(await room('onedrive:shares/s!practice'))).toMatchObject({ bytes: null, files: null })
    for (const json of [{ id: 'd' }, { quota: null }, { quota: { remaining: 'much' } }]) {
      await practice.fault({ match: { op: 'drive' }, action: 'respond', params: { status: 200, json } })
      expect(valueOf(await room('onedrive:/'))).toMatchObject({ bytes: null, isCertain: true })
    }
    await practice.fault({ match: { op: 'drive' }, action: 'respond', params: { status: 403 } })
    expect(valueOf(await room('onedrive:/'))).toMatchObject({ bytes: null })
  })

  it.each([
    [{ status: 429, retryAfter: 60 }, 'throttled'],
    [{ status: 503 }, 'server-error'],
    [{ status: 401 }, 'signed-out'],
    [{ status: 404 }, 'destination-gone'],
    [{ status: 200, contentType: 'text/html', body: '<html>Sign in</html>' }, 'network-sign-in'],
    [{ status: 200, json: [] }, 'bad-response'],
  ])('that answers with %j could not be asked, and that is told', async (params, code) => {
    const { practice, room } = await bench()
    await practice.fault({ match: { op: 'drive' }, action: 'respond', params, times: 0 })
    expect(codeOf(await room('onedrive:/'))).toBe(code)
  })
})

describe('a message', () => {
  it('counts what is attached, page by page, and is never certain', async () => {
    const { practice, room } = await bench()
    const before = valueOf(await room(draft))
    expect(before).toMatchObject({ bytes: 35_000_000, files: 250, isCertain: false })
    for (let n = 0; n < 23; n += 1) {
      const wish = { what: 'attachment', itemId: 'practice-draft', name: `${n}`, content: 'x'.repeat(10_000) }
      await practice.control('POST', '/mail', wish)
    }
    const { bytes, files } = valueOf(await room(draft))
    expect(files).toBe(227)
    expect(bytes).toBeLessThanOrEqual(35_000_000 - 230_000)
  })

  it('fault-N15 the token goes nowhere else; what is gone is told', async () => {
    const { practice, room } = await bench()
    const json = { value: [], '@odata.nextLink': 'https://evil.example/v1.0/me' }
    await practice.fault({ match: { op: 'attachments' }, action: 'respond', params: { status: 200, json } })
    expect(codeOf(await room(draft))).toBe('unsafe-redirect')
    expect(codeOf(await room('outlook:messages/nowhere'))).toBe('destination-gone')
  })
})

it('a task has no limit that anybody documents, and is not asked', async () => {
  const { practice, room } = await bench()
  expect(valueOf(await room(task))).toMatchObject({ bytes: null, files: null })
  expect(await practice.journal()).toEqual([])
})

it('a printer says which kinds it prints', async () => {
  const { room } = await bench()
  const target = (destination: string, name: string) => ({ destination, folders: [], name })
  const photos = valueOf(await room(photoShare))
  expect(photos.refuses(target(photoShare, 'a.mov'))).toMatchObject({ code: 'type-not-supported' })
  expect(photos.refuses(target(photoShare, 'a.jpg'))).toBeNull()
  expect(valueOf(await room(share)).refuses(target(share, 'a.pdf'))).toBeNull()
})
