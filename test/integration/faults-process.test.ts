/** A process that ends by a bug, that doesn't want to end, and that finds no place to live: real daemons. */

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cgroup, leaveCgroup } from '../support/cgroups.ts'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../support/ordinary-user.ts'
import { type AsUser, PracticeProcess, Processes, Station, sha256 } from '../support/processes.ts'
import { pseudoRandom, writePseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const preload = new URL('../support/faulty-machine.mjs', import.meta.url).href
const faulty = { NODE_OPTIONS: `--import ${preload}` }
const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))

const MiB = 1024 * 1024
/** Ranges of 5, 10 and 2 MiB and a bit. */
const size = 17 * MiB + 99

const processes = new Processes()
let practice: PracticeProcess
beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odp')
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
  await station.addAccount(practice)
  const { id, file, since } = await uploadAndHold(station, 'Hangs')
  // It would wait for its store's thread for ever: this status is that of an end which was made one.
  expect(await station.daemon.stop()).toBe(130)
  await practice.clearFaults()
  await station.startDaemon()
  await station.end(id)
  // The range that was acknowledged isn't sent again.
  await assertOnce('Hangs', file, since, size)
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

/** Uploads until the range in the middle stands at a gate: the first one is acknowledged then. */
async function uploadAndHold(station: Station, folder: string): Promise<{ id: string; file: string; since: number }> {
  const file = join(processes.folder, `${folder}.bin`)
  await writePseudoRandom(file, size, folder.length)
  const since = await practice.total()
  const match = { op: 'put', range: 'middle', path: `/${folder}.bin` }
  await practice.fault({ match, action: 'hold', params: { gate: folder } })
  const id = await station.upload(file, `onedrive:/${folder}`)
  await practice.held('put', since)
  return { id, file, since }
}

async function assertOnce(folder: string, file: string, since: number, bytes: number): Promise<void> {
  const children = await practice.children(`/${folder}`)
  expect(children?.map(({ name, sha256: hash }) => [name, hash])).toEqual([[basename(file), await sha256(file)]])
  const puts = (await practice.journal(since)).filter(({ op, path }) => op === 'put' && path.endsWith(basename(file)))
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(bytes)
}

test('fault-X11 frozen in the middle of a range while its server ends and comes back ten hours on: the dead line is dropped, and the server is asked', async () => {
  const station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
  const { id, file } = await uploadAndHold(station, 'Asleep')
  station.daemon.signal('SIGSTOP')
  await practice.kill()
  await practice.startAgain()
  await practice.control('POST', '/clock', { advanceMs: 10 * 3_600_000 })
  station.daemon.signal('SIGCONT')
  await station.end(id)
  // A journal of its own since it came back: nothing of what was acknowledged is in it again.
  await assertOnce('Asleep', file, 0, size - 5 * MiB)
  expect(await station.daemon.stop()).toBe(0)
})

test('fault-X15 a new version is put in place while it uploads: the old one ends in peace, the new one goes on', async () => {
  const app = join(processes.folder, 'app')
  const checkout = dirname(dirname(program))
  const install = (version: string): void => {
    mkdirSync(app)
    for (const name of ['bin', 'src']) cpSync(join(checkout, name), join(app, name), { recursive: true })
    const { version: _, ...rest } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
      version: string
    }
    writeFileSync(join(app, 'package.json'), JSON.stringify({ ...rest, version }))
    symlinkSync(join(checkout, 'node_modules'), join(app, 'node_modules'))
  }
  const installed: AsUser = (command, [, ...args]) => [command, [join(app, 'bin', 'longshore'), ...args]]
  install('1.0.0')
  const station = new Station(processes, {}, installed)
  await station.startDaemon()
  await station.addAccount(practice)
  const { id, file, since } = await uploadAndHold(station, 'Updated')
  renameSync(app, `${app}-old`)
  install('2.0.0')
  expect(await station.daemon.stop()).toBe(0)
  await practice.clearFaults()
  await station.startDaemon()
  expect((await station.run('status')).lines[0]).toMatchObject({ version: '2.0.0' })
  await station.end(id)
  await assertOnce('Updated', file, since, size)
  expect(await station.daemon.stop()).toBe(0)
})

test('fault-X06 fault-X17 with 256 MB for ten uploads, and with a twentieth of a processor: all arrive, and nothing is sent again', async ({
  skip,
}) => {
  const memory = cgroup('memory', 256 * MiB) ?? skip('needs a control group for memory')
  const slow = cgroup('cpu', 5) ?? skip('needs a control group for processors')
  // Commands have room enough: it is the daemon that has little.
  const confined: AsUser = (command, args) => {
    if (!args.includes('daemon')) return [command, [...args]]
    return ['sh', ['-c', 'echo $$ > "$0"; exec "$@"', memory, command, ...args]]
  }
  const station = new Station(processes, {}, confined)
  await station.startDaemon()
  await station.addAccount(practice)
  await station.run('settings', 'set', 'transfers.large', '8')
  const uploadAll = async (folder: string, count: number, bytes: number): Promise<void> => {
    const local = join(processes.folder, folder)
    mkdirSync(local)
    const names = Array.from({ length: count }, (_, n) => `${n}.bin`)
    for (const [n, name] of names.entries()) await writePseudoRandom(join(local, name), bytes + n, n + 1)
    const since = await practice.total()
    const { lines } = await station.run('upload', local, '--to', 'onedrive:/', '--wait')
    expect(lines.at(-1)).toMatchObject({ event: 'summary', done: count, failed: 0 })
    const there = await practice.children(`/${folder}`)
    for (const name of names) {
      expect(there?.find((item) => item.name === name)?.sha256).toBe(await sha256(join(local, name)))
    }
    const puts = (await practice.journal(since)).filter(({ op }) => op === 'put')
    const sent = names.reduce((sum, _, n) => sum + bytes + n, 0)
    expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(sent)
  }
  await uploadAll('Crowd', 10, 11 * MiB)
  const { pid } = station.daemon
  writeFileSync(slow, String(pid))
  await uploadAll('Crawl', 3, 6 * MiB)
  leaveCgroup('cpu', pid)
  expect(await station.daemon.stop()).toBe(0)
})
