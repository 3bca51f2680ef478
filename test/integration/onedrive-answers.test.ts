/** Every row of the protocol dossier's table of answers (graph.md A5, A4, H6), from a cloud that gives them. */

import { describe, expect, test } from 'vitest'
import type { Provider, RangeAnswer } from '../../src/main/engine/ports/provider.ts'
import { codeOf, sendAll, sha256, value } from '../conformance/provider-means.ts'
import type { Result } from '../../src/shared/failure.ts'
import { bodyOf } from '../support/bodies.ts'
import { call, oneDriveBench, target } from '../support/onedrive-bench.ts'
import type { OneDriveBench } from '../support/onedrive-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const unit = 320 * 1024
const size = 2 * unit + 100
const bytes = pseudoRandom(size, 1)
const content = { size, modifiedAt: Date.UTC(2025, 5, 1) }
const isNew = { kind: 'new' } as const
const to = target('f.bin')

interface Session {
  readonly bench: OneDriveBench
  readonly provider: Provider
  /** Sends from `start`: one unit, or the rest. */
  readonly send: (start: number, end?: number) => Promise<Result<RangeAnswer>>
  readonly position: () => ReturnType<Provider['position']>
}

async function session(options: Parameters<typeof oneDriveBench>[0] = {}): Promise<Session> {
  const bench = await oneDriveBench(options)
  const provider = await bench.provider()
  const opened = value(await provider.open(to, content, isNew, call))
  return {
    bench,
    provider,
    send: (start, end = Math.min(size, start + unit)) =>
      provider.send(opened, { start, end }, size, bodyOf(bytes.subarray(start, end)), call),
    position: () => provider.position(opened, size, call),
  }
}

async function isClean({ practice }: OneDriveBench): Promise<boolean> {
  const { violations } = await practice.control('GET', '/journal/violations')
  return violations.length === 0
}

