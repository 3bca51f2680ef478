import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/main/practice/faults/catalogue.ts'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { type Json, Practice, raw, type RawAnswer, unit } from './practice-client.ts'

const total = 2 * unit
const bytes = pseudoRandom(total, 31)

type Outcome = RawAnswer | { readonly status: 'reset' }

async function outcome(answer: Promise<RawAnswer>): Promise<Outcome> {
  return answer.catch((error: NodeJS.ErrnoException) => {
    expect(['ECONNRESET', 'EPIPE']).toContain(error.code)
    return { status: 'reset' as const }
  })
}

/** Params that make a slow fault quick, and the file that a fault about replacing needs. */
const quick: Readonly<Record<string, object>> = {
  F7: { ms: 10 },
  F8: { afterBytes: 1000 },
  F28: { bytesPerSecond: 20_000_000 },
  F29: { headersAfterMs: 10 },
}

/** What the first request that the fault fits comes to: its status, or a reset. */
const expected: Readonly<Record<string, number | 'reset'>> = {
  F1: 429,
  F2: 429,
  F3: 429,
  F4: 429,
  F5: 503,
  F6: 500,
  F7: 504,
  F8: 'reset',
  F9: 'reset',
  F10: 'reset',
  F11: 'reset',
  F12: 'reset',
  F13: 404,
  F14: 401,
  F15: 403,
  F16: 416,
  F17: 416,
  F18: 202,
  F19: 202,
  F20: 202,
  F21: 202,
  F22: 202,
  F23: 202,
  F24: 412,
  F25: 409,
  F26: 507,
  F27: 423,
  F28: 202,
  F29: 202,
  F30: 'reset',
  F31: 502,
  F32: 'reset',
  F33: 307,
  F34: 200,
  F35: 409,
  F36: 500,
  F37: 500,
  F38: 201,
  F39: 201,
  F40: 401,
  F41: 200,
  F42: 'reset',
}

/** Asks until the fault has fired as often as it should, and once more. */
async function provoke(practice: Practice, id: string, op: string, times: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let i = 0; i <= times; i++) {
    const path = `/${id}-${i}.bin`
    const needsOld = id === 'F24'
    const old = needsOld ? await practice.write({ what: 'create', path, size: 5 }) : undefined
    if (op === 'create') {
      outcomes.push(await outcome(practice.create(path)))
      continue
    }
    const item = { '@microsoft.graph.conflictBehavior': needsOld ? 'replace' : id === 'F42' ? 'rename' : 'fail' }
    const headers: Record<string, string> = old ? { 'If-Match': old.item.eTag } : {}
    const url: string = (await practice.create(path, { item }, headers)).json.uploadUrl
    const first = () => practice.put(url, bytes.subarray(0, unit), 0, total)
    if (op === 'last') await first()
    if (op === 'put') outcomes.push(await outcome(id === 'F39' ? practice.put(url, bytes, 0, total) : first()))
    if (op === 'last') outcomes.push(await outcome(practice.put(url, bytes.subarray(unit), unit, total)))
    if (op === 'delete') outcomes.push(await outcome(raw('DELETE', url)))
  }
  return outcomes
}

