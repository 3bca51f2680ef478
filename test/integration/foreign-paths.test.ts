/** What a page or another program may ask of the engine about paths, and what comes of it: nothing. */

import { basename } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Result, viewOf } from '../../src/shared/failure.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

async function reports(bench: OwnerBench, request: Parameters<OwnerBench['client']['queue']['preflight']>[0]) {
  const seen: unknown[] = []
  for await (const report of bench.client.queue.preflight(request)) seen.push(report)
  return seen
}

test('fault-H04 paths that lead elsewhere, or are none: refused, and nothing is read or sent', async () => {
  const bench = await OwnerBench.open()
  const source = bench.file('real.bin', 1_000)
  const missing = ['path-missing', 'Nothing was enqueued. Check the path and try again.']
  const wrong = ['usage', 'See `longshore --help`.']
  const paths: readonly [path: string, upload: readonly string[], watch: readonly string[]][] = [
    ['../../../../etc/passwd', missing, missing],
    ['etc/passwd', missing, missing],
    ['package.json', missing, missing],
    ['src', missing, missing],
    ['..', missing, missing],
    [String.raw`\\host\share\secret.txt`, missing, missing],
    [String.raw`C:\Users\ana\secret.txt`, missing, missing],
    ['file:///etc/passwd', missing, missing],
    [`${source.path}\0.txt`, missing, missing],
    ['', wrong, wrong],
    [
      '/dev/zero',
      ['source-not-regular', 'Skipped. Exclude it to hide this line.'],
      ['watch-refused', 'Choose another folder.'],
    ],
  ]
  const told = (result: Result<unknown>): readonly string[] => {
    if (result.ok) return ['taken']
    const { code, nextStep } = viewOf(result.failure, null)
    return [code, nextStep]
  }
  const place = { to: 'onedrive:/', account: 'cloud' }
  for (const [path, upload, watch] of paths) {
    expect(told(await bench.client.queue.enqueue({ paths: [path], ...place })), path).toEqual(upload)
    expect(told(await bench.client.watches.add({ folder: path, existing: 'upload', ...place })), path).toEqual(watch)
  }
  expect(valueOf(await bench.client.watches.list({}))).toEqual([])
  expect(valueOf(await bench.client.queue.page({})).transfers).toEqual([])
  expect(await bench.requests('create,simplePut')).toEqual([])
})

test('nor is a relative path looked at ahead of an upload, though it is a file where the engine runs', async () => {
  const bench = await OwnerBench.open()
  const here = basename(bench.file('real.bin', 1_000).path)
  const before = process.cwd()
  process.chdir(bench.folder)
  try {
    for (const path of [here, `./${here}`, `../${basename(bench.folder)}/${here}`, '.', '..']) {
      const request = { paths: [path], to: 'onedrive:/', account: 'cloud' }
      const asking = reports(bench, request)
      await expect(asking, path).rejects.toMatchObject({ failure: { code: 'path-missing', facts: { path } } })
      expect(await bench.client.queue.enqueue(request), path).toMatchObject({ failure: { code: 'path-missing' } })
    }
  } finally {
    process.chdir(before)
  }
  // Whose account it is, is asked for when it is added.
  expect((await bench.requests()).filter(({ op }) => op !== 'me')).toEqual([])
})
