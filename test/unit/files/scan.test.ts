import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LedgerEntry } from '../../../src/main/engine/ports/store.ts'
import { rootIdentity } from '../../../src/main/files/root-identity.ts'
import { runScan, scan } from '../../../src/main/files/scan.ts'
import type { ScanBatch, ScanJob } from '../../../src/main/files/scan.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function jobFor(folder: string, differing: Partial<ScanJob> = {}): ScanJob {
  return {
    account: 'a',
    destination: 'onedrive:/X',
    folder,
    rootIdentity: '',
    rules: { include: [], exclude: [] },
    ownFolders: [],
    scope: null,
    withLeftAlone: false,
    limits: {},
    links: 'skip',
    now: Date.now(),
    isPreview: false,
    ...differing,
  }
}

/** Runs to the end, keeping what was found as if it had been put into the ledger. */
async function scanned(job: ScanJob, ledger = new Map<string, LedgerEntry>()) {
  const batches: ScanBatch[] = []
  const onBatch = (batch: ScanBatch): Promise<void> => {
    batches.push(batch)
    return Promise.resolve()
  }
  const result = await runScan(job, (path) => ledger.get(path) ?? null, onBatch, new AbortController().signal)
  const candidates = batches.flatMap((batch) => batch.candidates)
  for (const { path, fingerprint } of candidates) {
    const place = { account: 'a', destination: 'onedrive:/X', path }
    ledger.set(path, { ...place, fingerprint, digest: null, itemId: null, eTag: null, remoteName: null })
  }
  return {
    result,
    sizes: batches.map((batch) => batch.candidates.length + batch.oddities.length),
    paths: candidates.map(({ path }) => path.slice(job.folder.length + 1)).sort(),
    candidates,
    oddities: batches.flatMap((batch) => batch.oddities),
    ledger,
  }
}

test('finds every file with its folders, in batches, and only what differs the next time', async () => {
  const root = temporaryFolder()
  for (let n = 0; n < 12; n += 1) {
    mkdirSync(join(root, `f${n}`, 'sub'), { recursive: true })
    for (let m = 0; m < 100; m += 1) writeFileSync(join(root, `f${n}`, 'sub', `${m}`), 'x')
  }
  const first = await scanned(jobFor(root))
  expect(first.result).toMatchObject({ ok: true, value: { folders: 25, files: 1_200 } })
  expect(first.sizes).toEqual([500, 500, 200])
  expect(first.candidates[0]).toMatchObject({ folders: [expect.stringMatching(/^f\d+$/), 'sub'], known: null })

  writeFileSync(join(root, 'f3', 'sub', '7'), 'changed')
  utimesSync(join(root, 'f4', 'sub', '8'), 1, 1)
  rmSync(join(root, 'f5', 'sub', '9'))
  const second = await scanned(jobFor(root), first.ledger)
  expect(second.paths).toEqual(['f3/sub/7', 'f4/sub/8'])
  expect(second.candidates.every(({ known }) => known !== null)).toBe(true)
})

test('a part is that folder only, or with all below it', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'a', 'b'), { recursive: true })
  for (const path of ['top', 'a/one', 'a/b/two']) writeFileSync(join(root, path), 'x')
  const part = (folder: string, deep: boolean) => scanned(jobFor(root, { scope: { folder: join(root, folder), deep } }))
  expect((await part('a', false)).paths).toEqual(['a/one'])
  expect((await part('a', true)).paths).toEqual(['a/b/two', 'a/one'])
  expect((await part('', false)).paths).toEqual(['top'])
  expect((await part('a/b', false)).candidates[0]?.folders).toEqual(['a', 'b'])
  expect((await part('gone', true)).result).toMatchObject({ ok: true, value: { files: 0 } })
})

test('fault-F20 a part that is reached through a link, or lies outside, has nothing in it', async () => {
  const root = temporaryFolder()
  const outside = temporaryFolder()
  mkdirSync(join(outside, 'sub'))
  writeFileSync(join(outside, 'sub', 'secret'), 'x')
  symlinkSync(outside, join(root, 'link'))
  for (const folder of [join(root, 'link'), join(root, 'link', 'sub'), outside, join(root, '..')]) {
    expect((await scanned(jobFor(root, { scope: { folder, deep: true } }))).paths).toEqual([])
  }
})

