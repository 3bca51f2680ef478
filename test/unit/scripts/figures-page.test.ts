import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { groups } from '../../../scripts/figures/figures.ts'
import { benches } from '../../../scripts/figures/bench.ts'
import { figuresPage } from '../../../scripts/figures/page.ts'
import { type Came, readResult, recorded, recordResult, type RunName, runs } from '../../../scripts/figures/result.ts'
import { root } from '../../../scripts/support/paths.ts'

const cuts: Came<'power'> = {
  run: 'power',
  counts: { cuts: 103, acknowledgedLost: 0, lost: 0, duplicated: 0 },
  tables: {},
  notRun: [{ what: 'other file systems', reason: 'needs | a machine of its own' }],
}

function record(came: Came<'power'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-figures-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = relative(root, join(folder, 'new', 'power.json'))
  recordResult(path, 'soak', ['power', '--json', 'x.json'], came)
  return readFileSync(join(root, path), 'utf8')
}

test('docs/figures.md is what `npm run figures` writes', () => {
  expect(readFileSync(new URL('../../../docs/figures.md', import.meta.url), 'utf8')).toBe(figuresPage())
})

test('every recorded run is of its shape, and every run has its place on the page', () => {
  const names = Object.keys(runs) as RunName[]
  expect(names.flatMap((name) => recorded(name) ?? []).every(({ run }) => names.includes(run))).toBe(true)
  const files = groups.map(({ run, file = run }) => file)
  expect(new Set(files).size).toBe(files.length)
  expect(new Set(groups.map(({ run }) => run))).toEqual(new Set(names))
  for (const { run, file, figures, tables } of groups) {
    expect(() => recorded(run, file)).not.toThrow()
    const known = Object.keys(runs[run].counts.shape)
    expect(figures.flatMap(({ key, of = key }) => [key, of]).filter((key) => !known.includes(key))).toEqual([])
    expect(tables.map(({ key }) => key)).toEqual([...runs[run].tables])
  }
})

test('a recorded run says what was run, when, on which commit, and what was not', () => {
  const result = readResult(record(cuts))
  expect(result.commit).toMatch(/^[0-9a-f]{40}$/)
  const page = figuresPage((run) => (run === 'power' ? result : null))
  expect(page).toContain('| cuts | 100 | 103 |')
  expect(page).toContain('`npm run soak -- power --json x.json`')
  expect(page).toContain(result.commit.slice(0, 12))
  expect(page).toContain(result.date.slice(0, 10))
  expect(page).toContain('| other file systems | needs \\| a machine of its own |')
})

test('what nobody recorded is called not run, with what would record it', () => {
  const nobody = () => null
  const page = figuresPage(nobody, nobody)
  expect(page.match(/^Not run: no result is recorded\./gm)).toHaveLength(groups.length + Object.keys(benches).length)
  expect(page).not.toMatch(/\| 0 \|$/m)
  for (const { command } of groups) expect(page).toContain(command)
})

test('a figure that is no number, unknown or missing is refused, and nothing is written', () => {
  const wrong: unknown[] = [{ ...cuts.counts, cuts: '103' }, { ...cuts.counts, other: 1 }, { cuts: 103 }]
  const path = relative(root, join(tmpdir(), `longshore-no-figures-${process.pid}.json`))
  for (const counts of wrong) {
    expect(() => recordResult(path, 'soak', [], { ...cuts, counts } as Came<'power'>)).toThrow(/invalid|unrecognized/i)
    expect(existsSync(join(root, path))).toBe(false)
  }
})
