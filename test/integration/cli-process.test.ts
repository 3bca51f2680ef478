/** What only a real process shows: a reader that leaves, a signal, and that stdout is whole when it has ended. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const entry = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url))
let dataDir = ''

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ls-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
})

function start(...args: string[]) {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, NO_COLOR: undefined, LONGSHORE_DATA_DIR: dataDir, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, said, ended }
}

test('help and wrong usage, without warnings and without colours', async () => {
  const help = start('--help')
  expect(await help.ended).toBe(0)
  expect(help.said.out).toContain('Usage: longshore')
  expect(help.said.err).toBe('')
  const wrong = start('list', '--json', '--bogus')
  expect(await wrong.ended).toBe(2)
  expect(JSON.parse(wrong.said.out)).toMatchObject({ error: { code: 'usage' } })
  expect(wrong.said.err).toBe('')
})

test('a reader that leaves is no crash', async () => {
  const left = start('--help')
  left.child.stdout.destroy()
  expect(await left.ended).toBe(0)
  expect(left.said.err).toBe('')
})

test('practice says that it is ready, and ends in peace on a signal', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { child, said, ended } = start('practice', '--json')
    await Promise.race([once(child.stdout, 'data'), ended])
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(said.err).toBe('')
    const [ready] = said.out.split('\n')
    expect(JSON.parse(ready ?? '')).toMatchObject({
      event: 'ready',
      pid: child.pid,
      graphUrl: expect.stringMatching(/^http:/),
    })
  }
})

test('practice goes on when who reads it leaves', async () => {
  const { child, ended } = start('practice')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('a file that is there is not overwritten by an export, and that is said in words', async () => {
  const file = join(temporaryFolder(), 'history.csv')
  expect(await start('export', file).ended).toBe(0)
  const before = readFileSync(file, 'utf8')
  const again = start('export', file)
  expect(await again.ended).toBe(2)
  expect(again.said.err).toContain(`${file} cannot be written: it is there already, and is not overwritten.`)
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('a number that the list of users does not know, as in a container, can use it', async ({ skip }) => {
  const nobody = ['--reuid=54321', '--regid=54321', '--clear-groups']
  const mayRead = spawnSync('setpriv', [...nobody, 'test', '-r', entry])
  if (process.getuid?.() !== 0 || mayRead.status !== 0) skip('needs root, and a checkout that everybody may read')
  const home = temporaryFolder()
  chownSync(home, 54_321, 54_321)
  const env = { PATH: process.env['PATH'], HOME: home, LONGSHORE_DATA_DIR: join(home, 'data') }
  const said = spawnSync('setpriv', [...nobody, process.execPath, entry, 'status'], { env, encoding: 'utf8' })
  expect(said.stderr).toBe('')
  expect(said.status).toBe(0)
  expect(said.stdout).toContain(`Folder     ${join(home, 'data')}`)
})
