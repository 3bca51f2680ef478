import { describe, expect, it } from 'vitest'
import { boxCatalogue } from '../../src/main/practice/faults/box-catalogue.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { BoxPractice, digest, partSize, sha1 } from './practice-box-client.ts'
import { type Json, raw, type RawAnswer } from './practice-client.ts'

const bytes = pseudoRandom(2 * partSize + 9, 23)

type Outcome = number | 'reset'

async function outcome(answer: Promise<RawAnswer>): Promise<Outcome> {
  return answer.then(
    ({ status }) => status,
    () => 'reset' as const,
  )
}

/** What the first request that the fault fits comes to, and what the one after the last. */
const expected: Readonly<Record<string, readonly [Outcome, Outcome]>> = {
  'box-F1': [202, 201],
  'box-F2': [202, 201],
  'box-F3': [500, 416],
  'box-F4': ['reset', 416],
  'box-F5': [412, 200],
  'box-F6': [429, 200],
  'box-F7': [503, 200],
  'box-F8': ['reset', 200],
  'box-F10': [200, 200],
  'box-F11': [401, 401],
  'box-F12': ['reset', 400],
  'box-F13': [410, 410],
  'box-F14': [410, 410],
  'box-F15': ['reset', 404],
  'box-F16': [400, 201],
  'box-F17': [400, 201],
  'box-F18': [409, 409],
  'box-F19': [409, 201],
  'box-F20': [400, 201],
  'box-F21': [403, 201],
  'box-F22': [200, 200],
  'box-F23': [201, 201],
  'box-F24': [201, 201],
  'box-F25': [200, 200],
  'box-F26': [202, 201],
  'box-F27': [502, 200],
  'box-F27b': [503, 201],
  'box-F28': [201, 201],
  'box-F30': [500, 204],
}

/** A session with its parts where the call needs them, and the call itself, to be made again and again. */
async function prepare(box: BoxPractice, op: string): Promise<() => Promise<RawAnswer>> {
  if (op === 'create') return () => box.create('b.bin', bytes.length)
  if (op === 'token') {
    const { refreshToken } = await box.practice.control('POST', '/tokens', {})
    const form = { client_id: 'c', client_secret: 's', grant_type: 'refresh_token', refresh_token: refreshToken }
    const body = new URLSearchParams(form).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return () => raw('POST', `${box.practice.cloud.boxUrl}/oauth2/token`, { body, headers })
  }
  const session = await box.open('a.bin', bytes.length)
  if (op === 'put') return () => box.part(session, bytes, 0)
  const parts = await box.parts(session, bytes)
  if (op === 'commit') return () => box.commit(session, bytes, parts)
  if (op === 'parts') return () => box.list(session)
  return () => box.ask('DELETE', session.session_endpoints.abort)
}

