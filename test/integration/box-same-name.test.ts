/** Two transfers of ours with one name at a service that has one session per name: neither touches the other's. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { boxFiles, boxSessions, openBox, part, sixParts } from '../support/box-run.ts'
import { type OwnerBench, type Source, expectGoodManners } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

/** Above what goes in one request: there is no way but to wait for the name. */
const forSessionsOnly = 13 * part + 28_481

function twoOfOneName(bench: OwnerBench, size: number): [Source, Source] {
  for (const folder of ['a', 'b']) mkdirSync(join(bench.folder, folder))
  return [bench.file('a/cargo.bin', size, 1), bench.file('b/cargo.bin', size, 2)]
}

describe('two files of one name and size but other content, renamed where the name is taken', () => {
  it.each([
    ['box-F19 small enough for one request', sixParts],
    ['box-F19 too large for one request', forSessionsOnly],
  ] as const)('%s: both are done, under two names', async (_, size) => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    const sources = twoOfOneName(bench, size)
    const options = { to: 'box:/', conflict: 'rename' } as const
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, options)))
    for (const id of ids) {
      expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    }
    const files = await boxFiles(bench)
    const there = new Set(files.map(({ sha256 }) => String(sha256)))
    expect(there).toEqual(new Set(sources.map(({ sha256 }) => sha256)))
    expect(new Set(files.map(({ path }) => path)).size).toBe(2)
    expect((await boxSessions(bench)).filter(({ state }) => state === 'open')).toEqual([])
  })

  it('box-F19 canceling the one leaves the session of the other one alone', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    const [first, second] = twoOfOneName(bench, forSessionsOnly)
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold' })
    const id = await bench.enqueue(first, { to: 'box:/', conflict: 'rename' })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    const other = await bench.enqueue(second, { to: 'box:/', conflict: 'rename' })
    await bench.until(other, ({ failure }) => failure?.code === 'name-held-by-lost-session')
    await bench.client.queue.cancel({ ids: [other] })
    await bench.until(other, ({ state }) => state === 'canceled')
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await bench.requests('delete')).toEqual([])
    expect((await boxFiles(bench)).map(({ sha256 }) => sha256)).toEqual([first.sha256])
  })
})