describe('a range is answered with', () => {
  test.each<[status: number, params: object, code: string]>([
    [400, { code: 'invalidRequest' }, 'destination-refused'],
    [400, { code: 'invalidRequest', inner: 'uploadSessionFailed' }, 'session-lost'],
    [401, { code: 'unauthenticated', inner: 'expiredToken' }, 'session-lost'],
    [403, { code: 'accessDenied' }, 'session-lost'],
    [404, { code: 'itemNotFound' }, 'session-lost'],
    [409, { code: 'nameAlreadyExists' }, 'name-taken'],
    [409, { code: 'resourceModified' }, 'changed-at-destination'],
    [410, {}, 'session-lost'],
    [412, { code: 'resourceModified' }, 'changed-at-destination'],
    [413, { code: 'invalidRequest' }, 'request-too-large'],
    [416, { code: 'invalidRange', inner: 'fragmentOverlap' }, 'out-of-step'],
    [423, { code: 'accessDenied' }, 'destination-locked'],
    [429, { code: 'activityLimitReached', inner: ['throttledRequest', 'quota'], retryAfter: 3 }, 'throttled'],
    [429, {}, 'throttled'],
    [500, { code: 'generalException' }, 'server-error'],
    [502, { body: '<html>Bad gateway</html>', contentType: 'text/html' }, 'server-error'],
    [503, { code: 'serviceNotAvailable' }, 'server-error'],
    [503, { code: 'serviceNotAvailable', retryAfter: 41 }, 'throttled'],
    [504, {}, 'server-error'],
    [507, { code: 'quotaLimitReached' }, 'destination-full'],
    [509, {}, 'throttled'],
    [200, { body: '<html>Welcome to the guest network</html>', contentType: 'text/html' }, 'network-sign-in'],
    [200, { json: { hello: 'world' } }, 'bad-response'],
    [202, { body: '<html>Welcome</html>', contentType: 'text/html' }, 'network-sign-in'],
    [204, {}, 'bad-response'],
    [206, { json: {} }, 'bad-response'],
    [201, {}, 'bad-response'],
  ])('%i %j: %s', async (status, params, code) => {
    const { bench, send, position } = await session()
    await bench.practice.fault({ match: { op: 'put' }, action: 'respond', params: { status, ...params } })
    const before = Date.now()
    const got = await send(0)
    expect(codeOf(got)).toBe(code)
    if (got.ok) return
    expect(JSON.stringify(got.failure)).not.toMatch(/tempauth|uploadSession\?/)
    const { retryAfter } = params as { retryAfter?: number }
    if (retryAfter === undefined) expect(got.failure.notBefore).toBeUndefined()
    else expect(got.failure.notBefore).toBeGreaterThanOrEqual(before + retryAfter * 1000)
    // Nothing was applied, and the session, where it is still there, can go on.
    expect(value(await position()).missing).toEqual([{ start: 0, end: size }])
    expect(await isClean(bench)).toBe(true)
  })

  test.each(['missing', 'null', 'emptyString', 'emptyBody', 'beyond'])(
    '202 and ranges that are %s: not known',
    async (shape) => {
      const { bench, send } = await session()
      await bench.practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape } })
      const got = value(await send(0))
      // A position beyond the file is nonsense; one beyond what was sent is for the engine to doubt.
      if (shape !== 'beyond') expect(got).toMatchObject({ kind: 'more', missing: null })
      else expect(got.kind).toBe('more')
    },
  )

  test.each(['pascal', 'noDash', 'closed'])('202 and ranges spelt %s: understood', async (shape) => {
    const { bench, send } = await session()
    await bench.practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape } })
    expect(value(await send(0))).toMatchObject({ kind: 'more', missing: [{ start: unit, end: size }] })
  })

  test('202 and the same start, or an earlier one: passed on as it is', async () => {
    const { bench, send } = await session()
    await send(0)
    await bench.practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape: 'stuck' } })
    expect(value(await send(unit))).toMatchObject({ missing: [{ start: unit, end: size }] })
  })

  test('202 and nothing missing: not stored yet', async () => {
    const { bench, send } = await session()
    await bench.practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape: 'empty' } })
    expect(value(await send(0))).toMatchObject({ kind: 'more', missing: [] })
  })

  test('a redirect: not followed', async () => {
    const { bench, send } = await session()
    const location = `${bench.practice.cloud.graphUrl}/v1.0/me`
    await bench.practice.fault({ match: { op: 'put' }, action: 'redirect', params: { location } })
    expect(codeOf(await send(0))).toBe('unsafe-redirect')
    expect(await bench.practice.journal('?op=me')).toEqual([])
  })

  test('more than a megabyte: cut off', async () => {
    const { bench, send } = await session()
    await bench.practice.fault({ match: { op: 'put' }, action: 'inflate', params: { bytes: 2_000_000 } })
    expect(codeOf(await send(0))).toBe('bad-response')
  })

  test('half an answer: may have been applied, and was', async () => {
    const { bench, send, position } = await session()
    await bench.practice.fault({ match: { op: 'put' }, action: 'truncate', params: { bytes: 10 } })
    expect(codeOf(await send(0))).toBe('interrupted')
    expect(value(await position()).missing).toEqual([{ start: unit, end: size }])
  })

  test.each([
    ['body', 0],
    ['stored', unit],
    ['arrival', 0],
  ])('a reset at %s: may have been applied', async (at, arrived) => {
    const { bench, send, position } = await session()
    await bench.practice.fault({
      match: { op: 'put' },
      action: 'reset',
      params: { at, ...(at === 'body' && { afterBytes: 100_000 }) },
    })
    expect(codeOf(await send(0))).toBe('interrupted')
    expect(value(await position()).missing).toEqual([{ start: arrived, end: size }])
  })

  test('a reset after which an odd part was kept: goes on from there with aligned lengths', async () => {
    const { bench, send, position } = await session()
    await bench.practice.fault({
      match: { op: 'put' },
      action: 'reset',
      params: { at: 'body', afterBytes: 100_001, keep: true },
    })
    expect(codeOf(await send(0))).toBe('interrupted')
    const first = value(await position()).missing?.[0]
    expect(first?.start).toBeGreaterThan(0)
    const start = first?.start ?? 0
    expect(value(await send(start, start + unit))).toMatchObject({ kind: 'more' })
    expect(value(await send(start + unit, size))).toMatchObject({ kind: 'stored' })
  })

  test('an early refusal, before the body was read', async () => {
    const { bench, send } = await session()
    await bench.practice.fault({
      match: { op: 'put' },
      action: 'respond',
      params: { status: 507, code: 'quotaLimitReached', early: true },
    })
    expect(codeOf(await send(0))).toBe('destination-full')
  })

  test('silence: cut, and may have been applied', async () => {
    const { bench, send } = await session({ limits: { answerMs: 300 } })
    await bench.practice.fault({ match: { op: 'put' }, action: 'delay', params: { ms: 3_000, at: 'stored' } })
    expect(codeOf(await send(0))).toBe('interrupted')
  })
})

