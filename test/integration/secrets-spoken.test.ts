/** What leaves the process or lies on the disk, whatever the surroundings: crashes, modes, wiped rows. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { OwnerBench, expectGoodManners, twoRanges } from '../support/owner-bench.ts'
import { longshore } from '../support/longshore.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

afterEach(expectGoodManners)

const script = fileURLToPath(new URL('../support/crash.ts', import.meta.url))
const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))

test.each(['thrown', 'rejected'])(
  'S8: an error that nobody caught (%s) is told without the secret in it',
  async (way) => {
    const dataDir = temporaryFolder()
    const accessToken = 'canary-access-token-é+/0123456789'
    const file = join(temporaryFolder(), 'tokens.json')
    writeFileSync(file, JSON.stringify({ accessToken }))
    // Nobody is there, and nobody refuses it.
    const root = ['--graph-url', 'http://127.0.0.1:9', '--login-url', 'http://127.0.0.1:9']
    await longshore(dataDir, 'account', 'add', 'microsoft', '--client-id', 'x', ...root, '--token-file', file)
    const child = spawn(process.execPath, [script, dataDir, accessToken, way], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(said).toContain('TypeError: no [secret]')
    expect(said).toContain('asked with [secret]')
    expect(said).not.toContain('canary')
  },
)

test('S9: whatever umask we are started with, nobody else reads or writes what we make', async ({ skip }) => {
  if (process.platform === 'win32') skip('needs POSIX permissions')
  const dataDir = join(temporaryFolder(), 'data')
  const passphrase = join(temporaryFolder(), 'passphrase')
  writeFileSync(passphrase, 'correct horse battery')
  for (const args of [
    ['account', 'list'],
    ['secrets', 'protect', 'passphrase', '--new-passphrase-file', passphrase],
    ['secrets', 'protect', 'key-file', '--passphrase-file', passphrase],
    ['diagnostics', join(dataDir, 'diagnostics.zip')],
  ]) {
    const command = ['umask 0; exec "$@"', 'sh', process.execPath, program, ...args, '--data-dir', dataDir]
    const child = spawn('sh', ['-c', ...command], { stdio: 'ignore' })
    expect([args, (await once(child, 'close'))[0]]).toEqual([args, 0])
    expect(openToOthers(dataDir)).toEqual([])
  }
  expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['key', 'longshore.db', 'log', 'diagnostics.zip']))
})

/** The names, with their modes, of what others may read, write or enter. */
function openToOthers(folder: string): string[] {
  const all = [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))]
  return all
    .filter((path) => (lstatSync(path).mode & 0o077) !== 0)
    .map((path) => `${path} ${lstatSync(path).mode.toString(8)}`)
}

test('S4: an upload address is sealed while it lives, and wiped from the file when it is done', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
  const id = await bench.enqueue(bench.file('wiped.bin', twoRanges))
  await bench.until(id, ({ acknowledgedBytes }) => acknowledgedBytes > 0)
  const [{ uploadUrl }] = await bench.sessions()
  await bench.close()
  const path = join(bench.dataDir, 'longshore.db')
  const db = new Database(path, { readonly: true })
  const { secret } = db.prepare('SELECT secret FROM session').get() as { secret: string }
  db.close()
  expect(readFileSync(path).includes(secret)).toBe(true)
  expect(readFileSync(path).includes(uploadUrl)).toBe(false)
  await bench.practice.control('DELETE', '/faults')
  await bench.practice.control('POST', '/faults/release')
  await bench.start()
  expect(await bench.ended(id)).toMatchObject({ state: 'done' })
  await bench.close()
  expect(readFileSync(path).includes(secret)).toBe(false)
})
