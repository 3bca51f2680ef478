import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addOutside, cloudOf, company } from '../support/company-network.ts'
import { PracticeProcess, Processes, Station, sha256 } from '../support/processes.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const processes = new Processes()
afterAll(() => processes.close())

const password = 'tr0ub4dor and 3'

/** A file of this length, and where it is. */
function file(size: number): string {
  const path = join(mkdtempSync(join(processes.folder, 'sources-')), 'cargo.bin')
  writeFileSync(path, pseudoRandom(size, size))
  return path
}

test('N19: a daemon takes the proxy, its login and the authority from the environment', async () => {
  const practice = await PracticeProcess.start(processes, 'odb')
  const net = await company()
  const proxy = await net.proxy(await cloudOf(practice), { login: `ana:${password}` })
  const withLogin = proxy.origin.replace('//', `//ana:${encodeURIComponent(password)}@`)
  const station = new Station(processes, {
    LONGSHORE_CA_FILE: net.caFile,
    https_proxy: withLogin,
    NO_PROXY: 'elsewhere.test',
  })
  await station.startDaemon()
  await addOutside(station, practice)
  const path = file(6_000_000)
  const done = await station.end(await station.upload(path, 'onedrive:/In'))
  expect(done).toMatchObject({ state: 'done', evidence: 'hash' })
  const [item] = (await practice.children('/In')) ?? []
  expect(item.sha256).toBe(await sha256(path))
  expect(proxy.seen.filter(({ method }) => method === 'PUT').length).toBeGreaterThan(0)
  // The log may say the environment's proxy; never its password.
  const files = readdirSync(station.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'latin1')
    expect(text, name).not.toContain(password)
    expect(text, name).not.toContain(Buffer.from(`ana:${password}`).toString('base64'))
  }
  await station.daemon.stop()
})

test('N19: a password given by a file is kept for that proxy; in an argument it is refused', async () => {
  const practice = await PracticeProcess.start(processes, 'odb')
  const net = await company()
  const proxy = await net.proxy(await cloudOf(practice), { login: `ana:${password}` })
  const station = new Station(processes, { LONGSHORE_CA_FILE: net.caFile })
  await station.startDaemon()
  const passwordFile = join(processes.folder, 'proxy-password')
  writeFileSync(passwordFile, `ana:${password}\n`, { mode: 0o600 })
  const set = ['settings', 'set', 'network.proxy']
  const inArgument = await station.run(...set, proxy.origin.replace('//', `//ana:secret@`))
  expect(inArgument).toMatchObject({ code: 2, lines: [{ error: { code: 'usage' } }] })
  writeFileSync(join(processes.folder, 'nonsense'), 'no colon here')
  const nonsense = await station.run(...set, proxy.origin, '--proxy-password-file', join(processes.folder, 'nonsense'))
  expect(nonsense).toMatchObject({ code: 2, lines: [{ error: { code: 'usage' } }] })
  const given = await station.run(...set, proxy.origin, '--proxy-password-file', passwordFile)
  expect(given).toMatchObject({ code: 0, lines: [{ key: 'network.proxy', value: proxy.origin }] })
  expect(JSON.stringify(given.lines)).not.toContain(password)
  await addOutside(station, practice)
  expect(await station.end(await station.upload(file(70_000), 'onedrive:/In'))).toMatchObject({ state: 'done' })
  await station.daemon.stop()
})

test('NW3: where the checking of certificates is switched off, nothing starts, and it is said what to do', async () => {
  const station = new Station(processes, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  for (const args of [['daemon'], ['list'], ['account', 'list']]) {
    const started = station.command(...args)
    const { code, lines } = await started.answer()
    expect({ args, code, lines }).toMatchObject({ args, code: 4, lines: [{ error: { code: 'checks-off' } }] })
    expect(lines[0].error.message).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
    expect(lines[0].error.nextStep).toContain('network.caFile')
  }
  // Any other value checks, as Node reads it.
  expect(await new Station(processes, { NODE_TLS_REJECT_UNAUTHORIZED: '1' }).run('list')).toMatchObject({ code: 0 })
})
