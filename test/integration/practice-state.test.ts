import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { type Json, Practice, raw, unit } from './practice-client.ts'

const total = 3 * unit + 7
const bytes = pseudoRandom(total, 41)
const sha256 = createHash('sha256').update(bytes).digest('hex')

describe('a restart of the practice cloud', () => {
  it.each([false, true])(
    'keeps drives, items, sessions with their bytes, tokens and addresses (tls %s)',
    async (tls) => {
      const practice = await Practice.start({ tls })
      const before = practice.cloud.ready()
      await practice.write({ what: 'create', path: '/f/kept.bin', size: 1000, seed: 5 })
      const kept = await practice.item('/f/kept.bin')
      if (tls) {
        await practice.restart()
        expect(practice.cloud.ready()).toEqual(before)
        expect(await practice.item('/f/kept.bin')).toEqual(kept)
        return
      }
      const url = await practice.open('/a.bin')
      await practice.put(url, bytes.subarray(0, unit), 0, total)
      await practice.restart()
      expect(practice.cloud.ready()).toEqual(before)
      expect((await raw('GET', url)).json.nextExpectedRanges).toEqual([`${unit}-`])
      await practice.put(url, bytes.subarray(unit, 2 * unit), unit, total)
      await practice.restart()
      expect((await practice.put(url, bytes.subarray(2 * unit), 2 * unit, total)).status).toBe(201)
      expect(await practice.item('/a.bin')).toMatchObject({ size: total, sha256 })
      await practice.restart()
      expect(await practice.item('/f/kept.bin')).toEqual(kept)
      expect((await practice.graph('GET', '/me')).status).toBe(200)
    },
  )

  it('keeps switches and clock', async () => {
    const practice = await Practice.start()
    await practice.switch({ quotaTotal: 12_345 })
    const { now } = await practice.control('POST', '/clock', { advanceMs: 86_400_000 })
    await practice.restart()
    expect((await practice.control('GET', '/switches')).quotaTotal).toBe(12_345)
    const later = await practice.control('GET', '/clock')
    expect(Date.parse(later.now)).toBeGreaterThanOrEqual(Date.parse(now))
  })

  it('survives a ledger whose last line was cut short', async () => {
    const practice = await Practice.start()
    await practice.write({ what: 'create', path: '/a.bin', size: 10 })
    await practice.cloud.close()
    appendFileSync(join(practice.dir, 'ledger.jsonl'), '[{"table":"item","id":"x","ro')
    await practice.restart()
    expect((await practice.item('/a.bin')).size).toBe(10)
  })

  it('leaves no content on disk that nothing refers to', async () => {
    const practice = await Practice.start()
    const contents = () => readdirSync(join(practice.dir, 'content'))
    await practice.put(await practice.open('/a.bin'), bytes, 0, total)
    await practice.put(await practice.open('/a.bin'), bytes, 0, total)
    expect(contents()).toHaveLength(1)
    const url = await practice.open('/b.bin')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    expect(contents()).toHaveLength(2)
    await raw('DELETE', url)
    await practice.graph('DELETE', '/me/drive/root:/a.bin')
    expect(contents()).toHaveLength(0)
    expect(statSync(join(practice.dir, 'ledger.jsonl')).mode & 0o077).toBe(0)
  })

  it('reset goes back to the seed and keeps the token', async () => {
    const practice = await Practice.start()
    await practice.write({ what: 'create', path: '/a.bin', size: 10 })
    await practice.switch({ quotaTotal: 5 })
    await practice.fault({ preset: 'F17' })
    await practice.control('POST', '/tokens', { revoke: 'all' })
    expect((await practice.graph('GET', '/me')).status).toBe(401)
    await practice.control('POST', '/reset')
    expect((await practice.control('GET', '/items')).items).toEqual([])
    expect((await practice.control('GET', '/faults')).faults).toEqual([])
    expect((await practice.control('GET', '/switches')).quotaTotal).toBe(1024 ** 4)
    expect((await practice.graph('GET', '/me/drive')).json.quota.used).toBe(0)
  })
})

describe('control', () => {
  it('answers nobody without the token', async () => {
    const { cloud } = await Practice.start()
    for (const path of ['/journal', '/items', '/nothing']) {
      expect((await raw('GET', `${cloud.controlUrl}${path}`)).status).toBe(401)
      expect((await raw('GET', `${cloud.controlUrl}${path}`, { headers: { Authorization: 'Bearer x' } })).status).toBe(
        401,
      )
    }
  })

  it('gives the bytes of an item, and lists all files', async () => {
    const practice = await Practice.start()
    await practice.write({ what: 'create', path: '/f/a.bin', size: 1000, seed: 3 })
    await practice.write({ what: 'create', path: '/b.txt', content: 'hello', drive: 'b!practice-site' })
    const headers = { Authorization: `Bearer ${practice.cloud.token}` }
    const { bytes: read } = await raw('GET', `${practice.cloud.controlUrl}/items/content?path=/f/a.bin`, { headers })
    expect(read.equals(pseudoRandom(1000, 3))).toBe(true)
    const { items } = await practice.control('GET', '/items')
    expect(items.map(({ path }: Json) => path).sort()).toEqual(['/b.txt', '/f/a.bin'])
    expect((await practice.item('/f')).children).toHaveLength(1)
    expect(items.find(({ name }: Json) => name === 'b.txt').quickXorHash).toBe('aCgDG9jwBgAAAAAABQAAAAAAAAA=')
  })
})

