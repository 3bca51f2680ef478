/** How large the corpus is, and that it isn't large by saying the same in other words. */

import { expect, test } from 'vitest'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'
import { refusals } from '../../../src/main/server/refusals.ts'
import { badAddresses } from './addresses.ts'
import { alike, type Row } from './bad-input.ts'
import { badCommandLines } from './command-lines.ts'
import { badNames } from './file-names.ts'
import { badRequests } from './http-requests.ts'
import { badMessages, badPieces } from './ipc-messages.ts'
import { badAnswers } from './server-answers.ts'
import { badFiles } from './stored-files.ts'

const kinds: readonly (readonly [kind: string, least: number, rows: readonly Row<unknown>[]])[] = [
  ['server answers', 150, badAnswers],
  ['file names', 80, badNames],
  ['command lines', 60, badCommandLines],
  ['databases and settings files', 40, badFiles],
  ['addresses', 60, badAddresses],
  ['HTTP requests', 60, badRequests],
  ['IPC messages', 50, [...badMessages, ...badPieces]],
]

test('there are enough of each kind, and more than five hundred together', () => {
  const counts = kinds.map(([kind, , rows]) => `${rows.length} ${kind}`)
  process.stdout.write(`bad inputs: ${counts.join(', ')}\n`)
  for (const [kind, least, rows] of kinds) expect(rows.length, kind).toBeGreaterThanOrEqual(least)
  expect(kinds.reduce((sum, [, , rows]) => sum + rows.length, 0)).toBeGreaterThanOrEqual(500)
})

test.each(kinds)('no two %s are alike: neither in the rule nor in what is given', (_, __, rows) => {
  expect(alike(rows)).toEqual([])
})

test('two that differ in a number alone are alike', () => {
  expect(
    alike([
      ['a', '{"x":1}', 'c'],
      ['b', '{"x":2222}', 'c'],
    ]),
  ).toEqual(['b'])
  expect(
    alike([
      ['rule 1', 'x', 'c'],
      ['rule 2', 'y', 'c'],
    ]),
  ).toEqual(['rule 2'])
  expect(
    alike([
      ['a', 'x', 'c'],
      ['b', 'y', 'c'],
    ]),
  ).toEqual([])
})

test('every expected code is of the catalogue, of the server’s own table, or says that it goes', () => {
  const known = new Set([...Object.keys(failureRules), ...Object.keys(refusals), 'goes', 'restored'])
  const codes = kinds.flatMap(([, , rows]) => rows.map(([, , code]) => code))
  expect(codes.filter((code) => !known.has(code))).toEqual([])
})
