/** Answers of To Do that are odd, hostile or poor, and what becomes of the upload. */

import { afterEach, expect, it } from 'vitest'
import { OwnerBench, expectGoodManners } from '../support/owner-bench.ts'
import { attachmentsOf, expectAttached, task } from '../support/tasks.ts'

const size = 3_000_001

afterEach(expectGoodManners)

it.each([
  'https://evil.example/v1.0/users/me/todo/lists/L/tasks/T/attachmentSessions/S',
  'http://127.0.0.1:1/v1.0/me/todo/lists/L/tasks/T/attachmentSessions/S',
])('a session at %s is not used: ranges carry the token', async (uploadUrl) => {
  const bench = await OwnerBench.open()
  const json = { uploadUrl, expirationDateTime: '2099-01-01T00:00:00Z', nextExpectedRanges: ['0-'] }
  await bench.practice.fault({ match: { op: 'create' }, action: 'respond', params: { status: 200, json } })
  const view = await bench.upload(bench.file('a.bin', size), { to: task })
  expect(view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-upload-address' } })
  expect(await bench.requests('put')).toEqual([])
})

it('a next page elsewhere is not asked for', async () => {
  const bench = await OwnerBench.open()
  const json = { value: [], '@odata.nextLink': 'https://evil.example/v1.0/next' }
  await bench.practice.fault({ match: { op: 'attachments' }, action: 'respond', params: { status: 200, json } })
  const view = await bench.upload(bench.file('a.bin', 10), { to: task })
  expect(view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect' } })
})

it('a list without an end is no list', async () => {
  const bench = await OwnerBench.open({ policy: { attemptPausesMs: [1] } })
  const { graphUrl } = bench.practice.cloud
  const next = `${graphUrl}/v1.0/me/todo/lists/practice-list/tasks/practice-task/attachments`
  const json = { value: [], '@odata.nextLink': next }
  await bench.practice.fault({
    match: { op: 'attachments' },
    action: 'respond',
    params: { status: 200, json },
    times: 0,
  })
  const view = await bench.upload(bench.file('a.bin', 10), { to: task })
  expect(view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
  expect(await bench.requests('simplePut')).toEqual([])
})

it.each([10, size])('what cannot be read back is done by its size (%i bytes)', async (bytes) => {
  const bench = await OwnerBench.open()
  const refused = { status: 405, code: 'ErrorInvalidRequest' }
  await bench.practice.fault({ match: { op: 'content' }, action: 'respond', params: refused, times: 0 })
  const source = bench.file('a.bin', bytes)
  expect(await bench.upload(source, { to: task })).toMatchObject({
    state: 'done',
    evidence: 'size',
    remote: { hash: null },
  })
  await expectAttached(bench, source)
})

it('what reads back as something else is told, and not sent again', async () => {
  const bench = await OwnerBench.open()
  const params = { status: 200, body: 'something else', contentType: 'application/octet-stream' }
  await bench.practice.fault({ match: { op: 'content' }, action: 'respond', params, times: 0 })
  const view = await bench.upload(bench.file('a.bin', size), { to: task })
  expect(view).toMatchObject({ state: 'failed', failure: { code: 'content-differs' } })
  expect(await attachmentsOf(bench.practice)).toHaveLength(1)
})

it('a read-back that is cut off is asked for again', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'content' }, action: 'reset', params: { at: 'stored' } })
  const source = bench.file('a.bin', size)
  expect(await bench.upload(source, { to: task })).toMatchObject({ state: 'done', evidence: 'hash' })
  await expectAttached(bench, source)
})

it('of two of our name the later one is ours', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({
    match: { op: 'simplePut' },
    steps: [
      { action: 'hold', params: { at: 'stored' } },
      { action: 'reset', params: { at: 'stored' } },
    ],
  })
  await bench.practice.fault({ match: { op: 'simplePut' }, action: 'hold', params: { gate: 'other' } })
  const source = bench.file('a.bin', 10)
  const id = await bench.enqueue(source, { to: task })
  await bench.practice.control('GET', '/journal/wait?op=simplePut&state=held&timeoutMs=30000')
  // Between our look and our request somebody attaches the same name.
  await bench.practice.control('POST', '/todo', { what: 'attach', task: 'practice-task', name: 'a.bin', size: 11 })
  await bench.practice.control('POST', '/clock', { advanceMs: 1_000 })
  await bench.practice.control('POST', '/faults/release', { gate: 'other' })
  await bench.practice.control('GET', '/journal/wait?op=simplePut&state=held&timeoutMs=30000')
  await bench.practice.control('POST', '/faults/release', {})
  expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect(await attachmentsOf(bench.practice)).toMatchObject([{ size: 11 }, { size: 10, sha256: source.sha256 }])
  expect(await bench.requests('simplePut')).toHaveLength(1)
})

it('fault-P28 a task that is removed meanwhile blocks, with the session kept', async () => {
  const bench = await OwnerBench.open()
  const gone = { status: 404, code: 'ErrorItemNotFound' }
  await bench.practice.fault({
    match: { op: ['put', 'attachments', 'create'] },
    action: 'respond',
    params: gone,
    times: 0,
  })
  const view = await bench.upload(bench.file('a.bin', size), { to: task })
  expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
})

it('an address is told for what it is', async () => {
  const bench = await OwnerBench.open()
  const check = (address: string) => bench.client.destinations.check({ account: 'cloud', to: address })
  expect(await check(task)).toMatchObject({ ok: true })
  expect(await check(`${task}x`)).toMatchObject({ ok: false, failure: { code: 'destination-gone' } })
})
