import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allTestTitles } from '../../../scripts/docs/faults/test-titles.ts'
import {
  checkedItems,
  countsOf,
  itemsIn,
  securityFamilies,
  securityPage,
  unaccounted,
} from '../../../scripts/docs/security-page.ts'

const titles = allTestTitles()
const all = checkedItems(titles)

test('docs/security-checklist.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/security-checklist.md', import.meta.url), 'utf8')).toBe(securityPage())
})

test('every item has its row, once', () => {
  const counts = { E: 20, U: 9, R: 7, C: 7, L: 18, K: 6, S: 11, NW: 8, G: 6, B: 12, Q: 8 }
  const expected = Object.entries(counts).flatMap(([prefix, count]) =>
    Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(prefix === 'E' ? 2 : 1, '0')}`),
  )
  const ids = securityFamilies.flatMap(({ items }) => items.map(({ id }) => id))
  expect(ids).toEqual(expected)
  expect(ids).toHaveLength(112)
})

test('every item has a test or says why it has none', () => {
  process.stdout.write(`security checklist: ${countsOf(all)}\n`)
  expect(unaccounted(all)).toEqual([])
})

describe('the page claims nothing', () => {
  test('an item whose tests are gone is told', () => {
    const without = checkedItems(titles.filter(({ title }) => !itemsIn(title).includes('L3')))
    expect(unaccounted(without)).toEqual(['L3'])
  })

  test('a title with an item that there isn’t is told', () => {
    expect(() => checkedItems([...titles, { file: 'test/unit/x.test.ts', title: 'L19: x', line: 1 }])).toThrow('L19')
  })
})

test('a title shows what it begins with, its own or that of a group around it', () => {
  expect(itemsIn('L3: Host > ours: 127.0.0.1')).toEqual(['L3'])
  expect(itemsIn('the window > E02, E03, R1: says so')).toEqual(['E02', 'E03', 'R1'])
  expect(itemsIn('NW7: a code > L6, NW7: is used once')).toEqual(['NW7', 'L6'])
  for (const other of ['graph-F12 x', 'box-G2-3: x', 'H03: frames', 'as in L3: x', 'L3 x', 'G2-30: x', 'E1x: y'])
    expect(itemsIn(other)).toEqual([])
})
