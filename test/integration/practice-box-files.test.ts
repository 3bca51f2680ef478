import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { BoxPractice, form, sha1 } from './practice-box-client.ts'
import { raw } from './practice-client.ts'

const bytes = pseudoRandom(200_003, 5)
const root = { id: '0' }

describe('direct uploads (OAS post_files_content; guides/uploads/direct)', () => {
  it.each([0, 1, bytes.length])('make a file of %i bytes', async (size) => {
    const box = await BoxPractice.start()
    const content = bytes.subarray(0, size)
    const times = { content_created_at: '2019-01-01T00:00:00Z', content_modified_at: '2020-01-01T00:00:00+02:00' }
    const headers = { 'Content-MD5': sha1(content) }
    const answer = await box.direct('/files/content', { name: 'a.txt', parent: root, ...times }, content, headers)
    expect(answer).toMatchObject({ status: 201, json: { total_count: 1 } })
    expect(answer.json.entries[0]).toMatchObject({
      type: 'file',
      name: 'a.txt',
      size,
      sha1: sha1(content),
      content_created_at: '2018-12-31T16:00:00-08:00',
      content_modified_at: '2019-12-31T14:00:00-08:00',
    })
    expect(await box.stored('/a.txt')).toMatchObject({ size, sha1: sha1(content) })
    expect(await box.violations()).toEqual([])
  })

  it('take a body in pieces of any size', async () => {
    const box = await BoxPractice.start()
    const tricky = Buffer.concat([Buffer.from('\r\n--'), bytes, Buffer.from('\r\n------longshore-test\r\n\r')])
    const { body, contentType } = form([
      ['attributes', JSON.stringify({ name: 'a', parent: root })],
      ['content', tricky],
    ])
    await box.practice.fault({
      match: { op: 'simplePut' },
      action: 'slowRead',
      params: { bytesPerSecond: 100_000_000 },
    })
    const url = '/files/content'
    expect(
      (await box.upload('POST', url, { body, chunked: true, headers: { 'Content-Type': contentType } })).status,
    ).toBe(201)
    expect(await box.stored('/a')).toMatchObject({ sha1: sha1(tricky) })
  })

  it.each([200, 201])('make a new version, by If-Match (%i)', async (status) => {
    const box = await BoxPractice.start({ boxVersionStatus: status })
    const before = await box.file('a', bytes.subarray(0, 9))
    const path = `/files/${before.id}/content`
    const wrong = await box.direct(path, {}, bytes, { 'If-Match': '3' })
    expect(wrong).toMatchObject({ status: 412, json: { code: 'precondition_failed' } })
    const answer = await box.direct(path, { name: 'b' }, bytes, { 'If-Match': '"0"' })
    expect(answer.status).toBe(status)
    const [after] = answer.json.entries
    expect(after).toMatchObject({ id: before.id, etag: '1', name: 'b', sha1: sha1(bytes) })
    expect(after.file_version.id).not.toBe(before.file_version.id)
    expect((await box.direct('/files/77/content', {}, bytes)).status).toBe(404)
  })

  const described = (value: unknown) => ['attributes', JSON.stringify(value)] as const
  const file = ['file', bytes] as const
  const good = { name: 'a', parent: root }

  it.each([
    ['attributes behind the file', [file, described(good)], {}, 400, 'metadata_after_file_contents'],
    ['no file', [described(good)], {}, 400, 'bad_request'],
    ['no attributes', [file], {}, 400, 'bad_request'],
    ['attributes that are no JSON', [['attributes', '{'], file], {}, 400, 'bad_request'],
    ['no parent', [described({ name: 'a' }), file], {}, 400, 'bad_request'],
    ['no such parent', [described({ name: 'a', parent: { id: '7' } }), file], {}, 404, 'not_found'],
    ['a bad name', [described({ ...good, name: 'a\\b' }), file], {}, 400, 'item_name_invalid'],
    ['a name in use', [described({ ...good, name: 'TAKEN' }), file], {}, 409, 'item_name_in_use'],
    ['another digest', [described(good), file], { 'Content-MD5': sha1(bytes.subarray(1)) }, 400, 'bad_digest'],
  ] as const)('refuse %s, and keep nothing', async (_, fields, headers, status, code) => {
    const box = await BoxPractice.start()
    await box.file('taken', bytes.subarray(0, 1))
    const { body, contentType } = form(fields)
    const answer = await box.upload('POST', '/files/content', {
      body,
      headers: { 'Content-Type': contentType, ...headers },
    })
    expect(answer).toMatchObject({ status, json: { type: 'error', code } })
    expect((await box.practice.control('GET', '/items')).items).toHaveLength(1)
  })

  it('end at the documented size', async () => {
    const box = await BoxPractice.start({ boxDirectLimit: bytes.length - 1 })
    const attributes = { name: 'a', parent: root }
    const answer = await box.direct('/files/content', attributes, bytes)
    expect(answer).toMatchObject({ status: 413, json: { code: 'request_entity_too_large' } })
    expect((await box.direct('/files/content', attributes, bytes.subarray(1))).status).toBe(201)
  })

  it('end at 50 MB where nobody says otherwise', async () => {
    const box = await BoxPractice.start()
    expect(await box.practice.control('GET', '/switches')).toMatchObject({ boxDirectLimit: 50_000_000 })
  })
})

