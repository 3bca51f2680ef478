import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkForUpload } from '../../../src/main/files/walk-upload.ts'
import type { UploadEntry } from '../../../src/main/files/walk-upload.ts'
import type { Oddity } from '../../../src/main/engine/ports/scanner.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

interface Walked {
  readonly code: string
  readonly entries: readonly UploadEntry[]
  readonly oddities: readonly Oddity[]
  readonly largestBatch: number
  /** What arrives where, below the destination. */
  readonly remote: readonly string[]
}

async function walked(...paths: string[]): Promise<Walked> {
  const result = await walkForUpload(paths)
  const entries: UploadEntry[] = []
  const oddities: Oddity[] = []
  let largestBatch = 0
  if (!result.ok) return { code: result.failure.code, entries, oddities, largestBatch, remote: [] }
  for await (const batch of result.value.batches()) {
    entries.push(...batch.entries)
    oddities.push(...batch.oddities)
    largestBatch = Math.max(largestBatch, batch.entries.length + batch.oddities.length)
  }
  const remote = entries.map(({ folders, name }) => [...folders, name].join('/')).sort()
  return { code: 'ok', entries, oddities, largestBatch, remote }
}

test('a folder arrives with its name and its tree, a file by itself', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'Photos', '2026', 'empty'), { recursive: true })
  for (const path of ['Photos/a', 'Photos/2026/b', 'Photos/.hidden', 'Photos/.DS_Store', 'single']) {
    writeFileSync(join(root, path), 'x')
  }
  const { remote, entries } = await walked(join(root, 'Photos'), join(root, 'single'))
  expect(remote).toEqual(['Photos/.hidden', 'Photos/2026/b', 'Photos/a', 'single'])
  expect(entries.find(({ name }) => name === 'b')?.root).toBe(join(root, 'Photos'))
  expect(entries.find(({ name }) => name === 'single')).toMatchObject({ root, path: join(root, 'single') })
  expect((await walked(`${join(root, 'Photos')}/`)).remote).toHaveLength(3)
  // A file that is named is meant, whatever it is called.
  expect((await walked(join(root, 'Photos', '.DS_Store'))).remote).toEqual(['.DS_Store'])
})

test('one missing path, and nothing is walked', async () => {
  const root = temporaryFolder()
  writeFileSync(join(root, 'a'), 'x')
  symlinkSync('nowhere', join(root, 'dangling'))
  expect((await walked(join(root, 'a'), join(root, 'nothing'))).code).toBe('path-missing')
  expect((await walked(join(root, 'a', 'below'))).code).toBe('path-missing')
  expect((await walked(join(root, 'dangling'))).code).toBe('path-missing')
})

test('a link as an argument is resolved and keeps its name; links in a tree are not followed', async () => {
  const root = temporaryFolder()
  const outside = temporaryFolder()
  mkdirSync(join(root, 'tree'))
  writeFileSync(join(root, 'tree', 'real'), 'x')
  writeFileSync(join(outside, 'secret'), 'x')
  symlinkSync('real', join(root, 'tree', 'in'))
  symlinkSync(outside, join(root, 'tree', 'out'))
  symlinkSync('tree', join(root, 'link'))
  symlinkSync('tree/real', join(root, 'file-link'))
  const { remote, oddities, entries } = await walked(join(root, 'link'), join(root, 'file-link'))
  expect(remote).toEqual(['file-link', 'link/real'])
  expect(entries.find(({ name }) => name === 'file-link')).toMatchObject({
    root: join(root, 'tree'),
    path: join(root, 'tree', 'real'),
  })
  expect(oddities.map(({ code, facts }) => `${facts['name']} ${code}`).sort()).toEqual([
    'in source-not-regular',
    'out source-outside',
  ])
})

test('fault-F16 a pipe is refused by name, and reported in a tree', async () => {
  const root = temporaryFolder()
  execFileSync('mkfifo', [join(root, 'pipe')])
  writeFileSync(join(root, 'a'), 'x')
  expect((await walked(join(root, 'pipe'))).code).toBe('source-not-regular')
  const { remote, oddities } = await walked(root)
  expect(remote.map((path) => path.split('/').at(-1))).toEqual(['a'])
  expect(oddities).toMatchObject([{ code: 'source-not-regular', facts: { kind: 'pipe' } }])
})

test('large trees come in batches of at most 500', async () => {
  const root = temporaryFolder()
  for (let n = 0; n < 1_300; n += 1) writeFileSync(join(root, `${n}`), 'x')
  const { entries, largestBatch } = await walked(root)
  expect(new Set(entries.map(({ path }) => path)).size).toBe(1_300)
  expect(largestBatch).toBeLessThanOrEqual(500)
})
