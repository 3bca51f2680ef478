/** A process that ends by a bug, that doesn't want to end, and that finds no place to live: real daemons. */

import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../support/ordinary-user.ts'
import { PracticeProcess, Processes, Station, sha256 } from '../support/processes.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const preload = new URL('../support/faulty-machine.mjs', import.meta.url).href
const faulty = { NODE_OPTIONS: `--import ${preload}` }
const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))

const processes = new Processes()
let practice: PracticeProcess
beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
})
afterAll(() => processes.close())

test('fault-X04 an entry that ended the engine twice is put aside, and the rest goes on', async () => {
  const station = new Station(processes, faulty)
  await station.addAccount(practice)
  const folder = join(processes.folder, 'Mixed')
  mkdirSync(folder)
  const names = ['a.bin', 'b crash.bin', 'c.bin', 'd.bin']
  for (const [at, name] of names.entries()) writeFileSync(join(folder, name), pseudoRandom(40_001 + at, at + 1))
  expect((await station.run('upload', folder, '--to', 'onedrive:/')).code).toBe(0)
  for (const _ of ['the first time', 'and again']) {
    const { code } = await station.command('daemon').ended
    expect(code).toBe(1)
  }
  await station.startDaemon()
  const ended = async () => {
    const views = await station.transfers()
    return views.every(({ state }) => state === 'done' || state === 'blocked') ? views : null
  }
  await expect.poll(ended, { timeout: 60_000 }).not.toBeNull()
  for (const { path, state, failure } of await station.transfers()) {
    const isCulprit = path.endsWith('crash.bin')
    expect({ path, state, code: failure?.code ?? null }).toEqual({
      path,
      state: isCulprit ? 'blocked' : 'done',
      code: isCulprit ? 'put-aside' : null,
    })
    if (isCulprit) expect(failure.message).toContain('2 times while it was at work on b crash.bin')
  }
  const there = new Map((await practice.children('/Mixed'))?.map(({ name, sha256: hash }) => [name, hash]))
  expect(new Set(there.keys())).toEqual(new Set(['a.bin', 'c.bin', 'd.bin']))
  for (const [name, hash] of there) expect(hash).toBe(await sha256(join(folder, name)))
  expect(existsSync(join(station.dataDir, 'crashes'))).toBe(false)
  expect(await station.daemon.stop()).toBe(0)
})

test('fault-X07 an end that does not come to an end is made one, and loses nothing', async () => {
  const station = new Station(processes, { ...faulty, LONGSHORE_TEST_HANGS: '1' })
  await station.startDaemon()
  // It would wait for its store's thread for ever.
  expect(await station.daemon.stop()).toBe(130)
  await station.startDaemon()
  await station.daemon.kill()
})

test('fault-X14 no home folder, and one that may not be written: an exit status and a sentence', async ({ skip }) => {
  const why = whyNoOrdinaryUser()
  if (why !== null) skip(why)
  const closed = join(temporaryFolder(), 'home')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  for (const home of [closed, join(closed, 'none')]) {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, LONGSHORE_LAUNCHED: '1' }
    const ended = await runAsOrdinaryUser(process.execPath, [program, 'daemon', '--json'], { env })
    expect(ended.code).toBe(4)
    const { error } = JSON.parse(ended.stdout)
    expect(error.code).toBe('store-failed')
    expect(error.message).toContain(join(home, '.local'))
    expect(error.nextStep).not.toBe('')
    expect(ended.stderr).not.toMatch(/at .*\.ts:/)
  }
})