describe('preflight (guides/uploads/check.md)', () => {
  it('answers with where to upload', async () => {
    const box = await BoxPractice.start()
    const { boxUploadUrl } = box.practice.cloud
    const body = { name: 'a', size: 5, parent: root }
    const fresh = await box.api('OPTIONS', '/files/content', { body })
    expect(fresh.status).toBe(200)
    expect(fresh.json).toEqual({ upload_url: `${boxUploadUrl}/api/2.0/files/content`, upload_token: null })
    const { id } = await box.file('a', bytes)
    const version = await box.api('OPTIONS', `/files/${id}/content`, { body: { name: 'a', size: 5 } })
    expect(version.json.upload_url).toBe(`${boxUploadUrl}/api/2.0/files/${id}/content`)
  })

  it('says what an upload would say', async () => {
    const box = await BoxPractice.start({ quotaTotal: 1_000_000, boxLargestFile: 2_000_000 })
    const taken = await box.file('taken', bytes)
    const cases: readonly [object, number, string][] = [
      [{ name: 'a/b', parent: root }, 400, 'item_name_invalid'],
      [{ name: 'a', parent: { id: '7' } }, 404, 'not_found'],
      [{ name: 'a', parent: root, size: 1_500_000 }, 403, 'storage_limit_exceeded'],
      [{ name: 'a', parent: root, size: 2_500_000 }, 403, 'file_size_limit_exceeded'],
      [{ name: 'a', parent: root, size: '5' }, 400, 'bad_request'],
      [{ name: 'Taken', parent: root, size: 5 }, 409, 'item_name_in_use'],
    ]
    for (const [body, status, code] of cases) {
      expect(await box.api('OPTIONS', '/files/content', { body })).toMatchObject({ status, json: { code } })
    }
    const { json } = await box.api('OPTIONS', '/files/content', { body: { name: 'taken', parent: root } })
    expect(json.context_info.conflicts).toMatchObject({ id: taken.id, etag: '0', sha1: sha1(bytes) })
    expect((await box.api('OPTIONS', '/files/77/content', { body: {} })).status).toBe(404)
  })
})

