/** Symbolic links in a watched folder whose links are followed: from the file system to what arrives. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { createSources } from '../../src/main/files/sources.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { until, watchReally } from '../support/real-watch.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

afterEach(expectGoodManners)

describe.each(process.platform === 'linux' ? [true, false] : [false])('opened, with /proc: %s', (procLinks) => {
  const followed = createSources({ procLinks, followsLinks: () => true })
  const content = pseudoRandom(900, 4)

  function place(): { root: string; at: (name: string) => { root: string; path: string } } {
    const folder = temporaryFolder()
    const root = join(folder, 'data')
    mkdirSync(join(root, 'sub'), { recursive: true })
    mkdirSync(join(folder, 'data-old'))
    writeFileSync(join(folder, 'data-old', 'secret'), 'secret')
    writeFileSync(join(root, 'sub', 'file'), content)
    const links = {
      near: 'sub/file',
      far: join(root, 'sub', 'file'),
      twice: 'near',
      out: '../data-old/secret',
      folder: 'sub',
      round: 'round',
      gone: 'nowhere',
      through: 'sub/file/x',
    }
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name))
    symlinkSync(join('..', 'data-old'), join(root, 'way'))
    return { root, at: (name) => ({ root, path: join(root, name) }) }
  }

  it.each(['near', 'far', 'twice'])('fault-F19: %s leads to a file of the folder, and is that file', async (name) => {
    const { at } = place()
    const opened = await followed.open(at(name))
    if (!opened.ok) throw new Error(opened.failure.code)
    onTestFinished(() => opened.value.close())
    const into = new Uint8Array(900)
    expect(await opened.value.read(into, 0)).toBe(900)
    expect(Buffer.compare(into, content)).toBe(0)
    expect(await followed.inspect(at(name))).toEqual({ ok: true, value: opened.value.fingerprint })
    expect(await createSources({ procLinks }).open(at(name))).toMatchObject({ failure: { facts: { kind: 'link' } } })
  })

  it.each([
    ['out', 'source-outside'],
    ['way/secret', 'source-outside'],
    ['folder', 'source-not-regular'],
    ['round', 'source-not-regular'],
    ['gone', 'source-gone'],
    ['through', 'source-not-regular'],
  ])('fault-F19 fault-F20 fault-F22: %s is refused: %s', async (name, code) => {
    const { at } = place()
    expect(await followed.open(at(name))).toMatchObject({ ok: false, failure: { code } })
    expect(await followed.inspect(at(name))).toMatchObject({ ok: false, failure: { code } })
  })
})

it('fault-F22: a tree of links is walked once, and a file that changes is a new version under both of its names', async () => {
  const root = temporaryFolder()
  const outside = temporaryFolder()
  writeFileSync(join(outside, 'secret'), 'secret')
  for (const folder of ['runs/today', 'links']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'runs/today/a'), 'one')
  symlinkSync('../runs/today/a', join(root, 'links', 'latest'))
  symlinkSync('today', join(root, 'runs', 'newest'))
  symlinkSync('..', join(root, 'runs', 'up'))
  symlinkSync(outside, join(root, 'out'))
  const real = await watchReally(root, { watch: { existing: { kind: 'upload' }, links: 'inside' } })
  await until('rest', () => real.states().join() === 'a queued,latest queued')
  const told = real.store.told.filter(({ what }) => what === 'left out')
  expect(told.map(({ path, why }) => `${path.slice(root.length + 1)}: ${why}`).sort()).toEqual([
    'out: out points outside the folder it was found in.',
    'runs/newest: newest is not a regular file (link to a folder).',
    'runs/up: up is not a regular file (link to a folder).',
  ])
  for (const transfer of real.store.transfers) {
    real.store.finish(transfer, { digest: null, itemId: transfer.name, eTag: 'e', remoteName: transfer.name })
  }
  // No hint comes for the folder of the link: it was told where the link leads.
  writeFileSync(join(root, 'runs/today/a'), 'another')
  await until('both names', () => real.states().join() === 'a done,a queued,latest done,latest queued')
  expect(real.stage.healthOf('w1')).toMatchObject({ by: 'events', recovered: 0 })
})

it('a link arrives as the file that it leads to; files of such a folder are not put away', async () => {
  const bench = await OwnerBench.open()
  const file = bench.write('report.pdf', pseudoRandom(4_001, 3))
  symlinkSync('report.pdf', join(bench.folder, 'latest.pdf'))
  const asked = {
    folder: bench.folder,
    to: 'onedrive:/In',
    account: 'cloud',
    existing: 'upload',
    settleMs: 50,
  } as const
  const refused = await bench.client.watches.add({ ...asked, links: 'inside', after: 'trash' })
  expect(refused).toMatchObject({ ok: false, failure: { code: 'after-refused' } })
  const watch = valueOf(await bench.client.watches.add({ ...asked, links: 'inside' }))
  expect(watch.rules?.links).toBe('inside')
  const rows = async () => valueOf(await bench.client.queue.page({ filter: { watch: watch.id } })).transfers
  const states = async () => (await rows()).map(({ path, state }) => `${path.slice(bench.folder.length + 1)} ${state}`)
  await expect
    .poll(async () => (await states()).sort(), { timeout: 20_000 })
    .toEqual(['latest.pdf done', 'report.pdf done'])
  const arrived = await bench.items()
  expect(arrived.map(({ name, size, sha256 }) => `${name} ${size} ${sha256}`).sort()).toEqual([
    `latest.pdf 4001 ${file.sha256}`,
    `report.pdf 4001 ${file.sha256}`,
  ])
  const trash = await bench.client.watches.change({ id: watch.id, after: 'trash' })
  expect(trash).toMatchObject({ ok: false, failure: { code: 'after-refused' } })

  // Said otherwise, and still so after a restart: a new link is skipped.
  expect(valueOf(await bench.client.watches.change({ id: watch.id, links: 'skip' })).rules?.links).toBe('skip')
  await bench.restart()
  expect(valueOf(await bench.client.watches.list({}))[0]?.rules?.links).toBe('skip')
  rmSync(join(bench.folder, 'latest.pdf'))
  symlinkSync('report.pdf', join(bench.folder, 'newest.pdf'))
  bench.write('after.pdf', pseudoRandom(101, 5))
  await expect.poll(states, { timeout: 20_000 }).toContain('after.pdf done')
  expect((await states()).filter((row) => row.startsWith('newest'))).toEqual([])
})