describe('the journal', () => {
  it('tells what came and what was answered, and no secrets of headers', async () => {
    const practice = await Practice.start()
    const url = await practice.open('/f.bin', { '@microsoft.graph.conflictBehavior': 'fail' })
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    const [create, put] = await practice.journal()
    expect(create).toMatchObject({
      seq: 1,
      op: 'create',
      host: 'graph',
      authorization: 'Bearer',
      conflictBehavior: 'fail',
      path: '/f.bin',
    })
    expect(put).toMatchObject({
      op: 'put',
      host: 'upload',
      authorization: null,
      transferEncoding: null,
      contentRange: `bytes 0-${unit - 1}/${total}`,
      contentLength: unit,
      bytesReceived: unit,
      storedBytes: unit,
      status: 202,
      state: 'finished',
      outcome: 'replied',
      sessionId: create.sessionId,
    })
    expect(JSON.stringify(create)).not.toContain(practice.cloud.token)
    expect(await practice.journal('?since=1')).toHaveLength(1)
    expect(await practice.journal('?op=put')).toHaveLength(1)
  })

  it('lets a test wait for an entry, and not for ever', async () => {
    const practice = await Practice.start()
    const second = practice.control('GET', '/journal/wait?op=put&nth=2&state=finished')
    const url = await practice.open('/f.bin')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    await practice.put(url, bytes.subarray(unit, 2 * unit), unit, total)
    expect((await second).entry).toMatchObject({ rangeStart: unit, status: 202 })
    await expect(practice.control('GET', '/journal/wait?op=delete&timeoutMs=20')).rejects.toThrow('408')
  })

  it('finds what no good client does', async () => {
    const practice = await Practice.start()
    const rules = async (): Promise<string[]> =>
      (await practice.control('GET', '/journal/violations?graceMs=0')).violations.map(({ rule }: Json) => rule)
    const url = await practice.open('/f.bin')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    await raw('GET', url)
    expect(await rules()).toEqual([])
    await raw('GET', url, { headers: { Authorization: 'Bearer x' } })
    expect(await rules()).toEqual(['token-on-upload-host'])
    await raw('PUT', url, { body: bytes, chunked: true })
    expect((await rules()).at(-1)).toBe('chunked-body')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    expect((await rules()).at(-1)).toBe('resent-acknowledged')
    await practice.graph('PUT', '/me/drive/root:/x:/content?@microsoft.graph.conflictBehavior=rename', { body: 'x' })
    expect((await rules()).at(-1)).toBe('rename-on-the-wire')
    await practice.fault({ match: { op: 'item' }, action: 'respond', params: { status: 429, retryAfter: 1 } })
    await practice.graph('GET', '/me/drive/root:/x')
    expect(await rules()).toHaveLength(4)
    await raw('GET', url)
    expect((await rules()).at(-1)).toBe('before-retry-after')
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await raw('GET', url)
    expect(await rules()).toHaveLength(5)
  })

  it('does not take a lost answer for an acknowledgement', async () => {
    const practice = await Practice.start()
    await practice.fault({ preset: 'F10' })
    const url = await practice.open('/f.bin')
    await expect(practice.put(url, bytes.subarray(0, unit), 0, total)).rejects.toThrow(/ECONNRESET|EPIPE|hang up/)
    expect((await practice.put(url, bytes.subarray(0, unit), 0, total)).status).toBe(416)
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })
})

describe('tokens', () => {
  async function refresh(practice: Practice, refreshToken: string): Promise<Json> {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'c',
      refresh_token: refreshToken,
    }).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return (await raw('POST', `${practice.cloud.loginUrl}/common/oauth2/v2.0/token`, { body, headers })).json
  }

  async function me(practice: Practice, token: string): Promise<number> {
    return (await practice.graph('GET', '/me', { headers: { Authorization: `Bearer ${token}` } })).status
  }

  it('expire by the virtual clock and are refreshed with a new refresh token each time', async () => {
    const practice = await Practice.start()
    const { accessToken, refreshToken } = await practice.control('POST', '/tokens', { lifetimeSeconds: 60 })
    expect(await me(practice, accessToken)).toBe(200)
    await practice.control('POST', '/clock', { advanceMs: 60_000 })
    expect(await me(practice, accessToken)).toBe(401)
    const next = await refresh(practice, refreshToken)
    expect(next).toMatchObject({ token_type: 'Bearer', expires_in: 3599 })
    expect(await me(practice, next.access_token)).toBe(200)
    expect(await refresh(practice, refreshToken)).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(practice, next.refresh_token)).access_token).toEqual(expect.any(String))
  })

  it('can be revoked, one or all', async () => {
    const practice = await Practice.start()
    const { accessToken, refreshToken } = await practice.control('POST', '/tokens', {})
    await practice.control('POST', '/tokens', { revoke: accessToken })
    expect(await me(practice, accessToken)).toBe(401)
    await practice.control('POST', '/tokens', { revoke: 'all' })
    expect(await me(practice, practice.cloud.token)).toBe(401)
    expect(await refresh(practice, refreshToken)).toMatchObject({ error: 'invalid_grant' })
    await practice.control('POST', '/tokens', { restore: true })
    expect(await me(practice, practice.cloud.token)).toBe(200)
  })
})
