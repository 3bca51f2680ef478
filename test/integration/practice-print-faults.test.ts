/** Numbered faults and the journal's judgements, where the practice cloud prints. */

import { beforeEach, describe, expect, it } from 'vitest'
import { catalogue } from '../../src/main/practice/faults/catalogue.ts'
import { sha256 } from '../conformance/provider-means.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { type Json, Practice, type RawAnswer, raw } from './practice-client.ts'
import {
  beta,
  createSession,
  documentOf,
  makeJob,
  openUpload,
  printer,
  putPart,
  share,
  violationsOf,
} from './practice-print-client.ts'

const whole = pseudoRandom(300_000, 1)

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

type Outcome = number | 'reset'

async function outcome(answer: Promise<RawAnswer>): Promise<Outcome> {
  return answer.then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => {
      expect(['ECONNRESET', 'EPIPE']).toContain(error.code)
      return 'reset'
    },
  )
}

function missing({ json }: RawAnswer): string[] {
  return json.nextExpectedRanges
}

/** What the fault does to an upload in two ranges: the outcome, and what is missing then; null where the session is gone. */
const first: readonly (readonly [fault: string, params: object, outcome: Outcome, missing: string[] | null])[] = [
  ['F1', {}, 429, ['0-299999']],
  ['F2', {}, 429, ['0-299999']],
  ['F3', {}, 429, ['0-299999']],
  ['F5', {}, 503, ['200000-299999']],
  ['F6', {}, 500, ['0-299999']],
  ['F7', { ms: 10 }, 504, ['0-299999']],
  ['F8', {}, 'reset', ['0-299999']],
  ['F9', {}, 'reset', ['100001-299999']],
  ['F10', {}, 'reset', ['200000-299999']],
  ['F13', {}, 404, null],
  ['F14', {}, 401, null],
  ['F15', {}, 403, ['0-299999']],
  ['F16', {}, 416, ['200000-299999']],
  ['F17', {}, 416, ['0-299999']],
  ['F28', { bytesPerSecond: 20_000_000 }, 202, ['200000-299999']],
  ['F29', { headersAfterMs: 10 }, 202, ['200000-299999']],
  ['F31', {}, 502, ['0-299999']],
  ['F32', {}, 'reset', ['200000-299999']],
  ['F33', {}, 307, ['0-299999']],
  ['F41', {}, 202, ['200000-299999']],
]

describe('faults', () => {
  it.each(first)('graph-%s', async (preset, params, want, rest) => {
    const { url, documentId } = await openUpload(practice, whole.length)
    await practice.fault({ preset, params, times: 1, match: { op: 'put', protocol: 'print' } })
    expect(await outcome(putPart(url, whole, 0, 200_000))).toBe(want)
    const [entry] = await practice.journal('?op=put')
    expect(entry).toMatchObject({ protocol: 'print', op: 'put', faultIds: ['fault-1'] })
    const status = await raw('GET', url)
    if (rest === null) {
      expect([401, 404]).toContain(status.status)
      return
    }
    expect(missing(status)).toEqual(rest)
    const from = Number(rest[0]?.split('-')[0])
    expect((await putPart(url, whole, from, whole.length)).status).toBe(201)
    expect((await documentOf(practice, documentId)).sha256).toBe(sha256(whole))
  })

  it.each([
    ['F11', 'reset'],
    ['F37', 500],
  ])('graph-%s: the last range', async (preset, want) => {
    const { url, documentId } = await openUpload(practice, whole.length)
    await practice.fault({ preset })
    expect((await putPart(url, whole, 0, 200_000)).status).toBe(202)
    expect(await outcome(putPart(url, whole, 200_000, 300_000))).toBe(want)
    const isThere = (await documentOf(practice, documentId)).sha256 === sha256(whole)
    expect(isThere).toBe(preset === 'F11')
    expect((await raw('GET', url)).status).toBe(isThere ? 404 : 200)
  })

  it('graph-F30, F34, F35, F36 and F40: connections, creates and deletes', async () => {
    const { document, url } = await openUpload(practice, whole.length)
    await practice.fault({ preset: 'F30' })
    expect(await outcome(putPart(url, whole, 0, 10))).toBe('reset')
    await practice.fault({ preset: 'F36' })
    expect((await raw('DELETE', url)).status).toBe(500)
    expect((await raw('DELETE', url)).status).toBe(204)
    await practice.fault({ preset: 'F34' })
    const stillborn = await createSession(practice, document, whole.length)
    expect(stillborn.status).toBe(200)
    expect((await putPart(stillborn.json.uploadUrl, whole, 0, 10)).status).toBe(404)
    await practice.fault({ preset: 'F35' })
    expect((await createSession(practice, document, 10)).status).toBe(409)
    await practice.fault({ preset: 'F40' })
    expect((await createSession(practice, document, 10)).status).toBe(401)
  })

  it('fit starts, jobs and lists by their names', async () => {
    const { job, url } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, whole.length)
    const calls: [op: string, method: string, path: string][] = [
      ['shares', 'GET', '/print/shares'],
      ['share', 'GET', share],
      ['printers', 'GET', '/print/printers'],
      ['printer', 'GET', printer],
      ['jobs', 'GET', `${share}/jobs`],
      ['job', 'GET', job],
      ['start', 'POST', `${job}/start`],
    ]
    for (const [op, method, path] of calls) {
      await practice.fault({ preset: 'F1', match: { op, protocol: 'print' } })
      const answer = await practice.graph(method, path)
      expect([op, answer.status, answer.headers['retry-after']]).toEqual([op, 429, '3'])
      expect((await practice.graph(method, path)).status).toBe(200)
    }
    await practice.fault({ preset: 'F10', match: { op: 'createJob' } })
    const body = { configuration: {} }
    expect(await outcome(practice.graph('POST', `${share}/jobs`, { body }))).toBe('reset')
    expect((await practice.graph('GET', `${share}/jobs`)).json.value).toHaveLength(3)
  })

  it('leave out none that is about a request', () => {
    const tried = new Set([...first.map(([id]) => id), 'F11', 'F30', 'F34', 'F35', 'F36', 'F37', 'F40'])
    const ranges = ['F18', 'F19', 'F20', 'F21', 'F22', 'F23']
    // F4 is F1 twice; the others change what a drive has: its items, their locks, hashes and names.
    const drives = ['F4', 'F12', 'F24', 'F25', 'F26', 'F27', 'F38', 'F39', 'F42']
    expect([...tried, ...ranges, ...drives].sort()).toEqual(Object.keys(catalogue).sort())
  })

  it.each([
    ['stuck', ['0-']],
    ['backwards', ['0-']],
    ['beyond', ['300001-']],
    ['empty', []],
    ['null', null],
    ['noDash', ['100000']],
    ['multiHole', ['100000-199999', '200001-299999']],
  ])('say %s ranges', async (shape, wanted) => {
    const { url } = await openUpload(practice, whole.length)
    await practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape } })
    expect(missing(await putPart(url, whole, 0, 100_000))).toEqual(wanted)
    expect(missing(await raw('GET', url))).toEqual(['100000-299999'])
  })

  it('say wrong ranges in the words of the beta of 2020, too', async () => {
    const address = `${printer}/jobs/practice-job/documents/practice-document/uploadSession`
    const body = { size: 100, contentType: 'application/pdf', documentName: 'file.pdf' }
    const { id } = (await beta(practice, 'PUT', address, { body })).json
    for (const [shape, wanted] of [
      ['beyond', [{ start: '101', end: '99' }]],
      ['null', null],
      ['empty', []],
    ] as const) {
      await practice.fault({ match: { op: 'get' }, action: 'ranges', params: { shape } })
      const told = await beta(practice, 'GET', address)
      expect(told.json).toMatchObject({ id, missingRanges: wanted })
      expect(told.json).not.toHaveProperty('nextExpectedRanges')
    }
  })

  it('really take bytes back when told to', async () => {
    const { url } = await openUpload(practice, whole.length)
    await practice.fault({ match: { op: 'put' }, action: 'ranges', params: { shape: 'backwards', really: true } })
    await putPart(url, whole, 0, 100_000)
    expect(missing(await raw('GET', url))).toEqual(['0-299999'])
    expect((await putPart(url, whole, 0, 300_000)).status).toBe(201)
    expect(await violationsOf(practice)).toEqual([])
  })
})

