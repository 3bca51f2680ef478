import { describe, expect, test } from 'vitest'
import { sealed, handleOf } from '../../../../src/main/providers/box/handle.ts'
import { allowedName, namesProblem } from '../../../../src/main/providers/box/names.ts'
import { areItsParts, missingOf } from '../../../../src/main/providers/box/parts.ts'
import {
  accountOf,
  conflictOf,
  conflictingSessionOf,
  itemOf,
  itemsOf,
  partOf,
  partsOf,
  sessionOf,
  uploadedOf,
} from '../../../../src/main/providers/box/wire.ts'

const sha1 = 'a'.repeat(40)
const file = { type: 'file', id: '1000', etag: '0', name: 'a.bin', size: 7, sha1: sha1.toUpperCase() }

describe('files and folders', () => {
  test('a file, with an offset in its time and its hash in lower case', () => {
    const at = '2024-01-29T04:34:56-08:00'
    expect(itemOf({ ...file, content_modified_at: at }, false, 'https://app.example')).toEqual({
      id: '1000',
      name: 'a.bin',
      size: 7,
      eTag: '0',
      hash: { algorithm: 'sha1', value: sha1 },
      webUrl: 'https://app.example/file/1000',
      modifiedAt: Date.UTC(2024, 0, 29, 12, 34, 56),
      isFolder: false,
      isAddressed: false,
    })
  })

  test.each([
    ['no id', { ...file, id: undefined }],
    ['another id', { ...file, id: '../1' }],
    ['no name', { ...file, name: '' }],
    ['another type', { ...file, type: 'user' }],
    ['in the trash', { ...file, item_status: 'trashed' }],
    ['none', null],
  ])('%s is no item', (_, json) => {
    expect(itemOf(json, false, null)).toBeNull()
  })

  test('sizes in float notation are sizes, and fractions are none', () => {
    expect(itemOf({ ...file, size: JSON.parse('5e+09') as number }, false, null)).toMatchObject({ size: 5_000_000_000 })
    expect(itemOf({ ...file, size: 1.5 }, false, null)).toMatchObject({ size: 0 })
    const told = { max_upload_size: 5_368_709_120, space_amount: 10_737_418_240, space_used: 737_418_240 }
    expect(accountOf(told)).toEqual({ largestFile: 5_368_709_120, room: 10_000_000_000 })
    expect(accountOf({ ...told, space_used: 20_000_000_000 })).toMatchObject({ room: 0 })
    for (const none of [-1, 0, '5', null]) {
      expect(accountOf({ max_upload_size: none, space_amount: none, space_used: 1 })).toEqual({
        largestFile: null,
        room: null,
      })
    }
    expect(accountOf('x')).toBeNull()
  })

  test('an upload answers with a collection of one', () => {
    expect(uploadedOf({ total_count: 1, entries: [file] }, false, null)).toMatchObject({ id: '1000' })
    expect(uploadedOf({ total_count: 0, entries: [] }, false, null)).toBeNull()
    expect(uploadedOf(file, false, null)).toBeNull()
    expect(uploadedOf({ entries: [{ ...file, type: 'folder' }] }, false, null)).toBeNull()
  })

  test('pages: an empty marker is the last one', () => {
    const folder = { type: 'folder', id: '5', name: 'F' }
    expect(itemsOf({ entries: [folder, { type: 'x' }], next_marker: 'abc' })).toMatchObject({
      entries: [{ id: '5' }],
      next: 'abc',
    })
    expect(itemsOf({ entries: [], next_marker: '' })).toEqual({ entries: [], next: null })
    expect(itemsOf({ entries: [], next_marker: null })).toEqual({ entries: [], next: null })
    expect(itemsOf({ entries: 'x' })).toBeNull()
    expect(itemsOf('')).toBeNull()
  })
})

test.each([
  ['an object', file, '1000'],
  ['an array', [file], '1000'],
  ['a folder in an array', [{ type: 'folder', id: '5', name: 'F' }], '5'],
  ['nothing', undefined, null],
  ['an empty array', [], null],
  ['null', null, null],
])('a conflict told as %s', (_, conflicts, id) => {
  expect(conflictOf({ context_info: { conflicts } })?.id ?? null).toBe(id)
  expect(conflictOf({})).toBeNull()
})

const url = 'https://upload.example/api/2.0/files/upload_sessions/F9'
const session = {
  id: 'F9',
  type: 'upload_session',
  part_size: 8_388_608,
  total_parts: 3,
  session_expires_at: '2026-11-27T12:00:00Z',
  session_endpoints: {
    upload_part: url,
    commit: `${url}/commit`,
    abort: url,
    list_parts: `${url}/parts`,
    status: url,
    log_event: `${url}/log`,
    plan: `${url}/plan`,
  },
}

