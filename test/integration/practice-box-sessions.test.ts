import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { BoxPractice, digest, partSize, sha1 } from './practice-box-client.ts'
import type { Json } from './practice-client.ts'

const bytes = pseudoRandom(3 * partSize + 1, 11)
const offsets = [0, partSize, 2 * partSize, 3 * partSize]

describe('upload sessions (OAS post_files_upload_sessions; box-and-peers.md 1.4 to 1.8)', () => {
  it('upload a new file in parts of the server’s size', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a.bin', bytes.length)
    const url = `${box.practice.cloud.boxUploadUrl}/api/2.0/files/upload_sessions/${session.id}`
    expect(session).toEqual({
      id: expect.stringMatching(/^[0-9A-F]{32}$/),
      type: 'upload_session',
      session_expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      part_size: partSize,
      total_parts: 4,
      num_parts_processed: 0,
      session_endpoints: {
        upload_part: url,
        commit: `${url}/commit`,
        abort: url,
        list_parts: `${url}/parts`,
        status: url,
        log_event: `${url}/log`,
      },
    })
    const first = await box.part(session, bytes, 0)
    const part = { part_id: expect.any(String), offset: 0, size: partSize, sha1: sha1(bytes.subarray(0, partSize)) }
    expect(first).toMatchObject({ status: 200, json: { part } })
    expect((await box.ask('GET', url)).json).toEqual({ ...session, num_parts_processed: 1 })
    const rest = await box.parts(session, bytes, [3, 1, 2])
    const attributes = { content_modified_at: '2020-02-03T04:05:06Z', description: 'of a ship' }
    const committed = await box.commit(session, bytes, [first.json.part, ...rest], { attributes })
    expect(committed.status).toBe(201)
    expect(committed.json).toMatchObject({
      total_count: 1,
      entries: [
        {
          type: 'file',
          id: expect.stringMatching(/^\d+$/),
          etag: '0',
          sequence_id: '0',
          name: 'a.bin',
          size: bytes.length,
          sha1: sha1(bytes),
          description: 'of a ship',
          content_modified_at: '2020-02-02T20:05:06-08:00',
          file_version: { type: 'file_version', id: expect.any(String), sha1: sha1(bytes) },
          parent: { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' },
          item_status: 'active',
        },
      ],
    })
    const { id } = committed.json.entries[0]
    expect((await box.api('GET', `/files/${id}`)).json).toEqual(committed.json.entries[0])
    expect(await box.stored('/a.bin')).toMatchObject({ id, size: bytes.length, sha1: sha1(bytes) })
    expect(await box.violations()).toEqual([])
  })

  it('upload a new version, under another name if one is given', async () => {
    const box = await BoxPractice.start()
    const { id } = await box.file('old.bin', pseudoRandom(10, 1))
    const body = { file_size: bytes.length, file_name: 'new.bin' }
    const { status, json: session } = await box.upload('POST', `/files/${id}/upload_sessions`, { body })
    expect(status).toBe(201)
    const parts = await box.parts(session, bytes)
    const wrong = await box.commit(session, bytes, parts, { headers: { 'If-Match': '7' } })
    expect(wrong).toMatchObject({ status: 412, json: { code: 'precondition_failed' } })
    const { json } = await box.commit(session, bytes, parts, { headers: { 'If-Match': '0' } })
    expect(json.entries[0]).toMatchObject({ id, etag: '1', name: 'new.bin', sha1: sha1(bytes) })
  })

  const create: readonly [string, object, number, string][] = [
    ['no folder', { file_name: 'a', file_size: 100 }, 400, 'missing_destination'],
    ['a folder that is no number', { folder_id: 'x', file_name: 'a', file_size: 100 }, 400, 'invalid_folder_id'],
    ['no such folder', { folder_id: '77', file_name: 'a', file_size: 100 }, 404, 'invalid_parameter'],
    ['no name', { folder_id: '0', file_size: 100 }, 400, 'missing_file_name'],
    ['no size', { folder_id: '0', file_name: 'a' }, 400, 'missing_file_size'],
    ['a size that is text', { folder_id: '0', file_name: 'a', file_size: '100' }, 400, 'invalid_file_size'],
    ['a size below the floor', { folder_id: '0', file_name: 'a', file_size: 99 }, 400, 'file_size_too_small'],
    ['a size above the cap', { folder_id: '0', file_name: 'a', file_size: 2001 }, 403, 'file_size_limit_exceeded'],
    ['no room', { folder_id: '0', file_name: 'a', file_size: 1001 }, 403, 'storage_limit_exceeded'],
    ['a slash in the name', { folder_id: '0', file_name: 'a/b', file_size: 100 }, 400, 'item_name_invalid'],
    ['a space at its end', { folder_id: '0', file_name: 'a ', file_size: 100 }, 400, 'item_name_invalid'],
    ['a tab in it', { folder_id: '0', file_name: 'a\tb', file_size: 100 }, 400, 'item_name_invalid'],
    ['two dots', { folder_id: '0', file_name: '..', file_size: 100 }, 400, 'item_name_invalid'],
    ['256 characters', { folder_id: '0', file_name: 'a'.repeat(256), file_size: 100 }, 400, 'item_name_too_long'],
  ]

  it('are refused with every documented code', async () => {
    const box = await BoxPractice.start({ boxSessionFloor: 100, boxLargestFile: 2000, quotaTotal: 1000 })
    for (const [why, body, status, code] of create) {
      const answer = await box.upload('POST', '/files/upload_sessions', { body })
      expect(answer, why).toMatchObject({
        status,
        json: { type: 'error', status, code, request_id: expect.stringMatching(/^[0-9a-f]{16}$/) },
      })
    }
    expect((await box.create('a'.repeat(255), 100)).status).toBe(201)
    const none = await box.upload('POST', '/files/77/upload_sessions', { body: { file_size: 100 } })
    expect(none).toMatchObject({ status: 404, json: { code: 'not_found' } })
  })

  it.each([
    [20_000_000, 201],
    [19_999_999, 400],
  ])('have a floor: %i bytes', async (size, status) => {
    const box = await BoxPractice.start({ boxSessionFloor: 20_000_000, boxPartSize: 8 * 1024 * 1024 })
    const answer = await box.create('a', size)
    expect(answer.status).toBe(status)
    if (status === 201) expect(answer.json).toMatchObject({ part_size: 8_388_608, total_parts: 3 })
  })

  it('tell what has the name: a file as an object or an array, a folder as an array', async () => {
    const box = await BoxPractice.start()
    const file = await box.file('A.bin', bytes.subarray(0, 5))
    const conflict = {
      type: 'file',
      id: file.id,
      etag: '0',
      sequence_id: '0',
      name: 'A.bin',
      sha1: sha1(bytes.subarray(0, 5)),
      file_version: file.file_version,
    }
    const asObject = await box.create('a.BIN', bytes.length)
    expect(asObject).toMatchObject({ status: 409, json: { code: 'item_name_in_use' } })
    expect(asObject.json.context_info).toEqual({ conflicts: conflict })
    await box.practice.switch({ boxConflicts: 'array' })
    expect((await box.create('a.bin', bytes.length)).json.context_info).toEqual({ conflicts: [conflict] })
    await box.api('POST', '/folders', { body: { name: 'b', parent: { id: '0' } } })
    const folder = (await box.create('B', bytes.length)).json.context_info.conflicts
    expect(folder).toMatchObject([{ type: 'folder', name: 'b' }])
  })

  it('may be refused for another session of the same file, which is told', async () => {
    const box = await BoxPractice.start({ boxSessionConflict: true })
    const session = await box.open('a', bytes.length)
    const answer = await box.create('A', bytes.length)
    expect(answer).toMatchObject({ status: 409, json: { code: 'session_conflict', context_info: { session } } })
  })

  it('end by abort, by commit and by time', async () => {
    const box = await BoxPractice.start()
    const aborted = await box.open('a', bytes.length)
    await box.parts(aborted, bytes)
    expect((await box.ask('DELETE', aborted.session_endpoints.abort)).status).toBe(204)
    const done = await box.open('b', bytes.length)
    const parts = await box.parts(done, bytes)
    await box.commit(done, bytes, parts)
    const late = await box.open('c', bytes.length)
    for (const session of [aborted, done]) await gone(box, session, 404, 'upload_session_not_found')
    await box.practice.control('POST', '/clock', { advanceMs: 7 * 24 * 60 * 60 * 1000 - 60_000 })
    expect((await box.ask('GET', late.session_endpoints.status)).status).toBe(200)
    await box.practice.control('POST', '/clock', { advanceMs: 60_000 })
    await gone(box, late, 410, 'session_expired')
    const malformed = late.session_endpoints.status.replace(late.id, 'x')
    expect(await box.ask('GET', malformed)).toMatchObject({ status: 400, json: { code: 'invalid_upload_session_id' } })
  })

  it('take events for the log', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const body = { event_type: 'part_failure', event_info: '' }
    expect((await box.ask('POST', session.session_endpoints.log_event, { body })).status).toBe(204)
  })

  it('outlive a restart with their parts', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const before = await box.parts(session, bytes, [2, 0])
    await box.practice.restart()
    const { json } = await box.list(session)
    expect(byOffset(json.entries)).toEqual(before)
    const rest = await box.parts(session, bytes, [1, 3])
    expect((await box.commit(session, bytes, byOffset([...before, ...rest]))).status).toBe(201)
    expect(await box.stored('/a')).toMatchObject({ sha1: sha1(bytes) })
  })
})