describe('a session ends', () => {
  test('the last answer is lost: gone, and the file is there', async () => {
    const { bench, provider, send, position } = await session()
    await send(0)
    await bench.practice.fault({ preset: 'F11' })
    expect(codeOf(await send(unit, size))).toBe('interrupted')
    expect(codeOf(await position())).toBe('session-lost')
    expect(value(await provider.look(to, call))).toMatchObject({ size, modifiedAt: content.modifiedAt })
  })

  test.each(['F13', 'F14'])('%s: lost', async (preset) => {
    const { bench, send } = await session()
    await bench.practice.fault({ preset })
    expect(codeOf(await send(0))).toBe('session-lost')
    expect(await isClean(bench)).toBe(true)
  })

  test.each(['odp', 'odb'] as const)(
    'the name is taken meanwhile, on %s: told, and the bytes are kept',
    async (profile) => {
      const { bench, send } = await session({ profile })
      await send(0)
      await bench.practice.write({ what: 'create', path: '/f.bin', content: 'somebody' })
      expect(codeOf(await send(unit, size))).toBe('name-taken')
    },
  )

  test.each(['odp', 'odb', 'spo'] as const)(
    'room was missing, then it is there: committed by itself on %s',
    async (profile) => {
      const { practice, provider: serve } = await oneDriveBench({ profile })
      const provider = await serve('onedrive:/Deep #1')
      const deep = target('f %41.bin', 'onedrive:/Deep #1', ['x'])
      value(await provider.makeFolders(deep, call))
      const opened = value(await provider.open(deep, content, isNew, call))
      const all = { start: 0, end: size }
      await practice.switch({ quotaTotal: 1_000 })
      await practice.switch({ alignment: 'off' })
      expect(codeOf(await provider.send(opened, all, size, bodyOf(bytes), call))).toBe('destination-full')
      expect(value(await provider.position(opened, size, call)).missing).toEqual([])
      expect(codeOf(await provider.commit(opened, deep, { ...content, digest: null }, isNew, call))).toBe(
        'destination-full',
      )
      await practice.switch({ quotaTotal: 1e9 })
      const item = value(await provider.commit(opened, deep, { ...content, digest: null }, isNew, call))
      expect(item).toMatchObject({ name: 'f %41.bin', size, modifiedAt: content.modifiedAt })
      expect(await practice.control('GET', `/items?id=${item.id}`)).toMatchObject({
        sha256: sha256(bytes),
        path: '/Deep #1/x/f %41.bin',
      })
      expect(codeOf(await provider.commit(opened, deep, { ...content, digest: null }, isNew, call))).toBe(
        'session-lost',
      )
      expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
    },
  )

  test.each(['odp', 'odb'] as const)('a commit of a session that lacks bytes, on %s', async (profile) => {
    const bench = await oneDriveBench({ profile })
    const provider = await bench.provider()
    const opened = value(await provider.open(to, content, isNew, call))
    expect(codeOf(await provider.commit(opened, to, { ...content, digest: null }, isNew, call))).toBe('out-of-step')
  })

  test('the item changed meanwhile: told', async () => {
    const { practice, provider: serve } = await oneDriveBench()
    const provider = await serve()
    const { item } = await practice.write({ what: 'create', path: '/f.bin', content: 'old' })
    const seen = value(await provider.look(to, call))
    const opened = value(
      await provider.open(to, content, { kind: 'replace', itemId: item.id, eTag: seen?.eTag ?? null }, call),
    )
    await practice.write({ what: 'overwrite', path: '/f.bin', content: 'newer' })
    await practice.switch({ alignment: 'off' })
    const got = await provider.send(opened, { start: 0, end: size }, size, bodyOf(bytes), call)
    expect(codeOf(got)).toBe('changed-at-destination')
  })

  test('the item is locked: told, and taken when it is not', async () => {
    const { bench, provider, send, position } = await session()
    await send(0)
    await bench.practice.write({ what: 'create', path: '/other.bin', content: 'x' })
    await bench.practice.write({ what: 'lock', path: '/other.bin' })
    const other = target('other.bin')
    const seen = value(await provider.look(other, call))
    const intent = { kind: 'replace', itemId: seen?.id ?? '', eTag: seen?.eTag ?? null } as const
    expect(codeOf(await provider.open(other, content, intent, call))).toBe('destination-locked')
    expect(codeOf(await provider.put(other, { ...content, size: 1 }, intent, bodyOf(Buffer.from('x')), call))).toBe(
      'destination-locked',
    )
    expect(value(await position()).missing).toHaveLength(1)
  })
})

