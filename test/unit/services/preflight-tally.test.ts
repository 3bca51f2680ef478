import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Target } from '../../../src/main/engine/ports/provider.ts'
import { unknownRoom } from '../../../src/main/engine/ports/provider.ts'
import { type Place, PreflightTally } from '../../../src/main/services/preflight-tally.ts'
import { SameNames } from '../../../src/main/services/same-names.ts'
import { failure } from '../../../src/shared/failure.ts'
import { PreflightReport, isClear, noFixes } from '../../../src/shared/preflight.ts'

/** A destination that takes up to 1,000 bytes, and no name with a question mark. */
const rules: Place['rules'] = {
  preflight({ name, destination }: Target, size: number) {
    if (size > 1_000) return failure('too-large', { name, destination, size: String(size), limit: '1 kB' })
    return name.includes('?') ? failure('name-not-allowed', { name, destination, rule: '? is not allowed' }) : null
  },
  allowed: (target) => ({ ...target, name: target.name.replaceAll('?', '-') }),
  capabilities: () => ({
    hasFolders: true,
    replaces: true,
    nameKey: (name) => name.toLowerCase(),
    sessionLifetimeMs: 3_600_000,
  }),
}
const somewhere: Place = {
  account: 'work',
  destination: 'onedrive:/In',
  rules,
  isFile: false,
  room: unknownRoom,
  wrong: null,
  unasked: null,
}
const asked = { fixes: noFixes, conflict: 'fail' } as const

function tallied(files: readonly [path: string, size: number][], place: Partial<Place> = {}, decided: object = {}) {
  const tally = new PreflightTally({ ...somewhere, ...place }, { ...asked, ...decided })
  for (const [path, size] of files) {
    const parts = path.split('/')
    tally.add({ path: `/home/${path}`, folders: parts.slice(0, -1), name: parts.at(-1) ?? '', size })
  }
  return PreflightReport.parse(tally.report(true))
}

const short = ({ problems }: PreflightReport) =>
  problems.map(({ effect, code, count, fixable, fixes }) => [effect, code, count, fixable, fixes])

test('counts by reason, and keeps the first five of each', () => {
  const many = Array.from({ length: 20_000 }, (_, n): [string, number] => [`d/${n}${n % 2 === 0 ? '?' : ''}`, 10])
  const report = tallied([...many, ['huge', 1_001]])
  expect(short(report)).toEqual([
    ['refused', 'name-not-allowed', 10_000, 10_000, ['names', 'leave-out']],
    ['refused', 'too-large', 1, 0, ['leave-out', 'destination']],
  ])
  expect(report.problems[0]?.examples).toHaveLength(5)
  expect(report.problems[0]?.examples[1]).toEqual({ path: '/home/d/2?', name: '2?', allowed: '2-' })
  expect(report.found).toEqual({ files: 20_001, bytes: 201_001 })
  expect(report.going).toEqual({ files: 10_000, bytes: 100_000 })
  expect(JSON.stringify(report).length).toBeLessThan(4_000)
  expect(isClear(report)).toBe(false)
})

describe('what a person decided', () => {
  const files: [string, number][] = [
    ['a?', 1],
    ['b', 1],
    ['large?', 2_000],
  ]

  test('names: they go under the allowed one, and what is too large stays refused', () => {
    const report = tallied(files, {}, { fixes: { names: true, leaveOut: [] } })
    expect(short(report)).toEqual([['refused', 'too-large', 1, 0, ['leave-out', 'destination']]])
    expect(report.renamed).toEqual({ count: 1, examples: [{ path: '/home/a?', name: 'a?', allowed: 'a-' }] })
    expect(report.going.files).toBe(2)
  })

  test('leave out: only for that reason', () => {
    const report = tallied(files, {}, { fixes: { names: false, leaveOut: ['too-large'] } })
    expect(short(report)).toEqual([['refused', 'name-not-allowed', 1, 1, ['names', 'leave-out']]])
    expect(report.leftOut).toBe(1)
  })

  test('a proposed name may be taken by another file', () => {
    const both: [string, number][] = [
      ['a?', 1],
      ['A-', 1],
    ]
    expect(short(tallied(both, {}, { fixes: { names: true, leaveOut: [] } }))).toEqual([
      ['asks', 'same-name', 1, 0, ['keep-both']],
    ])
  })
})

describe('fault-P36 names that are one there', () => {
  const same: [string, number][] = [
    ['x/Report.txt', 1],
    ['x/REPORT.txt', 1],
    ['y/report.txt', 1],
  ]

  test.each([
    ['fail', [['asks', 'same-name', 1, 0, ['keep-both']]]],
    ['skip', [['skipped', 'same-name', 1, 0, ['keep-both']]]],
    ['replace', [['replaced', 'same-name', 1, 0, ['keep-both']]]],
    ['rename', []],
  ] as const)('%s', (conflict, expected) => {
    expect(short(tallied(same, {}, { conflict }))).toEqual(expected)
  })

  test('without folders all of them are in one place, and so are those of an address that names a file', () => {
    const flat = {
      ...rules,
      capabilities: () => ({ hasFolders: false, replaces: false, nameKey: (n: string) => n, sessionLifetimeMs: null }),
    }
    const report = tallied([...same, ['z/REPORT.txt', 1]], { rules: flat })
    expect(short(report)).toEqual([['asks', 'same-name', 1, 0, ['keep-both']]])
    expect(report.flattened).toBe(4)
    expect(
      short(
        tallied(
          [
            ['a', 1],
            ['b', 1],
          ],
          { isFile: true },
        ),
      ),
    ).toEqual([['replaced', 'same-name', 1, 0, ['destination']]])
  })

  test('the same file again is not another one', () => {
    expect(
      short(
        tallied([
          ['a', 1],
          ['a', 1],
        ]),
      ),
    ).toEqual([])
  })

  test('what is told is what plain comparing finds', () => {
    const name = fc.constantFrom('a', 'A', 'b', 'é', 'É', 'c.txt')
    const file = fc.tuple(fc.array(name, { maxLength: 2 }), name)
    fc.assert(
      fc.property(fc.array(file, { maxLength: 40 }), (files) => {
        const names = new SameNames((text) => text.toLowerCase())
        const plain = new Map<string, number>()
        for (const [at, [folders, own]] of files.entries()) {
          const key = JSON.stringify([...folders, own].map((text) => text.toLowerCase()))
          expect(names.isTaken({ folders, name: own }, `/${at}`)).toBe(plain.has(key))
          plain.set(key, plain.get(key) ?? at)
        }
      }),
    )
  })
})

