import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { code, innerCode, Practice, raw, type RawAnswer, unit } from './practice-client.ts'

interface Row {
  readonly name: string
  readonly profile?: 'odp' | 'odb' | 'spo'
  readonly ask: (practice: Practice) => Promise<RawAnswer>
  readonly status: number
  readonly code?: string
  readonly inner?: string
}

const fail = { '@microsoft.graph.conflictBehavior': 'fail' }
const file = { what: 'create', path: '/kept.bin', size: 100 }

async function eTagOf(practice: Practice, path: string): Promise<string> {
  return (await practice.item(path)).eTag
}

async function idOf(practice: Practice, path: string): Promise<string> {
  return (await practice.item(path)).id
}

const rows: readonly Row[] = [
  {
    name: '1: no token',
    ask: ({ cloud }) => raw('POST', `${cloud.graphUrl}/v1.0/me/drive/root:/a:/createUploadSession`),
    status: 401,
    code: 'InvalidAuthenticationToken',
  },
  {
    name: '1: unknown token',
    ask: (practice) => practice.create('/a', {}, { Authorization: 'Bearer nobody' }),
    status: 401,
    code: 'InvalidAuthenticationToken',
  },
  {
    name: '2: scope without writing',
    ask: async (practice) => {
      const { accessToken } = await practice.control('POST', '/tokens', { scopes: ['Files.Read'] })
      return practice.create('/a', {}, { Authorization: `Bearer ${accessToken}` })
    },
    status: 403,
    code: 'accessDenied',
  },
  {
    name: '2: somebody else’s drive needs the wider scope',
    ask: async (practice) => {
      const { accessToken } = await practice.control('POST', '/tokens', { scopes: ['Files.ReadWrite'] })
      const headers = { Authorization: `Bearer ${accessToken}` }
      return practice.graph('POST', '/drives/b!practice-site/root:/a:/createUploadSession', { headers })
    },
    status: 403,
    code: 'accessDenied',
  },
  {
    name: '3: malformed JSON',
    ask: (practice) =>
      practice.graph('POST', '/me/drive/root:/a:/createUploadSession', {
        body: '{"item":',
        headers: { 'Content-Type': 'application/json' },
      }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '3: unknown conflictBehavior',
    ask: (practice) => practice.create('/a', { item: { '@microsoft.graph.conflictBehavior': 'overwrite' } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '3: @odata.type on the business service',
    ask: (practice) =>
      practice.create('/a', { item: { '@odata.type': 'microsoft.graph.driveItemUploadableProperties' } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '3: unknown member on the business service',
    ask: (practice) => practice.create('/a', { item: { size: 5 } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '3: unknown member on the personal service is overlooked',
    profile: 'odp',
    ask: (practice) => practice.create('/a', { item: { size: 5, '@odata.type': 'x' } }),
    status: 200,
  },
  {
    name: '3: deferCommit as a string',
    ask: (practice) => practice.create('/a', { deferCommit: 'Boolean' }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '4: children() on the personal service',
    profile: 'odp',
    ask: (practice) => practice.graph('POST', "/me/drive/root/children('a.bin')/createUploadSession"),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '4: children() on the business service',
    ask: (practice) => practice.graph('POST', "/me/drive/root/children('a.bin')/createUploadSession"),
    status: 200,
  },
  {
    name: '4: by id on the personal service',
    profile: 'odp',
    ask: async (practice) => {
      await practice.write(file)
      return practice.graph('POST', `/me/drive/items/${await idOf(practice, file.path)}/createUploadSession`)
    },
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '5: a folder without a name',
    ask: (practice) => practice.graph('POST', '/drive/root/createUploadSession', { body: { item: { name: 'a.bin' } } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '5: a folder without a name, with the switch',
    ask: async (practice) => {
      await practice.switch({ bareForms: true })
      return practice.graph('POST', '/drive/root/createUploadSession', { body: { item: { name: 'a.bin' } } })
    },
    status: 200,
  },
  { name: '6: no such parent', ask: (practice) => practice.create('/no/a'), status: 404, code: 'itemNotFound' },
  {
    name: '6: no such parent, with the switch',
    ask: async (practice) => {
      await practice.switch({ autoCreateParents: true })
      return practice.create('/made/on the way/a')
    },
    status: 200,
  },
  {
    name: '6: no such drive',
    ask: (practice) => practice.graph('POST', '/drives/nowhere/root:/a:/createUploadSession'),
    status: 404,
    code: 'itemNotFound',
  },
  {
    name: '7: forbidden character',
    ask: (practice) => practice.create('/a%3Fb'),
    status: 400,
    code: 'invalidRequest',
    inner: 'invalidPath',
  },
  {
    name: '7: reserved name',
    ask: (practice) => practice.create('/con'),
    status: 400,
    code: 'invalidRequest',
    inner: 'invalidPath',
  },
  {
    name: '7: trailing dot',
    ask: (practice) => practice.create('/a.'),
    status: 400,
    code: 'invalidRequest',
    inner: 'invalidPath',
  },
  {
    name: '7: too long',
    ask: (practice) => practice.create(`/${'x'.repeat(401)}`),
    status: 400,
    code: 'invalidRequest',
    inner: 'pathIsTooLong',
  },
  {
    name: '8: other name in the body',
    ask: (practice) => practice.create('/a', { item: { name: 'b' } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '9: unquoted eTag',
    ask: (practice) => practice.create('/a', {}, { 'If-Match': 'x' }),
    status: 400,
    code: 'invalidRequest',
    inner: 'malformedEntityTag',
  },
  {
    name: '10: If-Match of another version',
    ask: async (practice) => {
      await practice.write(file)
      return practice.create(file.path, {}, { 'If-Match': '"{x},1"' })
    },
    status: 412,
    code: 'resourceModified',
  },
  {
    name: '10: If-Match of this version',
    ask: async (practice) => {
      await practice.write(file)
      return practice.create(file.path, {}, { 'If-Match': await eTagOf(practice, file.path) })
    },
    status: 200,
  },
  {
    name: '10: If-None-Match of this version',
    ask: async (practice) => {
      await practice.write(file)
      return practice.create(file.path, {}, { 'If-None-Match': await eTagOf(practice, file.path) })
    },
    status: 412,
    code: 'resourceModified',
  },
  {
    name: '11: fileSize over the quota, personal',
    profile: 'odp',
    ask: async (practice) => {
      await practice.switch({ quotaTotal: 1000 })
      return practice.create('/a', { item: { fileSize: 1001 } })
    },
    status: 507,
    code: 'quotaLimitReached',
  },
  {
    name: '11: fileSize at all, business',
    ask: (practice) => practice.create('/a', { item: { fileSize: 1 } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '12: fail and the name is taken, in another case',
    ask: async (practice) => {
      await practice.write(file)
      return practice.create('/KEPT.bin', { item: fail })
    },
    status: 409,
    code: 'nameAlreadyExists',
  },
  {
    name: '12: the default replaces',
    ask: async (practice) => {
      await practice.write(file)
      return practice.create(file.path)
    },
    status: 200,
  },
  {
    name: '12: the default fails, with the switch',
    ask: async (practice) => {
      await practice.write(file)
      await practice.switch({ defaultConflict: 'fail' })
      return practice.create(file.path)
    },
    status: 409,
    code: 'nameAlreadyExists',
  },
  {
    name: '13: a live session holds the name, business',
    ask: async (practice) => {
      await practice.create('/a')
      return practice.create('/A')
    },
    status: 409,
    code: 'nameAlreadyExists',
  },
  {
    name: '13: an expired session does not',
    ask: async (practice) => {
      await practice.create('/a')
      await practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
      return practice.create('/a')
    },
    status: 200,
  },
  {
    name: '13: a live session does not hold the name, personal',
    profile: 'odp',
    ask: async (practice) => {
      await practice.create('/a')
      return practice.create('/a')
    },
    status: 200,
  },
  {
    name: '14: locked',
    ask: async (practice) => {
      await practice.write(file)
      await practice.write({ what: 'lock', path: file.path })
      return practice.create(file.path)
    },
    status: 423,
    code: 'notAllowed',
    inner: 'resourceLocked',
  },
]

describe('createUploadSession (graph.md H3)', () => {
  it.each(rows)('$name', async ({ profile, ask, status, code: wanted, inner }) => {
    const practice = await Practice.start({ profile })
    const answer = await ask(practice)
    expect({ status: answer.status, code: code(answer), inner: innerCode(answer) }).toEqual({
      status,
      code: wanted,
      inner,
    })
    const [entry] = (await practice.journal('?op=create')).slice(-1)
    expect(entry).toMatchObject({ status, errorCode: wanted ?? null, innerCode: inner ?? null })
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    if (status === 200) expect(answer.json).toMatchObject({ uploadUrl: expect.any(String), nextExpectedRanges: ['0-'] })
  })
})

/** graph.md A1, rows 1 to 20. `ID` is a file, `FOLDER` a folder, both on the drive that the form reaches. */
const forms: readonly (readonly [form: string, drive: string])[] = [
  ['/me/drive/items/FOLDER:/new.bin:', 'me'],
  ['/drives/DRIVE/items/ID', 'me'],
  ['/me/drive/items/ID', 'me'],
  ['/users/colleague@practice.example/drive/items/ID', 'other-user'],
  ['/groups/5a7e0000-0000-4000-8000-000000000005/drive/items/ID', 'group'],
  ['/sites/root/drive/items/ID', 'site'],
  [
    '/sites/practice.sharepoint.example,5a7e0000-0000-4000-8000-000000000003,5a7e0000-0000-4000-8000-000000000004/drive/root:/new.bin:',
    'site',
  ],
  ['/sites/practice.sharepoint.example:/sites/harbour:/drive/root:/new.bin:', 'site'],
  ['/drives/DRIVE/items/FOLDER:/new.bin:', 'me'],
  ['/me/drive/root:/folder/new.bin:', 'me'],
  ['/drive/root:/folder/new%20%23%25.bin:', 'me'],
  ['/me/drive/items/FOLDER:/sub/new.bin:', 'me'],
  ['/me/drive/special/documents:/new.bin:', 'me'],
  ['/me/drive/special/approot:/new.bin:', 'me'],
  ['/drive/items/ID', 'me'],
  ['/shares/s!ID/driveItem', 'me'],
  ['/shares/LINK/driveItem', 'me'],
  ['/shares/s!FOLDER/root:/new.bin:', 'me'],
  ['/drive/bundles/ID', 'me'],
  ['/drive/special/ID', 'me'],
  ['/drive/following/ID', 'me'],
  ["/me/drive/items/FOLDER/children('new.bin')", 'me'],
]

describe('every form of address (graph.md A1)', () => {
  it.each(forms)('%s', async (form, drive) => {
    const practice = await Practice.start()
    const id = `b!practice-${drive}`
    const { item } = await practice.write({ what: 'create', path: '/folder/file.bin', drive: id, size: 10 })
    await practice.write({ what: 'folder', path: '/folder/sub', drive: id })
    const { webUrl } = (await practice.graph('GET', `/drives/${id}/items/${item.id}`)).json
    const link = `u!${Buffer.from(webUrl).toString('base64url')}`
    const path = form.replace('DRIVE', id).replace('ID', item.id).replace('FOLDER', item.parentId).replace('LINK', link)
    const answer = await practice.graph('POST', `${path}/createUploadSession`)
    expect(answer.json).toMatchObject({ uploadUrl: expect.any(String) })
    const bytes = pseudoRandom(1000, 7)
    const done = await practice.put(answer.json.uploadUrl, bytes, 0, bytes.length)
    expect(done.status).toBe(form.includes('new') ? 201 : 200)
    expect(done.json).toMatchObject({ size: 1000, parentReference: { driveId: id } })
    if (!form.includes('new')) expect(done.json.id).toBe(item.id)
    const read = await practice.graph('GET', `/drives/${id}/items/${done.json.id}/content`)
    expect((await raw('GET', String(read.headers.location))).bytes.equals(bytes)).toBe(true)
  })
})

describe('upload URLs (graph.md H1)', () => {
  it.each(['odp', 'odb', 'spo'] as const)('of %s are on another host name and have two segments', async (profile) => {
    const practice = await Practice.start({ profile })
    const url = new URL(await practice.open('/a.bin'))
    expect(url.hostname).toBe('localhost')
    expect(new URL(practice.cloud.graphUrl).hostname).toBe('127.0.0.1')
    expect(url.pathname.split('/').length - 1).toBeGreaterThanOrEqual(2)
    expect(url.search === '').toBe(profile === 'odp')
    expect((await practice.put(url.href, pseudoRandom(unit, 1), 0, unit)).status).toBe(201)
  })
})
