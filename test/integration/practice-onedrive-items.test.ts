import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { code, innerCode, type Json, Practice, raw } from './practice-client.ts'

const bytes = pseudoRandom(5000, 51)
const content = (path: string, query = '') => `/me/drive/root:${path}:/content${query}`
const conflict = (value: string) => `?@microsoft.graph.conflictBehavior=${value}`

describe('simple uploads', () => {
  it('create, replace, fail and rename', async () => {
    const practice = await Practice.start()
    const made = await practice.graph('PUT', content('/a.txt'), { body: bytes })
    expect([made.status, made.json.size]).toEqual([201, bytes.length])
    const replaced = await practice.graph('PUT', content('/A.TXT'), { body: 'x' })
    expect([replaced.status, replaced.json.id, replaced.json.name]).toEqual([200, made.json.id, 'a.txt'])
    const refused = await practice.graph('PUT', content('/a.txt', conflict('fail')), { body: 'y' })
    expect([refused.status, code(refused)]).toEqual([409, 'nameAlreadyExists'])
    const renamed = await practice.graph('PUT', content('/a.txt', conflict('rename')), { body: 'z' })
    expect([renamed.status, renamed.json.name]).toEqual([201, 'a 1.txt'])
    const byId = await practice.graph('PUT', `/me/drive/items/${made.json.id}/content`, { body: Buffer.alloc(0) })
    expect([byId.status, byId.json.size]).toEqual([200, 0])
    const { id: root } = (await practice.graph('GET', '/me/drive/root')).json
    const below = await practice.graph('PUT', `/me/drive/items/${root}:/b%25.txt:/content`, { body: 'b' })
    expect([below.status, below.json.name]).toEqual([201, 'b%.txt'])
  })

  it('are refused where they should be', async () => {
    const practice = await Practice.start()
    const ask = async (path: string, options: object) => {
      const answer = await practice.graph('PUT', path, { body: 'x', ...options })
      return [answer.status, code(answer), innerCode(answer)]
    }
    const { item } = await practice.write({ what: 'create', path: '/a', size: 1 })
    expect(await ask(content('/no/a'), {})).toEqual([404, 'itemNotFound', undefined])
    expect(await ask(content('/a.'), {})).toEqual([400, 'invalidRequest', 'invalidPath'])
    expect(await ask(content('/a'), { headers: { 'If-Match': '"{x},1"' } })).toEqual([
      412,
      'resourceModified',
      undefined,
    ])
    expect(await ask(content('/a', conflict('overwrite')), {})).toEqual([400, 'invalidRequest', undefined])
    expect(await ask(content('/a'), { chunked: true })).toEqual([411, 'invalidRequest', undefined])
    await practice.switch({ simpleUploadLimit: 10, quotaTotal: 11 })
    expect(await ask(content('/b'), { body: Buffer.alloc(11) })).toEqual([413, 'invalidRequest', undefined])
    expect(await ask(content('/b'), { body: Buffer.alloc(10) })).toEqual([201, undefined, undefined])
    expect(await ask(content('/c'), { body: Buffer.alloc(1) })).toEqual([507, 'quotaLimitReached', undefined])
    await practice.write({ what: 'lock', path: '/a' })
    expect(await ask(content('/a'), { headers: { 'If-Match': item.eTag } })).toEqual([
      423,
      'notAllowed',
      'resourceLocked',
    ])
    expect(await ask(content('/d'), { headers: { Authorization: 'Bearer x' } })).toEqual([
      401,
      'InvalidAuthenticationToken',
      undefined,
    ])
  })

  it('go through where a session holds the name', async () => {
    const practice = await Practice.start()
    await practice.open('/a.txt')
    expect((await practice.graph('PUT', content('/a.txt', conflict('fail')), { body: 'x' })).status).toBe(201)
  })
})