async function gone(box: BoxPractice, session: Json, status: number, code: string): Promise<void> {
  const { abort, commit, list_parts: list, upload_part: put } = session.session_endpoints
  const range = { 'Content-Range': `bytes 0-${partSize - 1}/${bytes.length}`, Digest: digest(bytes) }
  const answers = [
    await box.ask('GET', put),
    await box.ask('GET', list),
    await box.ask('PUT', put, { body: bytes.subarray(0, partSize), headers: range }),
    await box.ask('POST', commit, { body: { parts: [] }, headers: { Digest: digest(bytes) } }),
    await box.ask('DELETE', abort),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status, json: { code } })
}

describe('parts', () => {
  it('come in any order and beside each other', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes, [3, 1, 0, 2])
    expect(parts.map(({ offset }) => offset)).toEqual(offsets)
    expect((await box.commit(session, bytes, parts)).status).toBe(201)
  })

  it('may come without a length, since an SDK sends them so', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', partSize)
    const piece = bytes.subarray(0, partSize)
    const headers = {
      'Content-Range': `bytes 0-${partSize - 1}/${partSize}`,
      Digest: digest(piece).replace('sha', 'SHA'),
    }
    const url = session.session_endpoints.upload_part
    expect((await box.ask('PUT', url, { body: piece, chunked: true, headers })).status).toBe(200)
    expect(await box.violations()).toMatchObject([{ rule: 'chunked-body' }])
  })

  const refused: readonly [string, Record<string, string>, number, string][] = [
    ['no range', { 'Content-Range': '' }, 400, 'bad_request'],
    ['another total', { 'Content-Range': `bytes 0-${partSize - 1}/${bytes.length + 1}` }, 416, 'invalid_range'],
    ['a start between parts', { 'Content-Range': `bytes 1-${partSize}/${bytes.length}` }, 416, 'invalid_range'],
    ['two parts', { 'Content-Range': `bytes 0-${2 * partSize - 1}/${bytes.length}` }, 416, 'invalid_range'],
    ['half a part', { 'Content-Range': `bytes 0-${partSize / 2 - 1}/${bytes.length}` }, 416, 'invalid_range'],
    ['another length', { 'Content-Range': `bytes ${offsets[3]}-${offsets[3]}/${bytes.length}` }, 400, 'bad_request'],
    ['no digest', { Digest: '' }, 400, 'bad_request'],
    ['a digest in hex', { Digest: `sha=${sha1(bytes)}` }, 400, 'bad_request'],
    ['another digest', { Digest: digest(bytes) }, 412, 'precondition_failed'],
  ]

  it.each(refused)('are refused with %s', async (_, headers, status, code) => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    expect(await box.part(session, bytes, 0, headers)).toMatchObject({ status, json: { code } })
    expect((await box.list(session)).json).toMatchObject({ entries: [], total_count: 0 })
    expect((await box.part(session, bytes, 0)).status).toBe(200)
  })

  it.each([416, 409])('are never stored twice (%i)', async (status) => {
    const box = await BoxPractice.start({ boxOverlapStatus: status })
    const session = await box.open('a', bytes.length)
    const { part } = (await box.part(session, bytes, 0)).json
    const again = await box.part(session, bytes, 0)
    expect(again).toMatchObject({ status, json: { code: 'range_overlaps_existing_part' } })
    expect(again.json.message).toContain(part.part_id)
    expect(await box.violations()).toMatchObject([{ rule: 'resent-acknowledged' }])
  })

  it('count as acknowledged by the list, too', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.practice.fault({ preset: 'box-F4' })
    await expect(box.part(session, bytes, partSize)).rejects.toThrow(/ECONNRESET|socket hang up/)
    expect((await box.list(session)).json.entries).toHaveLength(1)
    await box.part(session, bytes, partSize)
    expect(await box.violations()).toMatchObject([{ rule: 'resent-acknowledged' }])
  })

  it('answer bare where the guide is to be believed', async () => {
    const box = await BoxPractice.start({ boxPartAnswer: 'bare' })
    const session = await box.open('a', bytes.length)
    expect((await box.part(session, bytes, 0)).json).toMatchObject({ offset: 0, size: partSize })
  })

  it('are listed in pages of entries, in no order of bytes', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    const all = await box.list(session)
    expect(all.json).toMatchObject({ offset: 0, limit: 100, total_count: 4, order: [{ by: 'type', direction: 'ASC' }] })
    expect(byOffset(all.json.entries)).toEqual(parts)
    const pages = [await box.list(session, '?limit=3'), await box.list(session, '?offset=3&limit=3')]
    expect(pages.flatMap(({ json }) => json.entries)).toEqual(all.json.entries)
    const wrong = ['offset=10001', 'offset=-1', 'limit=1001', 'limit=0', 'limit=x']
    for (const query of wrong) {
      const code = query.startsWith('offset') ? 'invalid_offset' : 'invalid_limit'
      expect(await box.list(session, `?${query}`)).toMatchObject({ status: 400, json: { code } })
    }
  })
})