test('fault-F16 fault-F17 fault-F19 what is no file is odd, and never opened', async () => {
  const root = temporaryFolder()
  execFileSync('mkfifo', [join(root, 'pipe')])
  symlinkSync('/etc/hostname', join(root, 'out'))
  symlinkSync('file', join(root, 'in'))
  symlinkSync('nowhere', join(root, 'dangling'))
  writeFileSync(join(root, 'file'), 'x')
  const { paths, oddities } = await scanned(jobFor(root))
  expect(paths).toEqual(['file'])
  expect(oddities.map(({ code, facts }) => `${facts['name']} ${code} ${facts['kind'] ?? ''}`.trim()).sort()).toEqual([
    'dangling source-not-regular link',
    'in source-not-regular link',
    'out source-outside',
    'pipe source-not-regular pipe',
  ])
})

test('fault-F30 a name that is no text is told, not lost in silence', async () => {
  const root = temporaryFolder()
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff, 0xfe])]), 'x')
  } catch {
    // A file system that refuses such names has no such files.
    return
  }
  const names = ['emoji 🚢', 'new\nline', 'e\u0301', '\u00e9', '\u202ertl', 'a\\b']
  for (const name of names) writeFileSync(join(root, name), 'x')
  const { paths, oddities } = await scanned(jobFor(root))
  expect(paths).toEqual([...names].sort())
  expect(oddities).toMatchObject([{ code: 'name-not-allowed', facts: { rule: 'its bytes are not UTF-8 text' } }])
})

test('fault-F38 rules and our own data are left out', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'own'))
  mkdirSync(join(root, '.git'))
  for (const path of ['own/longshore.db', '.git/config', 'a.tmp', 'keep.txt']) writeFileSync(join(root, path), 'x')
  const { paths, result } = await scanned(jobFor(root, { ownFolders: [join(root, 'own')] }))
  expect(paths).toEqual(['keep.txt'])
  expect(result).toMatchObject({ ok: true, value: { folders: 1, files: 1 } })
})

test('what was left alone is reported again only when that is asked for', async () => {
  const root = temporaryFolder()
  writeFileSync(join(root, 'old'), 'x')
  const { ledger } = await scanned(jobFor(root))
  expect((await scanned(jobFor(root), ledger)).paths).toEqual([])
  expect((await scanned(jobFor(root, { withLeftAlone: true }), ledger)).paths).toEqual(['old'])
})

test('fault-F31 fault-F32 a root that is missing, a file, or another folder is offline', async () => {
  const folder = temporaryFolder()
  const root = join(folder, 'root')
  mkdirSync(root)
  writeFileSync(join(root, 'a'), 'x')
  const identity = await rootIdentity(root)
  const recorded = identity.ok ? identity.value : 'none'
  expect((await scanned(jobFor(root, { rootIdentity: recorded }))).paths).toEqual(['a'])
  renameSync(root, `${root}-away`)
  const offline = { ok: false, failure: { code: 'root-offline', facts: { name: 'root' } } }
  expect((await scanned(jobFor(root, { rootIdentity: recorded }))).result).toEqual(offline)
  writeFileSync(root, 'a file')
  expect((await scanned(jobFor(root))).result).toEqual(offline)
  rmSync(root)
  mkdirSync(root)
  expect((await scanned(jobFor(root, { rootIdentity: recorded }))).result).toEqual(offline)
  writeFileSync(join(root, 'stranger'), 'x')
  const replaced = { ok: false, failure: { code: 'root-replaced', facts: { name: 'root' } } }
  expect((await scanned(jobFor(root, { rootIdentity: recorded }))).result).toEqual(replaced)
})

test('a root that goes in the middle of a scan is offline, not empty', () => {
  const root = join(temporaryFolder(), 'root')
  mkdirSync(join(root, 'sub'), { recursive: true })
  for (let n = 0; n < 700; n += 1) writeFileSync(join(root, 'sub', `${n}`), 'x')
  const steps = scan(jobFor(root), () => null)
  let step = steps.next()
  while (step.done !== true && step.value === null) step = steps.next()
  renameSync(root, `${root}-away`)
  while (step.done !== true) step = steps.next()
  expect(step.value).toMatchObject({ ok: false, failure: { code: 'root-offline' } })
})

test('a scan can be stopped between two steps', async () => {
  const root = temporaryFolder()
  for (let n = 0; n < 1_200; n += 1) writeFileSync(join(root, `${n}`), 'x')
  const stop = new AbortController()
  let batches = 0
  const onBatch = (): Promise<void> => {
    batches += 1
    stop.abort(new Error('stopped'))
    return Promise.resolve()
  }
  await expect(runScan(jobFor(root), () => null, onBatch, stop.signal)).rejects.toThrow('stopped')
  expect(batches).toBe(1)
})

test('rights of the folder stay as they were', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'sub'))
  chmodSync(join(root, 'sub'), 0o750)
  await scanned(jobFor(root))
  expect(statSync(join(root, 'sub')).mode & 0o777).toBe(0o750)
})
