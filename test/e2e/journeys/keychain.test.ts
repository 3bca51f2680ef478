/** The app before a real keyring, and without one: where the key of the stored sign-ins is kept, and what is said of it. */

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'
import { appFolder, asAppUser, giveToApp, launchElectron, noElectron, openDisplay } from '../../support/electron.ts'
import { noKeyring, openKeyring } from '../../support/keyring.ts'
import { PracticeProcess, Processes, Station } from '../../support/processes.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

async function stage() {
  const processes = new Processes()
  const folder = appFolder()
  const display = await openDisplay()
  endings.push(
    () => folder.remove(),
    () => processes.close(),
    () => display.close(),
  )
  giveToApp(processes.folder)
  const compiled = join(processes.folder, 'compiled')
  const practice = await PracticeProcess.start(processes, 'odp')
  const station = new Station(processes, { HOME: folder.home, NODE_COMPILE_CACHE: compiled }, asAppUser)
  giveToApp(station.dataDir)
  const open = async (env: Readonly<Record<string, string>>, ...switches: string[]) => {
    const args = [root, '--data-dir', station.dataDir, ...switches]
    const app = await launchElectron({ display, folder, args, env })
    const page = await app.firstWindow()
    await page.locator('h1').first().waitFor()
    return { app, page }
  }
  return { processes, folder, practice, station, open }
}

async function kill(app: ElectronApplication): Promise<void> {
  const child = app.process()
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await ended
}

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Stored sign-ins' }).waitFor()
}

test('S1: a real keyring keeps the key, over a kill and a restart', async ({ skip }) => {
  const reason = noElectron ?? noKeyring
  if (reason !== null) skip(reason)
  const { processes, folder, practice, station, open } = await stage()
  const keyring = await openKeyring(folder.dir)
  endings.push(() => keyring.close())
  const chain = '--password-store=gnome-libsecret'
  const source = join(processes.folder, 'one.bin')
  writeFileSync(source, pseudoRandom(50_000, 99))
  giveToApp(source)

  const first = await open(keyring.env, chain)
  expect((await station.run('secrets', 'show')).lines).toEqual([{ protection: 'keychain', keychain: 'usable' }])
  await station.addAccount(practice)
  await station.end(await station.upload(source, 'onedrive:/'))
  // The file has what only the keyring opens; nothing of its kind is beside it.
  const text = readFileSync(join(station.dataDir, 'key'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ protection: 'keychain' })
  expect(readdirSync(station.dataDir).filter((name) => name.startsWith('key'))).toEqual(['key'])
  await kill(first.app)

  // Nobody else opens it, and nothing is lost by trying.
  const refused = await station.run('account', 'list')
  expect(refused).toMatchObject({ code: 3, lines: [{ error: { code: 'secrets-locked' } }] })
  expect(refused.lines[0].error.nextStep).toContain('Start the Longshore app')

  const second = await open(keyring.env, chain)
  expect((await station.run('account', 'list')).lines).toEqual([[expect.objectContaining({ state: 'ready' })]])
  await station.end(await station.upload(source, 'onedrive:/Again'))
  expect(readFileSync(join(station.dataDir, 'key'), 'utf8')).toBe(text)

  // To the file and back, by hand.
  await openSettings(second.page)
  await second.page.getByText('is in the system’s keychain').waitFor()
  await second.page.getByRole('button', { name: 'Keep the key in a file' }).click()
  await second.page.getByText('The system’s keychain can keep it.').waitFor()
  const plain = readFileSync(join(station.dataDir, 'key'), 'utf8')
  expect(Buffer.from(plain.trim(), 'base64')).toHaveLength(32)
  await second.page.getByRole('button', { name: 'Keep the key in the keychain' }).click()
  await second.page.getByRole('button', { name: 'Keep the key in a file' }).waitFor()
  expect(readFileSync(join(station.dataDir, 'key'), 'utf8')).not.toContain(plain.trim())
  await kill(second.app)
  const third = await open(keyring.env, chain)
  expect((await station.run('account', 'list')).lines).toEqual([[expect.objectContaining({ state: 'ready' })]])
  await kill(third.app)
})

test('S2: fault-A07 without a keyring the app uses the key file, and says so', async ({ skip }) => {
  if (noElectron !== null) skip(noElectron)
  const { practice, station, open } = await stage()
  const { app, page } = await open({})
  await station.addAccount(practice)
  expect((await station.run('secrets', 'show')).lines).toEqual([{ protection: 'key-file', keychain: 'plain-text' }])
  expect(readFileSync(join(station.dataDir, 'log', 'longshore.log'), 'utf8')).toContain('secrets.no-keychain')
  await page.getByRole('button', { name: 'Skip this' }).click()
  await openSettings(page)
  await page.getByText('There is no keychain on this computer that would protect it').waitFor()
  expect(await page.getByRole('button', { name: 'keychain' }).count()).toBe(0)
  await kill(app)
})