describe('commits', () => {
  it('are refused until the parts named are the parts there are', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    const [first, ...rest] = parts
    const wrong = [
      [],
      rest,
      [...parts, first],
      [{ ...first, part_id: 'FFFFFFFF' }, ...rest],
      [{ ...first, size: 1 }, ...rest],
      [{ ...first, sha1: sha1(bytes) }, ...rest],
    ]
    for (const named of wrong) {
      expect(await box.commit(session, bytes, named)).toMatchObject({ status: 400, json: { code: 'parts_mismatch' } })
    }
    const withoutSha1 = parts.map((part) => ({ part_id: part.part_id, offset: part.offset, size: part.size }))
    expect(
      (await box.commit(session, bytes, [{ ...withoutSha1[0], sha1: null }, ...withoutSha1.slice(1)])).status,
    ).toBe(201)
  })

  it('are refused with a wrong digest, or none, and can be made again', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    const wrong = await box.commit(session, bytes.subarray(1), parts)
    expect(wrong).toMatchObject({ status: 400, json: { code: 'digest_mismatch' } })
    expect(wrong.json.message).toContain(digest(bytes).slice(4))
    const none = await box.commit(session, bytes, parts, { headers: { Digest: '' } })
    expect(none).toMatchObject({ status: 400, json: { code: 'bad_request' } })
    expect((await box.commit(session, bytes, parts)).status).toBe(201)
  })

  it('wait for the parts to be processed', async () => {
    const box = await BoxPractice.start({ boxProcessingMs: 30_000 })
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    const early = await box.commit(session, bytes, parts)
    expect(early).toMatchObject({ status: 202, bytes: Buffer.alloc(0) })
    expect(Number(early.headers['retry-after'])).toBeGreaterThan(0)
    expect((await box.ask('GET', session.session_endpoints.status)).json.num_parts_processed).toBe(0)
    const { part } = (await box.part(await box.open('b', partSize), bytes.subarray(0, partSize), 0)).json
    expect(part.size).toBe(partSize)
    expect(await box.violations()).toEqual([])
    await box.practice.control('POST', '/clock', { advanceMs: 30_000 })
    const changed = await box.commit(session, bytes, parts, { attributes: { description: 'another' } })
    expect(changed.status).toBe(201)
    expect((await box.violations()).map(({ rule }) => rule)).toContain('commit-changed')
  })

  it('are refused where somebody took the name, filled the room, or took the folder away', async () => {
    const box = await BoxPractice.start()
    const { practice } = box
    const taken = await box.open('taken', bytes.length)
    const parts = await box.parts(taken, bytes)
    await practice.write({ what: 'create', drive: 'practice-box', path: '/TAKEN', size: 3 })
    expect(await box.commit(taken, bytes, parts)).toMatchObject({ status: 409, json: { code: 'item_name_in_use' } })
    await practice.write({ what: 'delete', drive: 'practice-box', path: '/TAKEN' })
    await practice.switch({ quotaTotal: 10 })
    expect(await box.commit(taken, bytes, parts)).toMatchObject({
      status: 403,
      json: { code: 'storage_limit_exceeded' },
    })
    await practice.switch({ quotaTotal: 10_000_000 })
    expect((await box.commit(taken, bytes, parts)).status).toBe(201)
  })

  it('that are repeated find nothing, or the same answer', async () => {
    const box = await BoxPractice.start({ boxRepeatedCommit: 'replay' })
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    const first = await box.commit(session, bytes, parts)
    expect((await box.commit(session, bytes, parts)).json).toEqual(first.json)
    await box.practice.switch({ boxRepeatedCommit: 'gone' })
    expect(await box.commit(session, bytes, parts)).toMatchObject({
      status: 404,
      json: { code: 'upload_session_not_found' },
    })
  })
})

function byOffset(parts: readonly Json[]): Json[] {
  return [...parts].sort((a, b) => a.offset - b.offset)
}