describe('the place', () => {
  const two: [string, number][] = [
    ['a', 600],
    ['b', 600],
  ]

  test('says what is more than there is room for: certainly, or maybe', () => {
    const certain = tallied(two, { room: { bytes: 1_000, files: 1, isCertain: true } })
    expect(short(certain)).toEqual([
      ['asks', 'too-many-files', 2, 0, ['destination']],
      ['asks', 'destination-full', 2, 0, ['destination']],
    ])
    expect(certain.problems[1]?.message).toContain('2 files (1.2 kB; 1.0 kB are left)')
    const maybe = tallied(two, { room: { bytes: 1_000, files: null, isCertain: false } })
    expect(short(maybe)).toEqual([['maybe', 'destination-full', 2, 0, ['destination']]])
    expect(isClear(maybe)).toBe(true)
    expect(short(tallied(two, { room: { bytes: 1_200, files: 2, isCertain: true } }))).toEqual([])
  })

  test('what is refused needs no room', () => {
    expect(
      short(
        tallied(
          [
            ['a', 900],
            ['b', 5_000],
          ],
          { room: { bytes: 900, files: 1, isCertain: true } },
        ),
      ),
    ).toEqual([['refused', 'too-large', 1, 0, ['leave-out', 'destination']]])
  })

  test('wrong itself, or out of reach', () => {
    const wrong = failure('destination-denied', { destination: 'onedrive:/In' })
    expect(short(tallied(two, { wrong }))).toEqual([['asks', 'destination-denied', 2, 0, ['destination']]])
    const report = tallied(two, { rules: null, unasked: failure('offline', { host: 'h', detail: 'd' }) })
    expect(report).toMatchObject({ problems: [], unasked: { code: 'offline' }, going: { files: 2 } })
    expect(isClear(report)).toBe(false)
  })
})

test('what cannot be read is told, whatever is decided', () => {
  const tally = new PreflightTally(somewhere, { ...asked, fixes: { names: true, leaveOut: ['too-large'] } })
  tally.unread('/home/pipe', failure('source-not-regular', { name: 'pipe', kind: 'fifo' }))
  expect(short(tally.report(true))).toEqual([['unread', 'source-not-regular', 1, 0, []]])
})

describe('what is at the destination already', () => {
  const there = (conflict: 'fail' | 'rename' | 'replace' | 'skip') => {
    const tally = new PreflightTally(somewhere, { fixes: noFixes, conflict })
    for (const [folders, name] of [
      [['Trip'], 'a.jpg'],
      [['Trip'], 'b.jpg'],
      [[], 'note.txt'],
    ] as const) {
      tally.add({ path: `/home/${name}`, folders, name, size: 1 })
    }
    expect(tally.folders()).toEqual({ all: [[], ['Trip']], isWhole: true })
    tally.there(['Trip'], 'A.JPG')
    tally.there(['Trip'], 'c.jpg')
    tally.there([], 'a.jpg')
    tally.looked(true)
    return PreflightReport.parse(tally.report(true))
  }

  test('is told by name and folder, and asked about where nobody decided', () => {
    const report = there('fail')
    expect(report.taken).toEqual({ count: 1, examples: ['Trip/A.JPG'], isWhole: true })
    expect(short(report)).toEqual([['asks', 'name-taken', 1, 0, ['keep-both', 'replace', 'skip']]])
    expect(report.problems[0]?.nextStep).toContain('--conflict rename')
    expect(isClear(report)).toBe(false)
  })

  test.each(['rename', 'replace', 'skip'] as const)('is only counted with %s', (conflict) => {
    const report = there(conflict)
    expect(report.taken?.count).toBe(1)
    expect(report.problems).toEqual([])
    expect(isClear(report)).toBe(true)
  })
})

test('what is open to be written waits until it rests, and stands in nobody’s way', () => {
  const tally = new PreflightTally(somewhere, asked)
  tally.add({ path: '/home/film.mov', folders: [], name: 'film.mov', size: 10, isOpen: true })
  const report = PreflightReport.parse(tally.report(true))
  expect(short(report)).toEqual([['later', 'source-still-writing', 1, 0, []]])
  expect(report.going.files).toBe(1)
  expect(isClear(report)).toBe(true)
})

test('how long it takes, with what is queued before, and which links end too early', () => {
  const speed = { bytesPerSecond: 0.1, queuedBytes: 100 }
  const report = tallied(
    [
      ['small', 100],
      ['large', 900],
    ],
    { speed },
  )
  expect(report.expected).toEqual({ bytesPerSecond: 0.1, seconds: 11_000 })
  expect(short(report)).toEqual([['later', 'link-too-short', 1, 0, []]])
  expect(report.problems[0]?.message).toBe(
    'large needs about 3 h at the recent speed, and its upload link lives for 1 h.',
  )
  expect(tallied([['large', 900]], { speed: null }).expected).toBeUndefined()
})