describe('the catalogue of Box’s faults (box-and-peers.md 4.6)', () => {
  it('has every fault that is the server’s', () => {
    const numbers = Array.from({ length: 30 }, (_, i) => `box-F${i + 1}`).filter((id) => id !== 'box-F29')
    expect(Object.keys(boxCatalogue).filter((id) => id !== 'box-F27b')).toEqual(numbers)
    expect(Object.keys(boxCatalogue).filter((id) => id !== 'box-F9')).toEqual(Object.keys(expected))
  })

  it.each(Object.entries(expected))(
    '%s fires as often as it says, and the journal shows it',
    async (id, [first, after]) => {
      const box = await BoxPractice.start()
      const { match, times = 1 } = boxCatalogue[id] ?? {}
      const call = await prepare(box, String([match?.op].flat()[0]))
      await box.practice.fault({ preset: id, id })
      const outcomes: Outcome[] = []
      for (let i = 0; i <= times; i++) outcomes.push(await outcome(call()))
      expect([outcomes[0], outcomes.at(-1)]).toEqual([first, after])
      const hit = (await box.practice.journal()).filter(({ faultIds }) => faultIds.includes(id))
      expect(hit).toHaveLength(times)
      for (const entry of hit)
        expect(entry).toMatchObject({ protocol: 'box', outcome: first === 'reset' ? 'reset' : 'replied' })
      expect((await box.practice.control('GET', '/faults')).faults).toMatchObject([{ fired: times, remaining: 0 }])
    },
  )

  it('box-F9 stores a part and says nothing until it is let go', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.practice.fault({ preset: 'box-F9' })
    const silent = box.part(session, bytes, 0)
    await box.practice.control('GET', '/journal/wait?op=put&state=held')
    expect((await box.list(session)).json.entries).toHaveLength(1)
    expect(await box.practice.control('POST', '/faults/release', { gate: 'box-F9' })).toEqual({ released: 1 })
    expect((await silent).status).toBe(200)
  })

  it('box-F6 says how long to wait, and the journal who didn’t', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.practice.fault({ preset: 'box-F6' })
    const answer = await box.part(session, bytes, 0)
    expect(answer).toMatchObject({ headers: { 'retry-after': '2' }, json: { code: 'rate_limit_exceeded' } })
    await box.part(session, bytes, 0)
    const { violations } = await box.practice.control('GET', '/journal/violations?graceMs=0')
    expect(violations).toMatchObject([{ rule: 'before-retry-after' }])
  })

  it('box-F8 keeps nothing of a part that was cut off', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.practice.fault({ preset: 'box-F8' })
    expect(await outcome(box.part(session, bytes, 0))).toBe('reset')
    expect((await box.list(session)).json.entries).toEqual([])
    const parts = await box.parts(session, bytes)
    expect((await box.commit(session, bytes, parts)).status).toBe(201)
    expect(await box.stored('/a')).toMatchObject({ sha1: sha1(bytes) })
  })

  it('box-F3 and sending again without a look is told from sending again after one', async () => {
    const box = await BoxPractice.start()
    await box.practice.fault({ preset: 'box-F3', times: 2 })
    const blind = await box.open('a', bytes.length)
    await box.part(blind, bytes, 0)
    await box.part(blind, bytes, 0)
    const seeing = await box.open('b', bytes.length)
    await box.part(seeing, bytes, partSize)
    expect((await box.list(seeing)).json.entries).toHaveLength(1)
    expect(await box.violations()).toMatchObject([{ rule: 'resent-unlisted' }])
  })

  it('box-F18 tells what has the name now, as an array where that is switched on', async () => {
    const box = await BoxPractice.start({ boxConflicts: 'array' })
    const commit = await prepare(box, 'commit')
    await box.practice.fault({ preset: 'box-F18' })
    const { json } = await commit()
    const there = await box.stored('/a.bin')
    expect(json.context_info.conflicts).toMatchObject([{ id: there.id, name: 'a.bin', sha1: there.sha1 }])
    expect(there.sha1).toBe(sha1(Buffer.from('written by somebody else')))
  })

  it('box-F19 tells of a session that takes parts', async () => {
    const box = await BoxPractice.start()
    await box.practice.fault({ preset: 'box-F19' })
    const { json } = await box.create('a', bytes.length)
    expect(json.code).toBe('session_conflict')
    const { session } = json.context_info
    const parts = await box.parts(session, bytes)
    expect((await box.commit(session, bytes, parts)).status).toBe(201)
  })

  it('box-F22 lists all but the last, one at a time', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.parts(session, bytes)
    await box.practice.fault({ preset: 'box-F22', times: 0 })
    expect((await box.list(session)).json).toMatchObject({ entries: [{}], total_count: 2 })
    expect((await box.list(session, '?offset=1')).json.entries).toHaveLength(1)
    expect((await box.list(session, '?offset=2')).json.entries).toEqual([])
  })

  it('box-F23 and box-F24 give other parts, at another host', async () => {
    const box = await BoxPractice.start()
    await box.practice.fault({ preset: 'box-F23', params: { bytes: 1000 } })
    await box.practice.fault({ preset: 'box-F24' })
    const session = await box.open('a', 2500)
    expect(session).toMatchObject({ part_size: 1000, total_parts: 3 })
    expect(session.session_endpoints.upload_part).toMatch(/^http:\/\/127\.0\.0\.1:/)
    const parts = await box.parts(session, bytes.subarray(0, 2500))
    expect((await box.commit(session, bytes.subarray(0, 2500), parts)).status).toBe(201)
    await box.practice.fault({ preset: 'box-F24', params: { origin: 'https://elsewhere.example' } })
    const away = await box.open('b', 2500)
    expect(away.session_endpoints.commit).toBe(
      `https://elsewhere.example/api/2.0/files/upload_sessions/${away.id}/commit`,
    )
  })

  it('box-F25 turns a bit over, and the list shows it', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const parts = await box.parts(session, bytes)
    await box.practice.fault({ preset: 'box-F25', params: { offset: partSize } })
    const { entries } = (await box.list(session)).json
    const damaged = entries.find((part: Json) => part.offset === partSize)
    expect(damaged).toMatchObject({ part_id: parts[1]?.part_id })
    expect(damaged.sha1).not.toBe(parts[1]?.sha1)
    const believed = parts.map((part) => (part.offset === partSize ? damaged : part))
    expect(await box.commit(session, bytes, believed)).toMatchObject({ status: 400, json: { code: 'digest_mismatch' } })
  })

  it('box-F28 ends a session in the past of everybody else', async () => {
    const box = await BoxPractice.start()
    await box.practice.fault({ preset: 'box-F28' })
    const session = await box.open('a', bytes.length)
    expect(Date.parse(session.session_expires_at)).toBeLessThan(Date.now())
    expect((await box.part(session, bytes, 0)).status).toBe(200)
  })

  it('keeps Graph’s numbers to Graph', async () => {
    const box = await BoxPractice.start()
    await box.practice.fault({ match: { protocol: 'onedrive', op: 'put' }, action: 'respond', params: { status: 500 } })
    await box.practice.fault({ preset: 'box-F30' })
    const session = await box.open('a', bytes.length)
    expect((await box.part(session, bytes, 0)).status).toBe(200)
    const url = await box.practice.open('/a')
    expect((await raw('DELETE', url)).status).toBe(204)
    expect((await box.ask('DELETE', session.session_endpoints.abort)).status).toBe(500)
  })

  it('shows its sessions to control, with their parts', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    const { part } = (await box.part(session, bytes, partSize)).json
    const shown = (await box.practice.control('GET', '/sessions')).box
    expect(shown).toMatchObject([
      { id: session.id, state: 'open', parts: [{ partId: part.part_id, offset: partSize }] },
    ])
  })

  it('two writers of one part: the second is turned away', async () => {
    const box = await BoxPractice.start()
    const session = await box.open('a', bytes.length)
    await box.practice.fault({
      match: { op: 'put' },
      steps: [
        { action: 'hold', params: { gate: 'g', at: 'arrival' } },
        { action: 'slowRead', params: { bytesPerSecond: 300_000 } },
      ],
    })
    const first = box.part(session, bytes, 0)
    await box.practice.control('GET', '/journal/wait?op=put&state=held')
    await box.practice.control('POST', '/faults/release', {})
    const second = await box.part(session, bytes, 0, { Digest: digest(bytes.subarray(0, partSize)) })
    expect([409, 416]).toContain(second.status)
    expect((await first).status).toBe(200)
  })
})
