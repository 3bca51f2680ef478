/** The files of the corpus, in the place of sound ones, found by the real owner at its start or by the real command line. */

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openOwner } from '../../../src/main/owner.ts'
import { type FailureCode, ruleOf, viewOf } from '../../../src/shared/failure.ts'
import { countFigure } from '../../support/figures.ts'
import { OwnerBench, valueOf } from '../../support/owner-bench.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { said } from './cli-world.ts'
import { type BadFile, badFiles } from './stored-files.ts'

/** A data folder with a file that is done and an account, and a copy of its queue. */
async function soundFolder(): Promise<{ readonly bench: OwnerBench; readonly dir: string; readonly id: string }> {
  const bench = await OwnerBench.open()
  const { id } = await bench.upload(bench.file('before.bin', 1_001), { to: 'onedrive:/Mine' })
  await bench.close()
  const backup = join(bench.dataDir, 'longshore.db.backup')
  rmSync(backup, { force: true })
  await bench.start()
  await expect.poll(() => existsSync(backup), { timeout: 20_000 }).toBe(true)
  await bench.close()
  return { bench, dir: bench.dataDir, id }
}

function replace(path: string, bad: BadFile): void {
  const sound = existsSync(path) && statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0)
  const given = bad.hex === undefined ? Buffer.from(bad.text ?? '') : Buffer.from(bad.hex, 'hex')
  if (bad.sql !== undefined) return withSql(path, bad.sql)
  if (bad.mode !== undefined && bad.text === undefined) return chmodSync(path, bad.mode)
  rmSync(path, { recursive: true, force: true })
  if (bad.is === 'folder') mkdirSync(path)
  else if (bad.is === 'pipe') execFileSync('mkfifo', [path])
  else if (bad.is === 'link to nowhere') symlinkSync(`${path}.nowhere`, path)
  else if (bad.is === 'link to a device') symlinkSync('/dev/zero', path)
  else if (bad.is !== 'gone') writeFileSync(path, contentOf(bad, sound, given), { mode: bad.mode ?? 0o600 })
  if (bad.mode !== undefined) chmodSync(path, bad.mode)
  if (bad.log !== undefined) writeFileSync(`${path}-wal`, bad.log)
}

function contentOf({ keep, at }: BadFile, sound: Buffer, given: Buffer): Buffer {
  if (keep !== undefined) return sound.subarray(0, keep)
  if (at === undefined) return given
  return Buffer.concat([sound.subarray(0, at), given, sound.subarray(at + given.length)])
}

function withSql(path: string, sql: string): void {
  const db = new Database(path)
  db.pragma('foreign_keys = OFF')
  db.exec(sql)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Whether the bytes are somewhere in the folder: in their place, or put aside. */
function isKept(dir: string, bytes: Buffer): boolean {
  return readdirSync(dir).some((name) => {
    const path = join(dir, name)
    return lstatSync(path).isFile() && readFileSync(path).equals(bytes)
  })
}

interface Tried {
  /** The code, or how the start went. */
  readonly came: string
  /** Of the queue that is there afterwards; null where none could be opened. */
  readonly ids: readonly string[] | null
  readonly wrong: string | null
}

async function tried(dir: string, bad: BadFile): Promise<Tried> {
  const policies =
    bad.file === 'policy' ? [{ path: join(dir, 'policy'), writtenBy: 'anyone', mustExist: true } as const] : []
  const owner = await openOwner({ dataDir: dir, kind: 'command', runEngine: false, version: '0.0.0' }, { policies })
  if (!owner.ok) {
    const { message, nextStep } = viewOf(owner.failure, null)
    const isTold = message !== '' && nextStep !== '' && !/undefined|\n\s+at /.test(message)
    return { came: owner.failure.code, ids: null, wrong: isTold ? null : message }
  }
  const { client, note } = owner.value
  const queue = await client.queue.page({})
  const lines = valueOf(await client.engine.logs({})).join('\n')
  await owner.value.close()
  // What SQLite finds only when it is asked.
  if (!queue.ok) return { came: queue.failure.code, ids: null, wrong: null }
  const ids = queue.value.transfers.map(({ id }) => id)
  const isTold = /queue file was damaged .* was restored\. /.test(note ?? '') && lines.includes('store.repaired')
  return { came: isTold ? 'restored' : 'taken', ids, wrong: null }
}

/** Nothing here takes long, but dozens of starts on a busy machine may. */
const patience = 120_000

test('fault-D06, fault-D10, fault-D15 every bad file of ours is told at the start with its code, kept as it was, and nothing in the queue is lost', {
  timeout: patience,
}, async ({ task }) => {
  const { bench, dir: sound, id } = await soundFolder()
  const wrong: string[] = []
  for (const [rule, bad, code] of badFiles.filter(([, { file }]) => file !== 'ca' && file !== 'tokens')) {
    const dir = join(temporaryFolder(), 'data')
    cpSync(sound, dir, { recursive: true })
    chmodSync(dir, 0o700)
    const path = join(dir, bad.file)
    replace(path, bad)
    const isFile = bad.file !== '.' && lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
    const bytes = isFile ? readFileSync(path) : null
    const { came, ids, wrong: badly } = await tried(dir, bad)
    countFigure(task, 'badInputs', 'databases and settings files')
    const isWhole = ids === null || (ids.length === 1 && ids[0] === id)
    // One that can be opened may be written to.
    const isThere = bytes === null || (bad.sql === undefined ? isKept(dir, bytes) : existsSync(path))
    // What looks through the folders of a test at its end would wait for a pipe, and read a device for ever.
    if (bytes === null) rmSync(path, { recursive: true, force: true })
    if (came === code && isWhole && isThere && badly === null)
      countFigure(task, 'badInputsCatalogued', 'databases and settings files')
    else wrong.push(`${rule}: ${came} ${JSON.stringify({ ids, isThere, badly })}`)
  }
  expect(wrong).toEqual([])
  expect(ruleOf('store-restored' satisfies FailureCode).nextStep).not.toBe('')
  await bench.start()
  expect((await bench.transfer(id)).state).toBe('done')
})

test('fault-D15 every bad file that the command line is given is told with its code, and changes nothing', async ({
  task,
}) => {
  const bench = await OwnerBench.open()
  const path = join(bench.folder, 'given')
  const before = [valueOf(await bench.client.accounts.list({})), valueOf(await bench.client.settings.list({}))]
  const wrong: string[] = []
  for (const [rule, bad, code] of badFiles.filter(([, { file }]) => file === 'ca' || file === 'tokens')) {
    rmSync(path, { recursive: true, force: true })
    replace(path, bad)
    const asked =
      bad.file === 'ca'
        ? ['settings', 'set', 'network.caFile', path]
        : ['account', 'sign-in', 'cloud', '--token-file', path]
    const { exit, lines } = await said(asked, bench.dataDir, bench.folder)
    const { error } = (lines[0] ?? {}) as { readonly error?: { readonly code: string; readonly nextStep: string } }
    countFigure(task, 'badInputs', 'databases and settings files')
    if (error?.code === code && error.nextStep !== '' && exit === 2)
      countFigure(task, 'badInputsCatalogued', 'databases and settings files')
    else wrong.push(`${rule}: exit ${exit} ${JSON.stringify(lines)}`)
  }
  expect(wrong).toEqual([])
  expect([valueOf(await bench.client.accounts.list({})), valueOf(await bench.client.settings.list({}))]).toEqual(before)
})