describe('items', () => {
  it('are found by id, by path, and by a path below an id, in any case', async () => {
    const practice = await Practice.start()
    const { item } = await practice.write({ what: 'create', path: '/Folder/ü b.txt', content: 'hello' })
    for (const path of [
      `/me/drive/items/${item.id}`,
      '/me/drive/root:/folder/%C3%BC%20B.txt',
      '/me/drive/root:/folder/%C3%BC%20b.txt:',
      `/drives/b!practice-me/items/${item.parentId}:/%C3%9C%20b.txt:`,
    ]) {
      const { json } = await practice.graph('GET', path)
      expect(json).toMatchObject({
        id: item.id,
        name: 'ü b.txt',
        size: 5,
        eTag: item.eTag,
        file: { hashes: { quickXorHash: item.quickXorHash } },
      })
    }
    expect(code(await practice.graph('GET', '/me/drive/root:/folder/none'))).toBe('itemNotFound')
    expect(code(await practice.graph('GET', `/drives/b!practice-site/items/${item.id}`))).toBe('itemNotFound')
  })

  it('are listed in pages', async () => {
    const practice = await Practice.start()
    for (let i = 0; i < 5; i++) await practice.write({ what: 'create', path: `/f/${i}.txt`, content: String(i) })
    const names: string[] = []
    let next: string | undefined = '/me/drive/root:/f:/children?$top=2'
    while (next) {
      const { json }: { json: Json } = await practice.graph('GET', next)
      names.push(...json.value.map(({ name }: Json) => name))
      next = json['@odata.nextLink']?.replace(`${practice.cloud.graphUrl}/v1.0`, '')
    }
    expect(names).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt'])
  })

  it('are listed by what was asked for, and only with the link that was given', async () => {
    const practice = await Practice.start()
    for (const name of ['a', 'b', 'c']) await practice.write({ what: 'folder', path: `/f/${name}/in` })
    await practice.write({ what: 'folder', path: '/g' })
    const list = (query: string, at = '/f') => practice.graph('GET', `/me/drive/root:${at}:/children${query}`)
    const { json } = await list('?$select=id,name,folder&$top=2')
    expect(json.value.map((item: Json) => Object.keys(item).toSorted())).toEqual([
      ['folder', 'id', 'name'],
      ['folder', 'id', 'name'],
    ])
    const link = new URL(json['@odata.nextLink'])
    expect(link.origin).toBe(practice.cloud.graphUrl)
    expect([link.searchParams.get('$select'), link.searchParams.get('$top')]).toEqual(['id,name,folder', '2'])
    const token = link.searchParams.get('$skiptoken') ?? ''
    const rest = await list(`?$top=2&$skiptoken=${token}`)
    expect(rest.json.value.map(({ name }: Json) => name)).toEqual(['c'])
    expect(rest.json['@odata.nextLink']).toBeUndefined()
    for (const [query, at] of [
      [`?$skiptoken=${token}`, '/g'],
      ['?$skiptoken=2', '/f'],
      ['?$top=0', '/f'],
      ['?$top=x', '/f'],
      ['?$skip=1', '/f'],
      ['?$filter=folder ne null', '/f'],
      ['?$select=nme', '/f'],
      ['?select=name', '/f'],
    ] as const) {
      const refused = await list(query.replaceAll(' ', '%20'), at)
      expect([query, refused.status, code(refused)]).toEqual([query, 400, 'invalidRequest'])
    }
    expect((await list('?$top=5000')).json.value).toHaveLength(3)
  })

  it('folders are made once', async () => {
    const practice = await Practice.start()
    const make = (more: object = {}) =>
      practice.graph('POST', '/me/drive/root/children', { body: { name: 'New', folder: {}, ...more } })
    expect((await make()).status).toBe(201)
    const again = await make({ '@microsoft.graph.conflictBehavior': 'fail' })
    expect([again.status, code(again)]).toEqual([409, 'nameAlreadyExists'])
    const body = { name: 'Sub', folder: {} }
    expect((await practice.graph('POST', '/me/drive/root:/new:/children', { body })).status).toBe(201)
    expect(code(await practice.graph('POST', '/me/drive/root:/none:/children', { body }))).toBe('itemNotFound')
  })

  it('are renamed, moved and given times', async () => {
    const practice = await Practice.start()
    const { item } = await practice.write({ what: 'create', path: '/a.txt', content: 'hello' })
    const { item: folder } = await practice.write({ what: 'folder', path: '/f' })
    const before = (await practice.graph('GET', `/me/drive/items/${item.id}`)).json
    const fileSystemInfo = { lastModifiedDateTime: '2001-02-03T04:05:06.000Z' }
    const body = { name: 'b.txt', fileSystemInfo, parentReference: { id: folder.id } }
    const { json, status } = await practice.graph('PATCH', `/me/drive/items/${item.id}`, { body })
    expect(status).toBe(200)
    expect(json).toMatchObject({ id: item.id, name: 'b.txt', fileSystemInfo, cTag: before.cTag })
    expect(json.eTag).not.toBe(before.eTag)
    await practice.write({ what: 'create', path: '/f/taken.txt', content: 'x' })
    const taken = await practice.graph('PATCH', '/me/drive/root:/f/b.txt', { body: { name: 'Taken.txt' } })
    expect([taken.status, code(taken)]).toEqual([409, 'nameAlreadyExists'])
  })

  it('are deleted with all below them', async () => {
    const practice = await Practice.start()
    await practice.write({ what: 'create', path: '/f/g/a.txt', content: 'hello' })
    const stale = await practice.graph('DELETE', '/me/drive/root:/f', { headers: { 'If-Match': '"{x},9"' } })
    expect(stale.status).toBe(412)
    expect((await practice.graph('DELETE', '/me/drive/root:/f')).status).toBe(204)
    expect((await practice.control('GET', '/items')).items).toEqual([])
  })

  it('give their content by a URL without token, or themselves', async () => {
    const practice = await Practice.start()
    await practice.graph('PUT', content('/a.bin'), { body: bytes })
    const { headers, status } = await practice.graph('GET', content('/a.bin'))
    expect(status).toBe(302)
    expect((await raw('GET', String(headers.location))).bytes.equals(bytes)).toBe(true)
    const part = await raw('GET', String(headers.location), { headers: { Range: 'bytes=10-19' } })
    expect([part.status, part.bytes.equals(bytes.subarray(10, 20))]).toEqual([206, true])
    await practice.switch({ contentRedirects: false })
    expect((await practice.graph('GET', content('/a.bin'))).bytes.equals(bytes)).toBe(true)
    await practice.graph('PUT', content('/a.bin'), { body: 'new' })
    expect((await raw('GET', String(headers.location))).status).toBe(404)
  })
})

