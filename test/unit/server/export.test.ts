/** What is exported is all of it, can be read again, and is calculated by no spreadsheet. */

import { expect, test } from 'vitest'
import { exported } from '../../../src/main/server/export.ts'
import type { QueueFilter } from '../../../src/shared/queue-filter.ts'
import { added, anItem, bringTo, openStore } from '../../support/stores.ts'

const never = new AbortController().signal

async function textOf(opened: ReturnType<typeof openStore>, filter: QueueFilter, format: 'csv' | 'json') {
  const pieces: string[] = []
  for await (const piece of exported(opened.store, filter, format, never)) pieces.push(piece)
  return { text: pieces.join(''), pieces }
}

/** RFC 4180, the long way round. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (sign === '"') isQuoted = true
    else if (sign === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (sign === '\r' && text[at + 1] === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
      at += 1
    } else cell += sign
  }
  return rows.slice(0, -1)
}

const names = [
  'plain.bin',
  'with "quotes", commas\r\nand lines.txt',
  '=HYPERLINK("https://evil.example","x")',
  '+1+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  ' =1+1',
  '＝1',
  'ünïcode 🚢.mov',
]

test('every cell comes back as it was, and none that a spreadsheet would calculate', async () => {
  const opened = openStore()
  for (const name of names) bringTo(opened.sync, added(opened.sync, { path: name, name }).id, 'done', 5)
  const { text } = await textOf(opened, {}, 'csv')
  const [head = [], ...rows] = cellsOf(text)
  const column = (title: string): string[] => rows.map((row) => row[head.indexOf(title)] ?? '')
  expect(rows.every((row) => row.length === head.length)).toBe(true)
  expect(column('path').map((cell) => cell.replace(/^'/, ''))).toEqual(names)
  expect(rows.flat().filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([])
  expect(column('path').filter((cell) => cell.startsWith("'"))).toHaveLength(7)
  expect(new Set(column('hash'))).toEqual(new Set([anItem.hash?.value]))
  expect(new Set(column('hash algorithm'))).toEqual(new Set(['quickXorHash']))
})

test('JSON is one list with hashes and batches, in pieces of a page', async () => {
  const opened = openStore()
  for (let n = 0; n < 450; n += 1) {
    const batchId = n % 2 === 0 ? 'even' : 'odd'
    const { id } = added(opened.sync, { path: `/in/${n}`, name: String(n), batchId })
    bringTo(opened.sync, id, n % 10 === 0 ? 'failed' : n % 10 === 1 ? 'sending' : 'done', 1_000 + n)
  }
  const { text, pieces } = await textOf(opened, {}, 'json')
  const all = JSON.parse(text) as { path: string; state: string; batch: string; hash: unknown }[]
  // What is still on its way is no history.
  expect(all).toHaveLength(405)
  expect(pieces.length).toBe(2 + 3)
  expect(all[0]).toMatchObject({ path: '/in/0', state: 'failed', batch: 'even', hash: null })
  expect(all[1]).toMatchObject({ path: '/in/2', state: 'done', batch: 'even', hash: anItem.hash })
  // A batch is told as a whole, in the order that it came.
  const odd = JSON.parse((await textOf(opened, { batch: 'odd' }, 'json')).text) as { path: string; state: string }[]
  expect(odd.map(({ path }) => path)).toEqual(Array.from({ length: 225 }, (_, n) => `/in/${2 * n + 1}`))
  expect(odd.filter(({ state }) => state === 'sending')).toHaveLength(45)
  expect(JSON.parse((await textOf(opened, { batch: 'none' }, 'json')).text)).toEqual([])
  expect((await textOf(opened, { batch: 'none' }, 'csv')).pieces).toHaveLength(2)
})
