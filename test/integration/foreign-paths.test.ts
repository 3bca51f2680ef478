/** What a page or another program may ask of the engine about paths, and what comes of it: nothing. */

import { afterEach, expect, test } from 'vitest'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

test('fault-H04 paths that lead elsewhere, or are none: refused, and nothing is read or sent', async () => {
  const bench = await OwnerBench.open()
  const source = bench.file('real.bin', 1_000)
  const paths = [
    '../../../../etc/passwd',
    'etc/passwd',
    'package.json',
    '..',
    String.raw`\\host\share\secret.txt`,
    String.raw`C:\Users\ana\secret.txt`,
    'file:///etc/passwd',
    `${source.path}\0.txt`,
    '',
    '/dev/zero',
  ]
  for (const path of paths) {
    const asked = await bench.client.queue.enqueue({ paths: [path], to: 'onedrive:/', account: 'cloud' })
    expect(asked.ok ? asked.value.queued : 0, path).toBe(0)
  }
  expect(valueOf(await bench.client.queue.page({})).transfers).toEqual([])
  expect(await bench.requests('create,simplePut')).toEqual([])
})