describe('opening', () => {
  test('a name that a lost session holds', async () => {
    const { provider } = await session()
    expect(codeOf(await provider.open(to, content, isNew, call))).toBe('name-held-by-lost-session')
    // A single request goes through.
    const put = await provider.put(to, { ...content, size: 5 }, isNew, bodyOf(Buffer.from('hello')), call)
    expect(value(put)).toMatchObject({ name: 'f.bin', size: 5, modifiedAt: content.modifiedAt })
  })

  test('an answer without ranges, with its members in any case', async () => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.switch({ rangesInCreateAnswer: false })
    expect(value(await provider.open(to, content, isNew, call))).toMatchObject({ missing: [{ start: 0, end: size }] })
  })

  test.each([
    ['http://contoso.example/up/1/2', 'unsafe-upload-address'],
    ['https://user:pass@contoso.example/up', 'unsafe-upload-address'],
    ['file:///etc/passwd', 'unsafe-upload-address'],
    ['', 'bad-response'],
  ])('an upload address %j', async (uploadUrl, code) => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.fault({
      match: { op: 'create' },
      action: 'respond',
      params: { status: 200, json: { uploadUrl } },
    })
    expect(codeOf(await provider.open(to, content, isNew, call))).toBe(code)
  })

  test.each([
    [401, 'signed-out'],
    [403, 'destination-denied'],
    [404, 'destination-gone'],
    [423, 'destination-locked'],
    [507, 'destination-full'],
    [500, 'server-error'],
    [204, 'bad-response'],
  ])('%i: %s', async (status, code) => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.fault({ match: { op: 'create' }, action: 'respond', params: { status, code: 'x' }, times: 0 })
    expect(codeOf(await provider.open(to, content, isNew, call))).toBe(code)
  })

  test('says what it wants and nothing that some service refuses', async () => {
    const { bench } = await session({ profile: 'odb' })
    const [create] = await bench.practice.journal('?op=create')
    expect(create).toMatchObject({ conflictBehavior: 'fail', authorization: 'Bearer', transferEncoding: null })
    expect(create.headers['user-agent']).toMatch(/^NONISV\|Longshore\|Longshore\//)
  })
})

