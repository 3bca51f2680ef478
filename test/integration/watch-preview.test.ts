/** G9: what the live preview says is what the real run does: 300 paths of every kind, by several sets of rules. */

import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { Watch } from '../../src/main/engine/ports/store.ts'
import { rootIdentity } from '../../src/main/files/root-identity.ts'
import { type ScanBatch, runScan } from '../../src/main/files/scan.ts'
import { createScanner } from '../../src/main/files/scanner.ts'
import type { WatchPreview } from '../../src/shared/watch-rules.ts'
import { aWatch } from '../fakes/watch.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

const folders = [
  '',
  'a',
  'a/b',
  'Ärger',
  '.hidden',
  'node_modules/x',
  'build',
  'a/build',
  '.ssh',
  'x y',
  'tmp',
  'deep/er/est',
]
const names = [
  'report.pdf',
  'photo.JPG',
  'a.tmp',
  '~$report.docx',
  '.env',
  '.profile',
  'id_rsa',
  'keep.log',
  'debug.log',
  'Thumbs.db',
  '[x].txt',
  'a b.txt',
  '#note.txt',
  '!wow.txt',
  'tab\tname.txt',
  'long.partial',
  'ends.',
  'ünï.txt',
  'data.bin',
  'data.bin.swp',
  'key.pem',
  'LICENSE',
  'noext',
  'x.crdownload',
  '日本.txt',
]

/** 300 paths, of sizes and ages all over. Returns what they are, below the root. */
function fill(root: string): string[] {
  const made: string[] = []
  for (const [at, folder] of folders.entries()) {
    for (const [n, name] of names.entries()) {
      const path = join(root, folder, name)
      made.push(relative(root, path))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, pseudoRandom((at * 31 + n * 17) % 900, at * 100 + n))
      const seconds = Date.now() / 1_000 - ((at * 7 + n) % 40) * 86_400
      utimesSync(path, seconds, seconds)
    }
  }
  symlinkSync('report.pdf', join(root, 'a', 'link.pdf'))
  // To what may not be sent, to a folder, to itself, to nothing, through a file, and to outside.
  const others = {
    secret: '.ssh/id_rsa',
    again: '.',
    round: 'round',
    gone: 'nowhere',
    through: 'LICENSE/x',
    out: '/etc',
  }
  for (const [name, target] of Object.entries(others)) symlinkSync(target, join(root, name))
  return made
}

interface Walked {
  readonly meant: readonly string[]
  readonly leftOut: readonly string[]
}

/** Everything that the walk behind the preview says, which itself only counts and gives examples. */
async function walked(folder: string, rules: Partial<Watch>): Promise<Walked> {
  const identity = await rootIdentity(folder)
  if (!identity.ok) throw new Error(identity.failure.code)
  const scanner = createScanner({
    ownFolders: [],
    run: (job, onBatch, signal) => runScan(job, () => null, onBatch, signal),
  })
  const [meant, leftOut]: [string[], string[]] = [[], []]
  const take = async (batch: ScanBatch): Promise<void> => {
    meant.push(...batch.candidates.map(({ path }) => relative(folder, path)))
    leftOut.push(...[...batch.leftOut, ...batch.oddities].map(({ path }) => relative(folder, path)))
  }
  const watch = aWatch({ ...rules, folder, rootIdentity: identity.value })
  expect((await scanner.preview(watch, take, new AbortController().signal)).ok).toBe(true)
  return { meant, leftOut }
}

/** A name with all folders that it is in, itself first. */
function upwards(path: string): string[] {
  return path === '.' ? [] : [path, ...upwards(dirname(path))]
}

const sets = {
  'none of their own': {},
  'patterns of both kinds': { include: ['*.txt', '*.pdf', '/build/**'], exclude: ['build/', '!a/build/', '*b.txt'] },
  'hidden ones, and of some size and age': {
    hidden: true,
    exclude: ['*.log', '!keep.log'],
    limits: { minBytes: 50, maxBytes: 700, minAgeMs: 60_000, maxAgeMs: 30 * 86_400_000 },
  },
  'links to files of the folder, too': { links: 'inside', exclude: ['*.log'] },
} as const

