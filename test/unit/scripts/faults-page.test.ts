import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { families, faultsPage, missing, shown } from '../../../scripts/docs/faults-page.ts'
import { openRows } from '../../../scripts/docs/faults/open.ts'
import { allTestTitles, titlesOf } from '../../../scripts/docs/faults/test-titles.ts'

const titles = allTestTitles()
const all = shown(titles)

test('docs/faults.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8')).toBe(faultsPage())
})

test('every fault and defect has its row, once', () => {
  const ids = families.flatMap(({ rows }) => rows.map(({ id }) => id))
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`)
  const expected = [
    ...numbered('graph-F', 44),
    ...numbered('graph-G2-', 34),
    ...numbered('box-F', 30),
    'box-F27b',
    ...numbered('box-D', 17),
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