describe('looking', () => {
  test.each([
    ['a page of HTML', { status: 200, body: '<html></html>', contentType: 'text/html' }, 'network-sign-in'],
    ['HTML that says 404', { status: 404, body: '<html></html>', contentType: 'text/html' }, 'bad-response'],
    ['JSON of something else', { status: 200, json: { value: [] } }, 'bad-response'],
    ['a refusal', { status: 403, code: 'accessDenied' }, 'destination-denied'],
    ['trouble', { status: 500 }, 'server-error'],
  ])('%s proves nothing', async (_, params, code) => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.fault({ match: { op: 'item' }, action: 'respond', params, times: 0 })
    expect(codeOf(await provider.look(to, call))).toBe(code)
    expect(codeOf(await provider.lookById(to, 'ID', call))).toBe(code)
  })

  test('a hash that is not there yet is null', async () => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.switch({ hashesAfterMs: 60_000 })
    const item = value(await provider.put(to, { ...content, size: 5 }, isNew, bodyOf(Buffer.from('hello')), call))
    expect(item.hash).toBeNull()
    await bench.practice.control('POST', '/clock', { advanceMs: 61_000 })
    expect(value(await provider.look(to, call))).toMatchObject({
      hash: { algorithm: 'quickXorHash', value: 'aCgDG9jwBgAAAAAABQAAAAAAAAA=' },
    })
  })
})

describe('times', () => {
  test('where they are kept, a single request sets them afterwards', async () => {
    const bench = await oneDriveBench({ keepTimes: true })
    const provider = await bench.provider()
    expect(provider.capabilities(to).maxSinglePutBytes).toBe(0)
    const item = value(await provider.put(to, { ...content, size: 0 }, isNew, bodyOf(Buffer.alloc(0)), call))
    expect(item).toMatchObject({ size: 0, modifiedAt: content.modifiedAt })
    expect((await bench.practice.journal()).map(({ op }) => op)).toEqual(['simplePut', 'patch'])
  })

  test('where that fails, the file is there all the same', async () => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    await bench.practice.fault({ match: { op: 'patch' }, action: 'respond', params: { status: 500 }, times: 0 })
    const item = value(await provider.put(to, { ...content, size: 5 }, isNew, bodyOf(Buffer.from('hello')), call))
    expect(item).toMatchObject({ size: 5 })
    expect(item.modifiedAt).not.toBe(content.modifiedAt)
  })

  test('where they are not, there is one request', async () => {
    const bench = await oneDriveBench({ keepTimes: false })
    const provider = await bench.provider()
    expect(provider.capabilities(to).maxSinglePutBytes).toBe(4_000_000)
    value(await provider.put(to, { ...content, size: 5 }, isNew, bodyOf(Buffer.from('hello')), call))
    expect((await bench.practice.journal()).map(({ op }) => op)).toEqual(['simplePut'])
  })
})

test.each([
  ['odp', null, false],
  ['odb', 86_400_000, true],
  ['spo', 86_400_000, true],
] as const)('what was learnt of a drive shows in its capabilities: %s', async (profile, lifetime, rewrites) => {
  const bench = await oneDriveBench({ profile })
  const provider = await bench.provider()
  expect(provider.capabilities(to)).toMatchObject({ sessionLifetimeMs: null })
  value(await provider.open(to, { ...content, size: 300_000_000_000 }, isNew, call))
  const learnt = provider.capabilities(to)
  expect(learnt.sessionLifetimeMs).toBe(lifetime)
  expect(learnt.rewrites('report.docx')).toBe(rewrites)
  expect(learnt.rewrites('movie.mp4')).toBe(false)
})

test('two providers of one account do not open two sessions for one name', async () => {
  const { provider, bench } = await session()
  const another = await bench.fresh()
  expect(codeOf(await another.open(to, content, isNew, call))).toBe('name-held-by-lost-session')
  const other = target('other.bin')
  const opened = value(await provider.open(other, { ...content, size: 10 }, isNew, call))
  await sendAll(another, other, opened, pseudoRandom(10, 1))
})