describe('who and what there is', () => {
  it.each([
    ['/me', 'userPrincipalName', 'you@practice.example'],
    ['/users/colleague@practice.example', 'displayName', 'Practice colleague'],
    ['/me/drive', 'id', 'b!practice-me'],
    ['/drive', 'id', 'b!practice-me'],
    ['/drives/b!practice-site', 'driveType', 'documentLibrary'],
    ['/users/colleague@practice.example/drive', 'id', 'b!practice-other-user'],
    ['/sites/root', 'displayName', 'Harbour'],
    ['/sites/practice.sharepoint.example:/sites/harbour', 'displayName', 'Harbour'],
    ['/sites/root/drive', 'id', 'b!practice-site'],
    ['/groups/5a7e0000-0000-4000-8000-000000000005', 'displayName', 'Dockers'],
    ['/groups/5a7e0000-0000-4000-8000-000000000005/drive', 'id', 'b!practice-group'],
    ['/me/drive/special/photos', 'name', 'Pictures'],
  ])('%s', async (path, name, value) => {
    const practice = await Practice.start()
    const { json, headers, status } = await practice.graph('GET', path)
    expect([status, json[name]]).toEqual([200, value])
    expect(headers).toMatchObject({
      'odata-version': '4.0',
      'request-id': expect.any(String),
      'x-ms-ags-diagnostic': expect.any(String),
    })
  })

  it('knows what it does not know', async () => {
    const practice = await Practice.start()
    expect((await practice.graph('GET', '/nothing')).status).toBe(404)
    expect((await practice.graph('HEAD', '/me')).status).toBe(405)
    const put = await practice.graph('PUT', '/me/drive/root:/a:/createUploadSession')
    expect([put.status, put.headers.allow]).toEqual([405, 'POST'])
    expect(
      (await practice.graph('GET', '/me/drive', { headers: { 'client-request-id': 'mine' } })).headers[
        'client-request-id'
      ],
    ).toBe('mine')
    expect(code(await practice.graph('GET', '/me/drive/root:/%zz'))).toBe('invalidRequest')
  })
})
