import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  everything,
  families,
  faultsPage,
  missing,
  shown,
  standing,
  standingInWords,
} from '../../../scripts/docs/faults-page.ts'
import { elsewhere } from '../../../scripts/docs/faults/elsewhere.ts'
import { openRows, readOpenList } from '../../../scripts/docs/faults/open.ts'
import { allTestTitles, titlesOf } from '../../../scripts/docs/faults/test-titles.ts'

const titles = allTestTitles()
const all = shown(titles)

test('docs/faults.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8')).toBe(faultsPage())
})

test('every fault and defect has its row, once', () => {
  const ids = families.flatMap(({ rows }) => rows.map(({ id }) => id))
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`)
  const twoDigits = (letter: string, count: number) =>
    Array.from({ length: count }, (_, i) => `fault-${letter}${String(i + 1).padStart(2, '0')}`)
  const expected = [
    ...numbered('graph-F', 44),
    ...numbered('graph-G2-', 34),
    ...numbered('box-F', 30),
    'box-F27b',
    ...numbered('box-D', 17),
    ...twoDigits('F', 39),
    ...twoDigits('P', 36),
    ...twoDigits('N', 31),
    ...twoDigits('A', 8),
    ...twoDigits('D', 15),
    ...twoDigits('X', 17),
    ...twoDigits('H', 14),
  ]
  expect(ids.toSorted()).toEqual(expected.toSorted())
})

describe('open rows', () => {
  /** How many there were when this was written. Lower it when a list gets shorter; it never gets longer. */
  const most = { Box: 1 }

  test('only get fewer', () => {
    expect(Object.keys(openRows).filter((destination) => !(destination in most))).toEqual([])
    for (const [destination, count] of Object.entries(most)) {
      const open = openRows[destination as keyof typeof most] ?? []
      expect(open.length).toBeLessThanOrEqual(count)
      expect(new Set(open).size).toBe(open.length)
    }
  })

  test('are not open any more once a test shows them, or once they can’t happen there', () => {
    const settled = Object.entries(openRows).flatMap(([destination, ids]) =>
      ids.filter(
        (id) => !all.some((one) => one.row.id === id && one.destination === destination && one.tests.length === 0),
      ),
    )
    expect(settled).toEqual([])
  })
})

describe('everything that may go wrong', () => {
  const now = standing(all)
  const { length: rows } = everything.flatMap((family) => family.rows)
  /** How many were open when this was written. Lower it when the list gets shorter; it never gets longer. */
  const mostOpen = 2

  test('is shown, needs another platform, or is open, and each only once', () => {
    process.stdout.write(`${standingInWords(now)}\n`)
    expect(now.shown.length + now.elsewhere.length + now.open.length).toBe(rows)
    expect(readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8')).toContain(standingInWords(now))
  })

  test('open are those of the list, which only gets shorter', () => {
    expect(now.open).toEqual(readOpenList())
    expect(now.open.length).toBeLessThanOrEqual(mostOpen)
  })

  test('another platform is needed by what nothing shows here', () => {
    expect(Object.keys(elsewhere).toSorted()).toEqual(now.elsewhere.toSorted())
    for (const [id, why] of Object.entries(elsewhere)) expect(why, id).toMatch(/^(Windows|macOS|Electron)\b.*: .{10,}/)
  })

  test('a row that lost its test is missing, and one that nobody knows is told', () => {
    const gone = now.shown[0] ?? ''
    const without = shown(titles.map((one) => ({ ...one, title: one.title.replaceAll(gone, '') })))
    expect(missing(without).map(({ row }) => row.id)).toEqual([gone])
    const wrong = { file: 'test/unit/x.test.ts', title: 'fault-F40 x', line: 1 }
    expect(() => shown([...titles, wrong])).toThrow('fault-F40')
  })
})

describe('the page claims nothing', () => {
  test('a row whose tests are gone is missing', () => {
    expect(missing(all)).toEqual([])
    const without = shown(titles.filter(({ title }) => !title.includes('graph-F42') && !title.includes('graph-G2-30')))
    expect(missing(without).map(({ row, destination }) => [row.id, destination])).toEqual([
      ['graph-F42', 'OneDrive'],
      ['graph-G2-30', null],
    ])
  })

  test('a row that one destination has shown is still missing for another', () => {
    const without = shown(titles.filter(({ file, title }) => !(file.includes('todo') && title.includes('graph-F9 '))))
    expect(missing(without).map(({ row, destination }) => [row.id, destination])).toEqual([['graph-F9', 'To Do']])
  })

  test('a title with a number that there isn’t is told', () => {
    const wrong = { file: 'test/integration/x.test.ts', title: 'graph-F45 x', line: 1 }
    expect(() => shown([...titles, wrong])).toThrow('graph-F45')
  })
})

test('titles are read from tests, with their groups and tables, and from nothing else', () => {
  const source = `
    // it('in a comment', () => {})
    const rows = [['first', 1], ['second', 2]] as const
    const note = "it('in a text', () => {})"
    helper('of a helper', () => {})
    describe.each([{ name: 'Here' }, { name: 'There' }])('$name', () => {
      it('alone', () => {})
    })
    describe('group', () => {
      it.each(rows)('%s of %i', () => {})
      test.skipIf(note === '')(\`with \${note.length}\`, () => {})
    })
  `
  expect(titlesOf(source).map(({ title }) => title)).toEqual([
    'Here > alone',
    'There > alone',
    'group > first of 1',
    'group > second of 2',
    'group > with …',
  ])
})
