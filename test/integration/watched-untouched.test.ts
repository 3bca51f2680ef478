/** G6: whatever becomes of what is in a watched folder, nothing is written into it: not a file, not a name, not a time. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { OwnerBench, expectGoodManners, threeRanges, valueOf } from '../support/owner-bench.ts'
import { PracticeProcess, Processes, Station } from '../support/processes.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { treeOf } from '../support/tree.ts'

afterEach(expectGoodManners)
const processes = new Processes()
afterAll(() => processes.close())

/** Everything that a folder may hold: what is sent, what is left out, what can't be, what is refused. */
function fill(folder: string): number {
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, '.hidden'))
  for (let n = 0; n < 12; n += 1)
    writeFileSync(join(folder, n % 2 ? 'deep/er' : '', `${n}.bin`), pseudoRandom(1_000 + n, n))
  writeFileSync(join(folder, 'large.bin'), pseudoRandom(6_000_000, 77))
  writeFileSync(join(folder, 'nothing.bin'), '')
  for (const name of ['id_rsa', 'half.tmp', '.hidden/x', '~$open.docx']) writeFileSync(join(folder, name), name)
  writeFileSync(join(folder, 'not: allowed?.bin'), 'refused by its name')
  symlinkSync('large.bin', join(folder, 'link'))
  symlinkSync('/etc', join(folder, 'out'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  // 12, the large one, the empty one, and the one that is refused.
  return 15
}

describe('G6: the tree before is the tree after', () => {
  test('complaint-C33 a daemon that is stopped, killed and asked everything', async () => {
    const practice = await PracticeProcess.start(processes, 'odb')
    const station = new Station(processes)
    await station.startDaemon()
    await station.addAccount(practice)
    const folder = mkdtempSync(join(processes.folder, 'watched-'))
    const count = fill(folder)
    const before = treeOf(folder)
    await practice.fault({ match: { op: 'put', nth: 1 }, action: 'hold' })
    const add = ['watch', 'add', folder, '--to', 'onedrive:/In', '--existing', 'upload', '--settle', '1s']
    expect((await station.run(...add)).code).toBe(0)
    await practice.held('put', 0)
    // In the middle of a range, with the file open.
    await station.daemon.kill()
    await practice.clearFaults()
    expect(treeOf(folder)).toEqual(before)

    await station.startDaemon()
    await station.run('wait', '--timeout', '60s')
    const transfers = await station.transfers()
    expect(transfers).toHaveLength(count)
    expect(transfers.filter(({ state }) => state === 'done')).toHaveLength(count - 1)
    const refused = transfers.find(({ state }) => state !== 'done')
    await station.run('retry', refused.id)
    await station.run('explain', refused.path)
    await station.run('pause', '--all')
    await station.run('resume', '--all')
    const [{ id }] = (await station.run('watch', 'list')).lines[0]
    for (const act of ['pause', 'remove']) await station.run('watch', act, id)
    await station.daemon.stop()
    expect(treeOf(folder)).toEqual(before)
    // Twelve commands, each a process of its own.
  }, 300_000)

  test.each(['fail', 'rename', 'replace', 'skip'] as const)('names that are taken there, with %s', async (conflict) => {
    const bench = await OwnerBench.open()
    for (const name of ['a.bin', 'b.bin'])
      await bench.practice.write({ what: 'create', path: `/In/${name}`, size: 500, seed: 3 })
    for (const name of ['a.bin', 'b.bin', 'c.bin']) bench.file(name, 5_000_000)
    const before = treeOf(bench.folder)
    const asked = { folder: bench.folder, to: 'onedrive:/In', account: 'cloud', conflict, existing: 'upload' } as const
    const { id: watch } = valueOf(await bench.client.watches.add({ ...asked, settleMs: 30 }))
    const all = async () => valueOf(await bench.client.queue.page({ filter: { watch } })).transfers
    await expect.poll(async () => (await all()).length, { timeout: 20_000 }).toBe(3)
    for (const { id } of await all()) await bench.ended(id)
    expect(treeOf(bench.folder)).toEqual(before)
  })

  test('what is canceled, and what can never be sent', async () => {
    const bench = await OwnerBench.open()
    bench.file('canceled.bin', threeRanges)
    bench.file('no: name.bin', 10)
    const before = treeOf(bench.folder)
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold' })
    const asked = {
      folder: bench.folder,
      to: 'onedrive:/In',
      account: 'cloud',
      existing: 'upload',
      settleMs: 30,
    } as const
    const { id: watch } = valueOf(await bench.client.watches.add(asked))
    await bench.practice.control('GET', '/journal/wait?timeoutMs=60000&op=put&state=held')
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { watch } }))
    const ids = transfers.map(({ id }) => id)
    valueOf(await bench.client.queue.cancel({ ids }))
    await bench.practice.control('POST', '/faults/release', {})
    for (const id of ids) await bench.until(id, ({ state }) => state === 'canceled' || state === 'failed')
    expect(treeOf(bench.folder)).toEqual(before)
  })
})

test('G6: what would be found if it were otherwise', () => {
  const folder = mkdtempSync(join(processes.folder, 'touched-'))
  writeFileSync(join(folder, 'a'), 'a')
  const before = treeOf(folder)
  expect(treeOf(folder)).toEqual(before)
  writeFileSync(join(folder, 'a'), 'a')
  expect(treeOf(folder)).not.toEqual(before)
})
