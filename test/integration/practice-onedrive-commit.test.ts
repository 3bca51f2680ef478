import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { code, innerCode, type Json, Practice, raw, type RawAnswer, unit } from './practice-client.ts'

const bytes = pseudoRandom(unit + 5, 21)
const behavior = (value: string) => ({ '@microsoft.graph.conflictBehavior': value })

function send(practice: Practice, url: string): Promise<RawAnswer> {
  return practice.put(url, bytes, 0, bytes.length)
}

async function ranges(url: string): Promise<unknown> {
  const { status, json } = await raw('GET', url)
  return status === 200 ? json.nextExpectedRanges : status
}

async function states(practice: Practice): Promise<string[]> {
  return (await practice.control('GET', '/sessions')).sessions.map(({ state }: Json) => state)
}

describe('commit (graph.md H3)', () => {
  it('makes a file of the bytes, with hash, times and tags', async () => {
    const practice = await Practice.start()
    const times = { createdDateTime: '2001-02-03T04:05:06.000Z', lastModifiedDateTime: '2002-02-03T04:05:06.000Z' }
    const done = await send(practice, await practice.open('/Größe 1.bin', { fileSystemInfo: times }))
    expect(done.status).toBe(201)
    expect(done.json).toMatchObject({ name: 'Größe 1.bin', size: bytes.length, fileSystemInfo: times })
    const item = await practice.item('/größe 1.BIN')
    expect(item).toMatchObject({ sha256: createHash('sha256').update(bytes).digest('hex'), fileSystemInfo: times })
    expect(done.json.file.hashes).toEqual({ quickXorHash: item.quickXorHash })
    expect(done.json.eTag).toMatch(/^"\{.+\},1"$/)
  })

  it('deferred: 202 and nothing missing, then POST (business)', async () => {
    const practice = await Practice.start()
    const url = await practice.open('/a.bin', {}, { deferCommit: true })
    const early = await raw('POST', url, { headers: { 'Content-Length': '0' } })
    expect([early.status, innerCode(early)]).toEqual([400, 'uploadSessionIncomplete'])
    const all = await send(practice, url)
    expect([all.status, all.json.nextExpectedRanges]).toEqual([202, []])
    expect(await ranges(url)).toEqual([])
    expect(await states(practice)).toEqual(['awaiting-commit'])
    expect((await practice.graph('GET', '/me/drive/root:/a.bin')).status).toBe(404)
    const done = await raw('POST', url, { headers: { 'Content-Length': '0' } })
    expect([done.status, done.json.size]).toEqual([201, bytes.length])
    expect(await ranges(url)).toBe(404)
  })

  it('deferred: sourceUrl (personal), with the path of the file', async () => {
    const practice = await Practice.start({ profile: 'odp' })
    const url = await practice.open('/a.bin', {}, { deferCommit: true })
    expect((await send(practice, url)).status).toBe(202)
    const post = await raw('POST', url, { headers: { 'Content-Length': '0' } })
    expect([post.status, code(post)]).toEqual([400, 'invalidRequest'])
    const body = { name: 'a.bin', '@microsoft.graph.sourceUrl': url }
    const replace = await practice.graph('PUT', '/me/drive/root:/a.bin', { body: { ...body, ...behavior('replace') } })
    expect(replace.json.error.message).toBe('Name conflict behavior: replace is not valid for this operation.')
    await practice.write({ what: 'folder', path: '/sub' })
    const parent = await practice.graph('PUT', '/me/drive/root:/sub', { body: { ...body, ...behavior('fail') } })
    expect([parent.status, parent.json.error.message]).toEqual([
      400,
      'The name in the provided oneDrive.item does not match the name in the URL',
    ])
    const done = await practice.graph('PUT', '/me/drive/root:/sub/a.bin', { body: { ...body, ...behavior('fail') } })
    expect([done.status, done.json.size]).toEqual([201, bytes.length])
  })

  it('sourceUrl is not for the business service', async () => {
    const practice = await Practice.start()
    const url = await practice.open('/a.bin', {}, { deferCommit: true })
    await send(practice, url)
    const answer = await practice.graph('PUT', '/me/drive/root:/a.bin', { body: { '@microsoft.graph.sourceUrl': url } })
    expect([answer.status, code(answer)]).toEqual([400, 'notSupported'])
  })

  it('412 when the file with the eTag asked for has changed; the bytes are kept', async () => {
    const practice = await Practice.start()
    const { item } = await practice.write({ what: 'create', path: '/a.bin', size: 9 })
    const created = await practice.create('/a.bin', {}, { 'If-Match': item.eTag })
    await practice.write({ what: 'overwrite', path: '/a.bin', size: 10 })
    const answer = await send(practice, created.json.uploadUrl)
    expect([answer.status, code(answer)]).toEqual([412, 'resourceModified'])
    expect(await states(practice)).toEqual(['commit-failed'])
    expect(await ranges(created.json.uploadUrl)).toEqual([])
    expect((await practice.item('/a.bin')).size).toBe(10)
  })

  it('409 when the name was taken meanwhile; free again, it commits', async () => {
    const practice = await Practice.start()
    const url = await practice.open('/a.bin', behavior('fail'))
    await practice.write({ what: 'create', path: '/A.BIN', size: 9 })
    const answer = await send(practice, url)
    expect([answer.status, code(answer)]).toEqual([409, 'nameAlreadyExists'])
    expect(await states(practice)).toEqual(['commit-failed'])
    await practice.write({ what: 'delete', path: '/a.bin' })
    expect((await raw('POST', url, { headers: { 'Content-Length': '0' } })).status).toBe(201)
  })

  it('recovers a personal upload under another name', async () => {
    const practice = await Practice.start({ profile: 'odp' })
    const url = await practice.open('/a.bin', behavior('fail'))
    await practice.write({ what: 'create', path: '/a.bin', size: 9 })
    expect((await send(practice, url)).status).toBe(409)
    const body = { name: 'b.bin', '@microsoft.graph.sourceUrl': url, ...behavior('fail') }
    expect((await practice.graph('PUT', '/me/drive/root:/b.bin', { body })).status).toBe(201)
    expect((await practice.item('/b.bin')).size).toBe(bytes.length)
  })

  it('renames', async () => {
    const practice = await Practice.start()
    const url = await practice.open('/a.b.bin', behavior('rename'))
    await practice.write({ what: 'create', path: '/a.b.bin', size: 9 })
    const answer = await send(practice, url)
    expect([answer.status, answer.json.name]).toEqual([201, 'a.b 1.bin'])
  })

  it('replaces: same id, new eTag and cTag', async () => {
    const practice = await Practice.start()
    await practice.write({ what: 'create', path: '/a.bin', size: 9 })
    const before = (await practice.graph('GET', '/me/drive/root:/a.bin')).json
    const answer = await send(practice, await practice.open('/a.bin', behavior('replace')))
    expect([answer.status, answer.json.id]).toEqual([200, before.id])
    expect(answer.json.eTag).not.toBe(before.eTag)
    expect(answer.json.cTag).not.toBe(before.cTag)
  })

  it('507 over the quota; with room again, it commits', async () => {
    const practice = await Practice.start()
    await practice.switch({ quotaTotal: 1000 })
    const url = await practice.open('/a.bin')
    const answer = await send(practice, url)
    expect([answer.status, code(answer)]).toEqual([507, 'quotaLimitReached'])
    expect(await states(practice)).toEqual(['commit-failed'])
    await practice.switch({ quotaTotal: 1_000_000 })
    expect((await raw('POST', url, { headers: { 'Content-Length': '0' } })).status).toBe(201)
  })

  it.each([true, false])(
    '423 while locked, then it commits by the last range (%s) or by POST',
    async (commitRetryByLastRange) => {
      const practice = await Practice.start()
      await practice.switch({ commitRetryByLastRange })
      await practice.write({ what: 'create', path: '/a.bin', size: 9 })
      const url = await practice.open('/a.bin')
      await practice.write({ what: 'lock', path: '/a.bin' })
      const answer = await send(practice, url)
      expect([answer.status, code(answer), innerCode(answer)]).toEqual([423, 'notAllowed', 'resourceLocked'])
      expect(await states(practice)).toEqual(['open'])
      await practice.write({ what: 'unlock', path: '/a.bin' })
      const again = await send(practice, url)
      expect(again.status).toBe(commitRetryByLastRange ? 200 : 416)
      if (!commitRetryByLastRange)
        expect((await raw('POST', url, { headers: { 'Content-Length': '0' } })).status).toBe(200)
      expect((await practice.item('/a.bin')).size).toBe(bytes.length)
    },
  )

  it('404 when the folder or the addressed item is gone', async () => {
    const practice = await Practice.start()
    const { item } = await practice.write({ what: 'create', path: '/f/a.bin', size: 9 })
    const byId = (await practice.graph('POST', `/me/drive/items/${item.id}/createUploadSession`)).json.uploadUrl
    const byPath = await practice.open('/f/b.bin')
    await practice.write({ what: 'delete', path: '/f' })
    for (const url of [byId, byPath]) expect(code(await send(practice, url))).toBe('itemNotFound')
  })

  it('rewrites documents on SharePoint only', async () => {
    for (const profile of ['spo', 'odb'] as const) {
      const practice = await Practice.start({ profile })
      const answer = await send(practice, await practice.open('/a.docx'))
      expect(answer.json.size === bytes.length).toBe(profile === 'odb')
    }
  })

  it('a first session over an Office document is stillborn, the next one is not', async () => {
    const practice = await Practice.start({ profile: 'spo' })
    await practice.switch({ officeReplaceQuirk: true })
    await practice.write({ what: 'create', path: '/a.docx', size: 9 })
    const answer = await send(practice, await practice.open('/a.docx'))
    expect([answer.status, code(answer)]).toEqual([404, 'itemNotFound'])
    expect((await send(practice, await practice.open('/a.docx'))).status).toBe(200)
  })

  it('hides a new file and its hashes for as long as the switches say', async () => {
    const practice = await Practice.start()
    await practice.switch({ visibleAfterMs: 60_000, hashesAfterMs: 120_000 })
    expect((await send(practice, await practice.open('/a.bin'))).json.file.hashes).toBeUndefined()
    const look = () => practice.graph('GET', '/me/drive/root:/a.bin')
    expect((await look()).status).toBe(404)
    await practice.control('POST', '/clock', { advanceMs: 60_001 })
    expect((await look()).json.file.hashes).toBeUndefined()
    await practice.control('POST', '/clock', { advanceMs: 60_001 })
    expect((await look()).json.file.hashes.quickXorHash).toHaveLength(28)
  })
})
