/** graph-F43: what happens to our own file while it is sent. Nothing is ever made of two versions. */

import { appendFileSync, chmodSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { OwnerBench, expectGoodManners, sha256, twoRanges } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

const changes: Readonly<Record<string, (path: string) => Uint8Array>> = {
  truncated(path) {
    truncateSync(path, 1_000_000)
    return pseudoRandom(twoRanges, 1).subarray(0, 1_000_000)
  },
  grown(path) {
    const more = pseudoRandom(500_000, 2)
    appendFileSync(path, more)
    return Buffer.concat([pseudoRandom(twoRanges, 1), more])
  },
  edited(path) {
    const bytes = pseudoRandom(twoRanges, 3)
    writeFileSync(path, bytes)
    return bytes
  },
  replaced(path) {
    const bytes = pseudoRandom(twoRanges, 4)
    writeFileSync(`${path}.new`, bytes)
    renameSync(`${path}.new`, path)
    return bytes
  },
  'made anew'(path) {
    rmSync(path)
    const bytes = pseudoRandom(twoRanges - 77_777, 6)
    writeFileSync(path, bytes)
    return bytes
  },
  // The same size and the same modified time, as a careless copy tool leaves them.
  disguised(path) {
    const bytes = pseudoRandom(twoRanges, 5)
    writeFileSync(path, bytes)
    utimesSync(path, 1_600_000_000, 1_600_000_000)
    return bytes
  },
  locked(path) {
    chmodSync(path, 0)
    return pseudoRandom(twoRanges, 1)
  },
}

it('complaint-C28 graph-F43, graph-G2-26, fault-F01 fault-F02 fault-F03 fault-F04 fault-F08: truncated, grown, edited, replaced, made anew, disguised, locked in mid-upload: the new version is sent, and nothing of the old', async () => {
  const bench = await OwnerBench.open({ settle: { uploadsMs: 3_000, afterChangeMs: 3_000 } })
  await bench.practice.fault({
    match: { op: 'put', range: 'first' },
    action: 'hold',
    params: { at: 'stored' },
    times: 0,
  })
  const files = Object.keys(changes).map((name) => {
    const source = bench.write(`${name}.bin`, pseudoRandom(twoRanges, 1))
    utimesSync(source.path, 1_600_000_000, 1_600_000_000)
    return source
  })
  const ids = await Promise.all(files.map((file) => bench.enqueue(file)))
  for (const { name } of files) {
    await bench.practice.control('GET', `/journal/wait?op=put&state=held&path=${name}`)
  }
  const now = files.map(({ path, name }) => changes[name.replace('.bin', '')]?.(path) ?? Buffer.alloc(0))
  await bench.practice.control('DELETE', '/faults')
  await bench.practice.control('POST', '/faults/release')
  for (const id of ids) await bench.until(id, ({ state }) => state === 'settling')
  expect(await bench.items()).toEqual([])
  const ended = await Promise.all(
    ids.map(async (id) => {
      const view = await bench.ended(id)
      if (view.state !== 'blocked') return view
      // Root may read it all the same; everybody else is told.
      expect(view.failure?.code).toBe('source-denied')
      chmodSync(view.path, 0o600)
      await bench.client.queue.retry({ ids: [id] })
      return bench.until(id, ({ state }) => state === 'done')
    }),
  )
  for (const [i, { name }] of files.entries()) {
    const bytes = now[i] ?? Buffer.alloc(0)
    expect(ended[i]).toMatchObject({
      state: 'done',
      evidence: 'hash',
      size: bytes.length,
      acknowledgedBytes: bytes.length,
    })
    expect(await bench.practice.item(`/${name}`)).toMatchObject({
      size: bytes.length,
      sha256: sha256(bytes),
      versions: 1,
    })
  }
  expect(await bench.items()).toHaveLength(files.length)
  const left = (await bench.sessions()).filter(({ state }) => state === 'open' || state === 'commit-failed')
  expect(left).toEqual([])
})

it('graph-F43, fault-F07 deleted in mid-upload: says so, and takes the session with it', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put' }, action: 'hold', params: { at: 'stored' } })
  const source = bench.file('a.bin', twoRanges)
  const id = await bench.enqueue(source)
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  rmSync(source.path)
  await bench.practice.control('POST', '/faults/release')
  expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'source-gone', retryAt: null } })
  await bench.practice.control('GET', '/journal/wait?op=delete&state=finished')
  expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
  expect(await bench.items()).toEqual([])
})
