/** The data folder belongs to its user alone; what can't be written, or isn't ours, is refused in words and left as it is. */

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Failure } from '../../src/shared/failure.ts'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../support/ordinary-user.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const script = fileURLToPath(new URL('../support/open-owner.ts', import.meta.url))
const why = whyNoOrdinaryUser()

async function open(dataDir: string): Promise<Failure | null> {
  const env = { ...process.env, XDG_RUNTIME_DIR: '', TMPDIR: '' }
  const { code, stdout, stderr } = await runAsOrdinaryUser(process.execPath, [script, dataDir], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Failure | null
}

/** Everything below a folder with its mode. */
function modesOf(folder: string): [path: string, mode: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path): [string, string] => {
      const found = lstatSync(join(folder, path))
      return [found.isDirectory() ? `${path}/` : path, (found.mode & 0o777).toString(8)]
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const template = mkdtempSync(join(tmpdir(), 'longshore-test-'))
beforeAll(async () => {
  const failed = why === null ? await open(join(template, 'data')) : null
  if (failed !== null) throw new Error(`no data folder: ${failed.code}`)
})
afterAll(() => rmSync(template, { recursive: true, force: true }))

beforeEach(({ skip }) => {
  if (why !== null) skip(why)
})

/** A data folder that somebody has used already. */
function usedFolder(): string {
  const dir = join(temporaryFolder(), 'data')
  expect(spawnSync('cp', ['-a', join(template, 'data'), dir]).status).toBe(0)
  return dir
}

test('everything in it is for its user alone, whatever the umask', () => {
  const dir = usedFolder()
  expect((lstatSync(dir).mode & 0o777).toString(8)).toBe('700')
  const modes = modesOf(dir)
  expect(modes.map(([path]) => path)).toEqual(expect.arrayContaining(['key', 'lock.db', 'log/', 'longshore.db']))
  expect(modes.filter(([path, mode]) => mode !== (path.endsWith('/') ? '700' : '600'))).toEqual([])
})

test.each<[what: string, mode: number, target: string]>([
  ['the database', 0o400, 'longshore.db'],
  ['the folder', 0o500, '.'],
])('fault-D04 %s is read-only: it can be looked at, and is left as it is', async (_what, mode, target) => {
  const dir = usedFolder()
  const database = readFileSync(join(dir, 'longshore.db'))
  const names = readdirSync(dir).toSorted()
  const path = join(dir, target)
  const before = lstatSync(path).mode
  chmodSync(path, mode)
  onTestFinished(() => chmodSync(path, before))
  expect(await open(dir)).toBeNull()
  chmodSync(path, before)
  expect(readdirSync(dir).toSorted()).toEqual(names)
  expect(readFileSync(join(dir, 'longshore.db'))).toEqual(database)
})

test.each<[what: string, mode: number, target: string, says: RegExp]>([
  ['the database may not even be read', 0o000, 'longshore.db', /cannot be/],
  ['the lock is read-only', 0o400, 'lock.db', /cannot be/],
  ['the folder may not be entered', 0o600, '.', /cannot be/],
  ['the folder can be written by its group', 0o770, '.', /by others.*chmod/],
  ['the folder can be written by everybody', 0o707, '.', /by others.*chmod/],
])('is refused and left as it is where %s', async (_what, mode, target, says) => {
  const dir = usedFolder()
  const database = readFileSync(join(dir, 'longshore.db'))
  const names = readdirSync(dir).toSorted()
  const path = join(dir, target)
  const before = lstatSync(path).mode
  chmodSync(path, mode)
  onTestFinished(() => chmodSync(path, before))
  const found = await open(dir)
  expect(found).toMatchObject({ code: 'store-failed' })
  expect(found?.facts['detail']).toMatch(says)
  chmodSync(path, before)
  expect(readdirSync(dir).toSorted()).toEqual(names)
  expect(readFileSync(join(dir, 'longshore.db'))).toEqual(database)
})

test('somebody else’s folder is refused, and nothing is put into it', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('needs root, to give a folder away')
  const dir = temporaryFolder()
  chownSync(dir, 12_345, 12_345)
  chmodSync(dir, 0o777)
  expect(await open(dir)).toMatchObject({
    code: 'store-failed',
    facts: { detail: expect.stringContaining('somebody else') },
  })
  expect(readdirSync(dir)).toEqual([])
})

test('a shared folder is refused before anything is put into it', async () => {
  const dir = temporaryFolder()
  chmodSync(dir, 0o1777)
  expect(await open(dir)).toMatchObject({
    code: 'store-failed',
    facts: { detail: expect.stringContaining('by others') },
  })
  expect(readdirSync(dir)).toEqual([])
})

test('a file in its place, or a parent that may not be written, is said', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'mine')
  expect(await open(join(folder, 'file'))).toMatchObject({ code: 'store-failed' })
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine')
  mkdirSync(join(folder, 'closed'), { mode: 0o500 })
  expect(await open(join(folder, 'closed', 'data'))).toMatchObject({ code: 'store-failed' })
})

test.each<[what: string, spoil: (key: string) => void]>([
  ['can be read by others', (key) => chmodSync(key, 0o640)],
  ['can’t be read', (key) => chmodSync(key, 0o000)],
  ['is cut off', (key) => writeFileSync(key, readFileSync(key, 'utf8').slice(0, 20))],
  ['is empty', (key) => writeFileSync(key, '')],
])('a key that %s locks the secrets and is not replaced', async (_what, spoil) => {
  const dir = usedFolder()
  const key = join(dir, 'key')
  spoil(key)
  const mode = lstatSync(key).mode
  expect(await open(dir)).toMatchObject({ code: 'secrets-locked' })
  expect(lstatSync(key).mode).toBe(mode)
})

test('a key that is a link is not followed', async () => {
  const dir = join(temporaryFolder(), 'data')
  mkdirSync(dir, { mode: 0o700 })
  writeFileSync(join(dir, 'elsewhere'), '', { mode: 0o600 })
  symlinkSync('elsewhere', join(dir, 'key'))
  expect(await open(dir)).toMatchObject({ code: 'secrets-locked' })
  expect(readFileSync(join(dir, 'elsewhere'), 'utf8')).toBe('')
})
