import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answered, complaintsPage, unanswered } from '../../../scripts/docs/complaints-page.ts'
import { complaints } from '../../../scripts/docs/complaints.ts'
import { allTestTitles } from '../../../scripts/docs/faults/test-titles.ts'

const titles = allTestTitles()

test('docs/complaints.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/complaints.md', import.meta.url), 'utf8')).toBe(
    complaintsPage(answered(titles)),
  )
})

test('each of the forty-three has a test, or says why not yet', () => {
  expect(complaints.map(({ id }) => id)).toEqual(
    Array.from({ length: 43 }, (_, at) => `complaint-C${String(at + 1).padStart(2, '0')}`),
  )
  expect(unanswered(answered(titles))).toEqual([])
})

test('one whose tests are gone is told, and one that there isn’t', () => {
  const fewer = titles.filter(({ title }) => !title.includes('complaint-C05'))
  expect(unanswered(answered(fewer))).toEqual(['complaint-C05'])
  expect(() => complaintsPage(answered(fewer))).toThrow('complaint-C05')
  expect(() => answered([{ file: 'test/x.test.ts', title: 'complaint-C99 x', line: 1 }])).toThrow('complaint-C99')
})