describe('folders (OAS post_folders, get_folders_id_items)', () => {
  it('are made, told and listed by offset', async () => {
    const box = await BoxPractice.start()
    const made = await box.api('POST', '/folders', { body: { name: 'Cargo', parent: root } })
    expect(made).toMatchObject({ status: 201, json: { type: 'folder', name: 'Cargo', parent: { id: '0' }, etag: '0' } })
    const { id } = made.json
    const files = [await box.file('b', bytes, id), await box.file('a', bytes, id)]
    const inner = await box.api('POST', '/folders', { body: { name: 'z', parent: { id } } })
    const { json } = await box.api('GET', `/folders/${id}/items`)
    expect(json).toMatchObject({ total_count: 3, offset: 0, limit: 100, order: [{ by: 'type' }, { by: 'name' }] })
    expect(json.entries.map((entry: { name: string }) => entry.name)).toEqual(['z', 'a', 'b'])
    expect(json.entries[1]).toEqual({
      type: 'file',
      id: files[1].id,
      sequence_id: '0',
      etag: '0',
      name: 'a',
      sha1: sha1(bytes),
      file_version: files[1].file_version,
    })
    const page = await box.api('GET', `/folders/${id}/items?offset=1&limit=1&fields=size,name`)
    expect(page.json.entries).toEqual([{ type: 'file', id: files[1].id, etag: '0', name: 'a', size: bytes.length }])
    expect((await box.api('GET', `/folders/${id}`)).json).toMatchObject({
      path_collection: { total_count: 1, entries: [{ id: '0', name: 'All Files' }] },
      item_collection: { total_count: 3 },
    })
    expect(
      (await box.api('GET', `/files/${files[0].id}?fields=path_collection`)).json.path_collection.entries,
    ).toMatchObject([{ id: '0' }, { id, type: 'folder', name: 'Cargo' }])
    expect(inner.json.path_collection.total_count).toBe(2)
  })

  it('are listed by marker, without a count', async () => {
    const box = await BoxPractice.start()
    const names = ['a', 'b', 'c']
    for (const name of names) await box.file(name, Buffer.from(name))
    const first = await box.api('GET', '/folders/0/items?usemarker=true&limit=2')
    expect(Object.keys(first.json).sort()).toEqual(['entries', 'limit', 'next_marker'])
    const last = await box.api('GET', `/folders/0/items?usemarker=true&limit=2&marker=${first.json.next_marker}`)
    expect(last.json.next_marker).toBe('')
    const all = [...first.json.entries, ...last.json.entries]
    expect(all.map(({ name }: { name: string }) => name)).toEqual(names)
    const made = await box.api('POST', '/folders', { body: { name: 'Cargo', parent: root } })
    const elsewhere = `/folders/${made.json.id}/items?usemarker=true&marker=${first.json.next_marker}`
    expect(await box.api('GET', elsewhere)).toMatchObject({ status: 400, json: { code: 'bad_request' } })
  })

  it('are refused by code', async () => {
    const box = await BoxPractice.start()
    const { id } = await box.file('taken', bytes)
    const cases: readonly [string, string, object | undefined, number, string][] = [
      ['POST', '/folders', { name: 'TAKEN', parent: root }, 409, 'item_name_in_use'],
      ['POST', '/folders', { name: ' a', parent: root }, 400, 'item_name_invalid'],
      ['POST', '/folders', { name: 'a', parent: { id: '7' } }, 404, 'not_found'],
      ['POST', '/folders', { name: 'a' }, 400, 'bad_request'],
      ['GET', '/folders/7', undefined, 404, 'not_found'],
      ['GET', `/folders/${id}`, undefined, 404, 'not_found'],
      ['GET', '/files/0', undefined, 404, 'not_found'],
      ['GET', '/folders/0/items?offset=10001', undefined, 400, 'invalid_offset'],
      ['GET', '/folders/0/items?limit=0', undefined, 400, 'invalid_limit'],
      ['GET', '/nothing', undefined, 404, 'not_found'],
    ]
    for (const [method, path, body, status, code] of cases) {
      expect(await box.api(method, path, body ? { body } : {}), path).toMatchObject({ status, json: { code } })
    }
    expect((await box.api('DELETE', '/users/me')).status).toBe(405)
  })

  it('are not Graph’s', async () => {
    const box = await BoxPractice.start()
    const { id } = await box.file('a', bytes)
    for (const path of ['/drives/practice-box/root', `/me/drive/items/${id}`, `/shares/s!${id}/driveItem`]) {
      expect((await box.practice.graph('GET', path)).status, path).toBe(404)
    }
    await box.practice.write({ what: 'create', path: '/b', size: 1 })
    const foreign = await box.practice.item('/b')
    expect((await box.api('GET', `/files/${foreign.id}`)).status).toBe(404)
  })
})

