import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

/** The budgets of the house: small files are read; large ones are searched. */
const most = 400
const mostOf95Percent = 250

function sizes(): { path: string; lines: number }[] {
  const paths = globSync('src/**/*.{ts,tsx,css}', { cwd: root })
  const sized = paths.map((path) => ({
    path,
    lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length,
  }))
  return sized.toSorted((a, b) => a.lines - b.lines)
}

test(`no source file is longer than ${most} lines`, () => {
  expect(sizes().filter(({ lines }) => lines > most)).toEqual([])
})

test(`at most one source file in twenty is longer than ${mostOf95Percent} lines`, () => {
  const all = sizes()
  const long = all.filter(({ lines }) => lines > mostOf95Percent)
  expect(long.length, long.map(({ path, lines }) => `${path}: ${lines}`).join('\n')).toBeLessThanOrEqual(
    Math.ceil(all.length / 20),
  )
})
