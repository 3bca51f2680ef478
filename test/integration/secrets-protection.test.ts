/** The protection of the key, as somebody at a terminal meets it: real processes on a real data folder. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { changeProtection, noMeans, openDataKey } from '../../src/main/secrets/data-key.ts'
import { FakeKeychain } from '../support/fake-keychain.ts'
import { PracticeProcess, Processes, Station, until } from '../support/processes.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const processes = new Processes()
afterAll(() => processes.close())

const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))
const passphrase = 'canary passphrase: Zz9 ü "quoted"'

function fileWith(text: string): string {
  const path = join(processes.folder, `passphrase-${readdirSync(processes.folder).length}`)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

function keyText({ dataDir }: Station): string {
  return readFileSync(join(dataDir, 'key'), 'utf8')
}

/** With something to say on its standard input. */
async function piped(station: Station, input: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const env = { ...process.env, LONGSHORE_DATA_DIR: station.dataDir }
  const child = spawn(process.execPath, [program, ...args, '--json'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(input)
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code: code as number, out }
}

const locked = { code: 3, lines: [{ error: expect.objectContaining({ code: 'secrets-locked' }) }] }

test('S3: a passphrase protects a data folder; without it everything stops, and nothing is lost', async () => {
  const practice = await PracticeProcess.start(processes, 'odp')
  const file = fileWith(`${passphrase}\n`)
  const station = new Station(processes)
  await station.addAccount(practice)
  expect(await station.run('secrets', 'show')).toEqual({
    code: 0,
    lines: [{ protection: 'key-file', keychain: 'app-only' }],
  })
  const changed = await station.run('secrets', 'protect', 'passphrase', '--new-passphrase-file', file)
  expect(changed).toEqual({ code: 0, lines: [{ protection: 'passphrase', keychain: 'app-only' }] })
  expect(statSync(join(station.dataDir, 'key')).mode & 0o777).toBe(0o600)
  const text = keyText(station)

  // Everything that needs the folder says the same, with what helps.
  for (const args of [['account', 'list'], ['daemon'], ['list'], ['secrets', 'protect', 'key-file']]) {
    const refused = await station.run(...args)
    expect(refused).toEqual(locked)
    expect(refused.lines[0].error.nextStep).toContain('--passphrase-file')
  }
  const wrong = fileWith('something else entirely')
  expect(await station.run('account', 'list', '--passphrase-file', wrong)).toEqual(locked)
  expect(await station.run('account', 'list', '--passphrase-file', fileWith('two\nlines'))).toMatchObject({ code: 2 })
  expect(await station.run('account', 'list', '--passphrase-file', '/nowhere/at/all')).toMatchObject({ code: 2 })
  expect(keyText(station)).toBe(text)

  // Given in each of the ways, the account is there.
  const known = [expect.objectContaining({ name: 'work', state: 'ready' })]
  expect((await station.run('account', 'list', '--passphrase-file', file)).lines).toEqual([known])
  expect(JSON.parse((await piped(station, passphrase, 'account', 'list', '--passphrase-file', '-')).out)).toEqual(known)
  const withFile = processes.start(['daemon', '--json', '--data-dir', station.dataDir], {
    LONGSHORE_PASSPHRASE_FILE: file,
  })
  await withFile.ready()
  const source = join(processes.folder, 'sealed.bin')
  writeFileSync(source, pseudoRandom(100_000, 4_711))
  await station.end(await station.upload(source, 'onedrive:/'))
  if (process.platform === 'linux') {
    const about = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${withFile.pid}/${name}`, 'utf8')).join('')
    expect(about).not.toContain(passphrase.slice(0, 20))
  }

  // Changed while the daemon has it, by a command that needs no passphrase for that.
  expect((await station.run('secrets', 'protect', 'key-file')).lines).toEqual([
    { protection: 'key-file', keychain: 'app-only' },
  ])
  await withFile.kill()
  expect((await station.run('account', 'list')).lines).toEqual([known])
  expect(await station.run('secrets', 'protect', 'keychain')).toMatchObject({
    ...locked,
    lines: [{ error: { nextStep: expect.stringContaining('Start the Longshore app') } }],
  })
  expect(await station.run('secrets', 'show')).toMatchObject({ lines: [{ protection: 'key-file' }] })
})

test('a new data folder that is given a passphrase never has a key in the open', async () => {
  const station = new Station(processes, { LONGSHORE_PASSPHRASE_FILE: fileWith(passphrase) })
  expect((await station.run('secrets', 'show')).lines).toMatchObject([{ protection: 'passphrase' }])
  expect(JSON.parse(keyText(station))).toMatchObject({ protection: 'passphrase' })
})

test('what the keychain of the app has stops a daemon and a command, which say where to go', async () => {
  const station = new Station(processes)
  await station.run('account', 'list')
  const path = join(station.dataDir, 'key')
  const keychain = new FakeKeychain()
  const { key } = await openDataKey(path, [], noMeans)
  await changeProtection(path, key, 'keychain', { ...noMeans, keychain })
  const text = keyText(station)
  for (const args of [['daemon'], ['account', 'list'], ['secrets', 'show']]) {
    const refused = await station.run(...args)
    expect(refused).toEqual(locked)
    expect(refused.lines[0].error).toMatchObject({
      message: expect.stringContaining('keychain'),
      nextStep: expect.stringContaining('Start the Longshore app'),
    })
  }
  expect(keyText(station)).toBe(text)
  expect((await openDataKey(path, [], { ...noMeans, keychain })).key.equals(key)).toBe(true)
})

test('too short a passphrase, and none at all, are refused before anything changes', async () => {
  const station = new Station(processes)
  const short = await station.run('secrets', 'protect', 'passphrase', '--new-passphrase-file', fileWith('seven77'))
  expect(short).toMatchObject({ code: 2, lines: [{ error: { message: expect.stringContaining('8 to') } }] })
  expect(await station.run('secrets', 'protect', 'passphrase')).toMatchObject({ code: 2 })
  expect(await station.run('secrets', 'protect', 'key-file', '--new-passphrase-file', '-')).toMatchObject({ code: 2 })
  expect((await station.run('secrets', 'show')).lines).toMatchObject([{ protection: 'key-file' }])
})

test('somebody at a terminal is asked, and what they type is not shown', async ({ skip }) => {
  if (spawnSync('script', ['--version']).status !== 0) skip('needs script of util-linux')
  const station = new Station(processes)
  /** @returns all that the terminal showed, and the exit status */
  const atTerminal = async (answers: readonly string[], ...args: string[]) => {
    const command = [process.execPath, program, ...args, '--data-dir', station.dataDir].map((word) => `'${word}'`)
    const child = spawn('script', ['-qec', command.join(' '), '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
    const ended = once(child, 'close')
    for (const [n, answer] of answers.entries()) {
      await until('the question', () => ((shown.match(/(assphrase|more): /g)?.length ?? 0) > n ? true : null))
      child.stdin.write(answer)
    }
    return { code: (await ended)[0] as number, shown }
  }
  const typed = 'typed passphrasex\u007f\r'
  const set = await atTerminal([typed, 'typed passphrase\r'], 'secrets', 'protect', 'passphrase')
  expect(set).toMatchObject({ code: 0, shown: expect.stringContaining('under a passphrase') })
  const opened = await atTerminal(['typed passphrase\r'], 'secrets', 'show')
  expect(opened).toMatchObject({ code: 0, shown: expect.stringContaining('under a passphrase') })
  expect((await atTerminal(['typed passphrasf\r'], 'secrets', 'show')).code).toBe(3)
  expect((await atTerminal(['\u0003'], 'secrets', 'show')).code).toBe(3)
  for (const { shown } of [set, opened]) expect(shown).not.toContain('typed')
})