it.each(Object.entries(sets))('%s', async (_, rules) => {
  const bench = await OwnerBench.open()
  const made = fill(bench.folder)
  expect(made).toHaveLength(300)
  const given = {
    ...rules,
    include: [...('include' in rules ? rules.include : [])],
    exclude: [...('exclude' in rules ? rules.exclude : [])],
  }
  let last: WatchPreview | null = null
  const asked = { folder: bench.folder, existing: 'upload', ...given } as const
  for await (const preview of bench.client.watches.preview(asked)) last = preview
  expect(last).toMatchObject({ isWhole: true, isCut: false })
  const count = last?.files ?? 0
  expect(count).toBeGreaterThan(20)
  expect(last?.now).toBe(count)

  valueOf(await bench.client.queue.pause({ all: true }))
  // Nothing is uploaded: what is found is what counts.
  const watch = valueOf(
    await bench.client.watches.add({ ...asked, to: 'onedrive:/In', account: 'cloud', settleMs: 3_600_000 }),
  )
  const found = async () => {
    const { counts } = valueOf(await bench.client.watches.list({})).find(({ id }) => id === watch.id) ?? watch
    return Object.values(counts).reduce((sum, n) => sum + n, 0)
  }
  await expect.poll(found, { timeout: 20_000 }).toBe(count)
  const paths: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = valueOf(
      await bench.client.queue.page({ filter: { watch: watch.id }, ...(cursor !== undefined && { cursor }) }),
    )
    paths.push(...page.transfers.map(({ path }) => path.slice(bench.folder.length + 1)))
    ;({ cursor } = page)
  }
  expect(last?.examples.every((path) => paths.includes(path))).toBe(true)
  // The whole of it, name by name; and of the others each is told, or lies in a folder that is.
  const { meant, leftOut: told } = await walked(bench.folder, given)
  expect(meant.includes('a/link.pdf')).toBe('links' in rules)
  expect(told).toEqual(expect.arrayContaining(['secret', 'again', 'round', 'gone', 'through', 'out']))
  expect(paths.toSorted()).toEqual(meant.toSorted())
  expect(last?.leftOut.reduce((sum, reason) => sum + reason.count, 0)).toBe(told.length)
  const untold = made.filter((path) => paths.includes(path) === upwards(path).some((one) => told.includes(one)))
  expect(untold).toEqual([])
  const leftOut = (last?.leftOut ?? []).reduce((sum, reason) => sum + reason.count, 0)
  // What lies below a folder that is left out is left out with it.
  expect(leftOut).toBeGreaterThan(0)
  for (const { examples } of last?.leftOut ?? []) for (const path of examples) expect(paths).not.toContain(path)
})

it('rules are changed later, and the folder is looked at by the new ones', async () => {
  const bench = await OwnerBench.open()
  bench.write('a.txt', pseudoRandom(100, 1))
  bench.write('b.pdf', pseudoRandom(100, 2))
  const asked = {
    folder: bench.folder,
    to: 'onedrive:/In',
    account: 'cloud',
    existing: 'upload',
    settleMs: 50,
  } as const
  const watch = valueOf(await bench.client.watches.add({ ...asked, include: ['*.txt'] }))
  const count = async () => valueOf(await bench.client.queue.page({ filter: { watch: watch.id } })).transfers.length
  await expect.poll(count, { timeout: 20_000 }).toBe(1)
  const { id } = watch
  const changed = valueOf(
    await bench.client.watches.change({
      id,
      include: [],
      name: 'Both',
      longestWaitMs: 60_000,
      limits: { maxBytes: 5_000 },
    }),
  )
  expect(changed).toMatchObject({
    name: 'Both',
    rules: { include: [], longestWaitMs: 60_000, limits: { maxBytes: 5_000 } },
  })
  await expect.poll(count, { timeout: 20_000 }).toBe(2)
  // And they outlive the program.
  await bench.restart()
  expect(valueOf(await bench.client.watches.list({})).find((one) => one.id === id)).toMatchObject({
    name: 'Both',
    rules: { longestWaitMs: 60_000, limits: { maxBytes: 5_000 } },
  })
  expect(await bench.client.watches.change({ id, after: `move=${bench.folder}/sent` })).toMatchObject({
    failure: { code: 'after-refused' },
  })
})