describe('the catalogue of faults (graph.md H6)', () => {
  it('has every fault that is the server’s', () => {
    expect(Object.keys(catalogue)).toEqual(Array.from({ length: 42 }, (_, i) => `F${i + 1}`))
    expect(Object.keys(expected)).toEqual(Object.keys(catalogue))
  })

  it.each(Object.keys(catalogue))('graph-%s fires as often as asked, and the journal shows it', async (id) => {
    const practice = await Practice.start()
    const times = id === 'F4' ? 2 : 3
    const match = catalogue[id]?.match
    await practice.fault({ preset: id, id, times, params: quick[id] ?? {} })
    const op = match?.range === 'last' ? 'last' : ([match?.op].flat()[0] ?? 'put')
    const outcomes = await provoke(practice, id, op, times)
    const want = expected[id]
    expect(outcomes[0]?.status).toBe(want)
    const entries = (await practice.journal()).filter(({ faultIds }: Json) => faultIds.includes(id))
    expect(entries).toHaveLength(times)
    const [report] = (await practice.control('GET', '/faults')).faults
    expect(report).toMatchObject({ id, fired: times, remaining: 0 })
    expect(report.seen).toBeGreaterThanOrEqual(times)
    if (want === 'reset') for (const { outcome: end } of entries) expect(end).toBe('reset')
    else for (const { outcome: end } of entries) expect(end).toBe('replied')
  })

  it('graph-F4 escalates', async () => {
    const practice = await Practice.start()
    await practice.fault({ preset: 'F4' })
    const url = await practice.open('/a')
    const waits = [
      (await practice.put(url, bytes, 0, total)).headers,
      (await practice.put(url, bytes, 0, total)).headers,
    ]
    expect(waits.map((headers) => headers['retry-after'])).toEqual(['41', '315'])
    expect((await practice.put(url, bytes, 0, total)).status).toBe(201)
  })

  it('graph-F1 nests its inner errors on the Graph host', async () => {
    const practice = await Practice.start()
    await practice.fault({ preset: 'F1', match: { op: 'create' } })
    const { json, headers } = await practice.create('/a')
    expect(json.error.innerError).toMatchObject({
      code: 'throttledRequest',
      innerError: { code: 'quota' },
      'request-id': headers['request-id'],
    })
  })

  it.each([
    ['F8', 0],
    ['F9', 100_001],
    ['F10', unit],
    ['F5', unit],
    ['F6', 0],
  ])('graph-%s leaves %i bytes', async (preset, kept) => {
    const practice = await Practice.start()
    await practice.fault({ preset })
    const url = await practice.open('/a')
    await outcome(practice.put(url, bytes.subarray(0, unit), 0, total))
    expect((await raw('GET', url)).json.nextExpectedRanges).toEqual([`${kept}-`])
    expect((await practice.put(url, bytes.subarray(kept), kept, total)).status).toBe(201)
    const [, put] = await practice.journal('?op=put')
    expect(put).toMatchObject({ storedBytes: total - kept })
  })

  it.each([
    ['F11', '/a', total],
    ['F12', '/a', 24],
    ['F42', '/a 1', total],
  ])('graph-%s leaves %s', async (preset, path, size) => {
    const practice = await Practice.start()
    if (preset === 'F42') await practice.write({ what: 'create', path: '/a', size: 1 })
    await practice.fault({ preset })
    const url = await practice.open('/a')
    expect((await outcome(practice.put(url, bytes, 0, total))).status).toBe('reset')
    expect((await raw('GET', url)).status).toBe(404)
    expect((await practice.item(path)).size).toBe(size)
  })

  it.each([
    ['stuck', { nextExpectedRanges: ['0-'] }],
    ['backwards', { nextExpectedRanges: ['0-'] }],
    ['beyond', { nextExpectedRanges: [`${total + 1}-`] }],
    ['empty', { nextExpectedRanges: [] }],
    ['emptyString', { nextExpectedRanges: [''] }],
    ['null', { nextExpectedRanges: null }],
    ['noDash', { nextExpectedRanges: [String(unit)] }],
    ['closed', { nextExpectedRanges: [`${unit}-${total - 1}`] }],
    ['pascal', { NextExpectedRanges: [`${unit}-`] }],
    ['multiHole', { nextExpectedRanges: [`${unit}-${unit * 1.5 - 1}`, `${unit * 1.5 + 1}-${total - 1}`] }],
  ])('says %s ranges', async (shape, wanted) => {
    const practice = await Practice.start()
    await practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape } })
    const url = await practice.open('/a')
    expect((await practice.put(url, bytes.subarray(0, unit), 0, total)).json).toMatchObject(wanted)
    expect((await raw('GET', url)).json.nextExpectedRanges).toEqual([`${unit}-`])
  })

  it('really takes bytes back when told to', async () => {
    const practice = await Practice.start()
    await practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape: 'backwards', really: true } })
    const url = await practice.open('/a')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    expect((await raw('GET', url)).json.nextExpectedRanges).toEqual(['0-'])
    expect((await practice.put(url, bytes, 0, total)).status).toBe(201)
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })

  it('holds a request until it is released', async () => {
    const practice = await Practice.start()
    await practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { gate: 'second', at: 'stored' } })
    const url = await practice.open('/a')
    await practice.put(url, bytes.subarray(0, unit), 0, total)
    const held = practice.put(url, bytes.subarray(unit), unit, total)
    const { entry } = await practice.control('GET', '/journal/wait?op=put&state=held')
    expect(entry).toMatchObject({ storedBytes: unit, rangeStart: unit })
    expect((await practice.item('/a')).size).toBe(total)
    expect(await practice.control('POST', '/faults/release', { gate: 'first' })).toEqual({ released: 0 })
    expect(await practice.control('POST', '/faults/release', { gate: 'second' })).toEqual({ released: 1 })
    expect((await held).status).toBe(201)
  })

  it('never says 100 Continue when told so', async () => {
    const practice = await Practice.start()
    await practice.fault({ match: { op: 'put' }, action: 'withoutContinue' })
    const url = await practice.open('/a')
    const headers = {
      Expect: '100-continue',
      'Content-Length': String(total),
      'Content-Range': `bytes 0-${total - 1}/${total}`,
    }
    const continued = (): Promise<boolean> =>
      new Promise((resolve) => {
        const req = request(url, { method: 'PUT', headers, agent: false })
        const silence = setTimeout(() => {
          req.destroy()
          resolve(false)
        }, 300)
        req.on('error', () => {})
        req.on('continue', () => {
          clearTimeout(silence)
          req.end(bytes)
          req.on('response', (res) => res.resume())
          resolve(true)
        })
        req.flushHeaders()
      })
    expect(await continued()).toBe(false)
    expect(await continued()).toBe(true)
  })

  it('refuses what it does not know', async () => {
    const practice = await Practice.start()
    await expect(practice.fault({ action: 'explode' })).rejects.toThrow('400')
    await expect(practice.fault({ preset: 'F99' })).rejects.toThrow('400')
    await expect(practice.fault({ action: 'delay', params: { ms: 1, often: true } })).rejects.toThrow('400')
  })
})