describe('who one is (guides/authentication; box-and-peers.md 1.12, 1.13)', () => {
  it('tells the account’s limits', async () => {
    const box = await BoxPractice.start({ quotaTotal: 1_000_000, boxLargestFile: 500_000 })
    await box.file('a', bytes)
    const { json } = await box.api('GET', '/users/me')
    expect(json).toMatchObject({
      type: 'user',
      id: expect.stringMatching(/^\d+$/),
      login: 'you@practice.example',
      space_amount: 1_000_000,
      space_used: bytes.length,
      max_upload_size: 500_000,
    })
  })

  it.each([
    ['empty', ''],
    ['json', 'unauthorized'],
  ])('refuses a token with a body that is %s', async (boxUnauthorizedBody, code) => {
    const box = await BoxPractice.start({ boxUnauthorizedBody })
    const { boxUrl } = box.practice.cloud
    const wrong = await raw('GET', `${boxUrl}/2.0/users/me`, { headers: { Authorization: 'Bearer nobody' } })
    expect(wrong.status).toBe(401)
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"')
    expect(wrong.json.code ?? '').toBe(code)
    expect((await raw('GET', `${boxUrl}/2.0/users/me`)).status).toBe(401)
    expect(await box.violations()).toMatchObject([{ rule: 'token-missing' }])
  })

  it('wants the scope that writes', async () => {
    const box = await BoxPractice.start()
    const { accessToken } = await box.practice.control('POST', '/tokens', { scopes: ['root_readonly'] })
    const headers = { Authorization: `Bearer ${accessToken}` }
    expect((await box.api('GET', '/users/me', { headers })).status).toBe(200)
    const body = { folder_id: '0', file_name: 'a', file_size: 1 }
    const answer = await box.upload('POST', '/files/upload_sessions', { headers, body })
    expect(answer).toMatchObject({ status: 403, json: { code: 'insufficient_scope' } })
  })

  it('refreshes once with each refresh token', async () => {
    const box = await BoxPractice.start()
    const { boxUrl, boxLoginUrl } = box.practice.cloud
    const { refreshToken } = await box.practice.control('POST', '/tokens', {})
    const ask = (url: string, fields: Record<string, string>) =>
      raw('POST', url, {
        body: new URLSearchParams({ client_id: 'c', client_secret: 's', ...fields }).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
    const refresh = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const first = await ask(`${boxUrl}/oauth2/token`, refresh)
    expect(first.json).toEqual({
      access_token: expect.any(String),
      expires_in: 3599,
      restricted_to: [],
      refresh_token: expect.any(String),
      token_type: 'bearer',
    })
    const again = await ask(`${boxUrl}/oauth2/token`, refresh)
    const used = { error: 'invalid_grant', error_description: 'Refresh token has expired' }
    expect(again).toMatchObject({ status: 400, json: used })
    const next = { ...refresh, refresh_token: first.json.refresh_token }
    expect((await ask(`${boxLoginUrl}/api/oauth2/token`, next)).status).toBe(200)
    expect(await ask(`${boxUrl}/oauth2/token`, { grant_type: 'password' })).toMatchObject({
      json: { error: 'unsupported_grant_type' },
    })
    expect(await ask(`${boxUrl}/oauth2/token`, { ...next, client_secret: '' })).toMatchObject({
      json: { error: 'invalid_client' },
    })
    const headers = { Authorization: `Bearer ${first.json.access_token}` }
    expect((await box.api('GET', '/users/me', { headers })).status).toBe(200)
    await ask(`${boxUrl}/oauth2/revoke`, { token: first.json.access_token })
    expect((await box.api('GET', '/users/me', { headers })).status).toBe(401)
  })

  it('works over TLS, at every host', async () => {
    const box = await BoxPractice.start({}, { tls: true })
    const { boxUrl, boxUploadUrl, boxLoginUrl, caFile, token } = box.practice.cloud
    const ca = readFileSync(caFile ?? '')
    const headers = { Authorization: `Bearer ${token}` }
    expect((await raw('GET', `${boxUrl}/2.0/users/me`, { headers, ca })).status).toBe(200)
    const body = { folder_id: '0', file_name: 'a', file_size: 5 }
    const made = await raw('POST', `${boxUploadUrl}/api/2.0/files/upload_sessions`, { headers, ca, body })
    expect(made.json.session_endpoints.commit).toContain(`${boxUploadUrl}/api/2.0/`)
    expect((await raw('POST', `${boxLoginUrl}/api/oauth2/token`, { ca, body: '' })).json.error).toBe('invalid_client')
  })

  it('shows what another writer did, with its digest', async () => {
    const box = await BoxPractice.start()
    const { id } = await box.file('a', bytes)
    await box.practice.write({ what: 'overwrite', itemId: id, content: 'by somebody else' })
    const { json } = await box.api('GET', `/files/${id}`)
    expect(json).toMatchObject({ etag: '1', sha1: sha1(Buffer.from('by somebody else')), size: 16 })
  })

  it('has one token for everything, as Graph has', async () => {
    const box = await BoxPractice.start()
    expect((await box.api('GET', '/users/me')).status).toBe(200)
    expect(box.practice.cloud.ready()).toMatchObject({
      boxUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      boxUploadUrl: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      boxLoginUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
  })
})