describe('the journal tells', () => {
  it('bytes that are sent again after they were acknowledged, by their range or by a status', async () => {
    const { url } = await openUpload(practice, whole.length)
    await putPart(url, whole, 100_000, 200_000)
    expect((await putPart(url, whole, 50_000, 150_000)).status).toBe(416)
    expect(await violationsOf(practice)).toEqual(['resent-acknowledged'])
    await practice.fault({ preset: 'F10' })
    expect(await outcome(putPart(url, whole, 200_000, 250_000))).toBe('reset')
    await raw('GET', url)
    expect((await putPart(url, whole, 240_000, 300_000)).status).toBe(416)
    expect(await violationsOf(practice)).toEqual(['resent-acknowledged', 'resent-acknowledged'])
  })

  it('bytes that are sent again without asking, and not those that were asked about', async () => {
    const { url } = await openUpload(practice, whole.length)
    await practice.fault({ preset: 'F6', times: 2 })
    expect((await putPart(url, whole, 0, 100_000)).status).toBe(500)
    await raw('GET', url)
    expect((await putPart(url, whole, 0, 100_000)).status).toBe(500)
    expect(await violationsOf(practice)).toEqual([])
    expect((await putPart(url, whole, 100_000, 200_000)).status).toBe(202)
    expect(await violationsOf(practice)).toEqual([])
    expect((await putPart(url, whole, 50_000, 100_000)).status).toBe(202)
    expect(await violationsOf(practice)).toEqual(['resent-unlisted'])
  })

  it('a start of somebody who can’t know what they start', async () => {
    const { job, document, documentId } = await makeJob(practice)
    await practice.control('POST', '/print', { what: 'document', id: documentId, name: 'b.pdf', size: 9 })
    expect((await practice.graph('POST', `${job}/start`)).status).toBe(200)
    expect(await violationsOf(practice)).toEqual(['start-unread'])
    expect((await practice.graph('GET', document)).status).toBe(200)
  })

  it('a start that is sent again without looking, but not after a look or a refusal', async () => {
    const { job, url } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, whole.length)
    await practice.fault({ preset: 'F1', match: { op: 'start' } })
    expect((await practice.graph('POST', `${job}/start`)).status).toBe(429)
    await practice.fault({ preset: 'F6', match: { op: 'start' }, times: 2 })
    expect((await practice.graph('POST', `${job}/start`)).status).toBe(500)
    await practice.graph('GET', job)
    expect((await practice.graph('POST', `${job}/start`)).status).toBe(500)
    const early = (await practice.control('GET', '/journal/violations?graceMs=10000')).violations
    expect(early).toEqual([])
    expect((await practice.graph('POST', `${job}/start`)).status).toBe(200)
    const { violations } = await practice.control('GET', '/journal/violations?graceMs=10000')
    expect(violations.map(({ rule }: Json) => rule)).toEqual(['start-unread'])
  })
})
