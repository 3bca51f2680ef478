/** Lines of CSV (RFC 4180) that no spreadsheet takes for formulas. Pure. */

import type { Exported } from './export.ts'

type Cell = string | number | null

const columns: readonly (readonly [title: string, cell: (one: Exported) => Cell])[] = [
  ['finished', ({ finishedAt }) => finishedAt],
  ['state', ({ state }) => state],
  ['path', ({ path }) => path],
  ['size', ({ size }) => size],
  ['account', ({ account }) => account],
  ['destination', ({ destination }) => destination],
  ['remote name', ({ remote }) => remote?.name ?? null],
  ['remote id', ({ remote }) => remote?.id ?? null],
  ['web address', ({ remote }) => remote?.webUrl ?? null],
  ['evidence', ({ evidence }) => evidence],
  ['hash algorithm', ({ hash }) => hash?.algorithm ?? null],
  ['hash', ({ hash }) => hash?.value ?? null],
  ['failure', ({ failure }) => failure?.code ?? null],
  ['reason', ({ failure }) => failure?.message ?? null],
  ['attempts', ({ attempts }) => attempts],
  ['added', ({ createdAt }) => createdAt],
  ['batch', ({ batch }) => batch],
  ['id', ({ id }) => id],
]

/**
 * What a cell of text must not begin with, behind whatever blanks: spreadsheets calculate it, and a file's name is a
 * stranger's. (OWASP, CSV Injection; the wide signs are what some of them read alike.)
 */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/u

export const csvHead = lineOf(columns.map(([title]) => title))

export function csvLine(one: Exported): string {
  return lineOf(columns.map(([, cell]) => cell(one)))
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text
}