describe('sessions', () => {
  test('with the addresses that the service gave; `log_event` and `plan` are not used', () => {
    expect(sessionOf(session)).toEqual({
      id: 'F9',
      partSize: 8_388_608,
      totalParts: 3,
      expiresAt: Date.UTC(2026, 10, 27, 12),
      endpoints: { part: url, commit: `${url}/commit`, abort: url, parts: `${url}/parts`, status: url },
    })
    expect(conflictingSessionOf({ context_info: { session } })?.id).toBe('F9')
    expect(conflictingSessionOf({ context_info: {} })).toBeNull()
  })

  test.each([
    ['part_size 0', { ...session, part_size: 0 }],
    ['a fraction', { ...session, part_size: 1.5 }],
    ['no part_size', { ...session, part_size: undefined }],
    ['no addresses', { ...session, session_endpoints: undefined }],
    ['an address that is none', { ...session, session_endpoints: { ...session.session_endpoints, commit: 'x' } }],
    ['one that is missing', { ...session, session_endpoints: { ...session.session_endpoints, abort: undefined } }],
  ])('%s is no session', (_, json) => {
    expect(sessionOf(json)).toBeNull()
  })

  test('what is kept of one is read back, and nothing else is', () => {
    const found = sessionOf(session)
    if (found === null) throw new Error('no session')
    const { id, partSize, endpoints } = found
    const kept = { id, partSize, size: 20_000_001, adopted: false, endpoints }
    expect(handleOf({ secret: sealed(kept) })).toEqual({ v: 1, ...kept })
    expect(handleOf({ secret: url })).toBeNull()
    expect(handleOf({ secret: '{"v":2}' })).toBeNull()
    expect(handleOf({ secret: '[]' })).toBeNull()
  })
})

describe('parts', () => {
  const part = { part_id: '6F2D3486', offset: 0, size: 10, sha1 }

  test('nested or bare', () => {
    const found = { id: '6F2D3486', range: { start: 0, end: 10 }, digest: { algorithm: 'sha1', value: sha1 } }
    expect(partOf({ part })).toEqual(found)
    expect(partOf(part)).toEqual(found)
    for (const wrong of [
      {},
      { ...part, sha1: 'x' },
      { ...part, offset: -1 },
      { part: { ...part, size: '10' } },
      null,
    ]) {
      expect(partOf(wrong)).toBeNull()
    }
  })

  test('a page with something else in it is none', () => {
    expect(partsOf({ entries: [part], total_count: 1 })).toMatchObject({ parts: [{ id: '6F2D3486' }], total: 1 })
    expect(partsOf({ entries: [] })).toEqual({ parts: [], total: null })
    expect(partsOf({ entries: [part, {}], total_count: 2 })).toBeNull()
    expect(partsOf({})).toBeNull()
  })

  test('whether they are those of a session, and what is missing', () => {
    const of = (start: number, end: number) => ({
      id: 'P',
      range: { start, end },
      digest: { algorithm: 'sha1' as const, value: sha1 },
    })
    const session10 = { v: 1 as const, id: '', partSize: 10, size: 25, adopted: false, endpoints: handleEndpoints }
    expect(areItsParts([of(0, 10), of(20, 25)], session10)).toBe(true)
    for (const wrong of [of(5, 15), of(0, 5), of(20, 30), of(30, 40), of(10, 25)]) {
      expect(areItsParts([wrong], session10)).toBe(false)
    }
    expect(missingOf([], 25)).toEqual([{ start: 0, end: 25 }])
    expect(missingOf([of(10, 20)], 25)).toEqual([
      { start: 0, end: 10 },
      { start: 20, end: 25 },
    ])
    expect(missingOf([of(0, 10), of(10, 20), of(20, 25)], 25)).toEqual([])
  })
})

const handleEndpoints = { part: '', commit: '', abort: '', parts: '', status: '' }

test.each([
  ['fine.txt', 'fine.txt'],
  ['a:b*c?.txt', 'a:b*c?.txt'],
  [' edges ', 'edges'],
  ['a/b\\c\td', 'a-b-c-d'],
  ['..', '-'],
  ['   ', '-'],
  [`${'a'.repeat(300)}.txt`, `${'a'.repeat(251)}.txt`],
])('%j is taken as %j', (name, expected) => {
  const found = allowedName(name)
  expect(found).toBe(expected)
  expect(namesProblem('box:/', [found])).toBeNull()
  expect(namesProblem('box:/', [name])?.code ?? null).toBe(found === name ? null : 'name-not-allowed')
})
