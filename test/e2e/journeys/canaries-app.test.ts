/**
 * Secrets on their usual ways through the real app; then they are looked for in what only the app puts out: the frames to
 * its page, what Chromium keeps for its window, and the memory that is written to disk when one of its processes crashes.
 */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright'
import { expect, test } from 'vitest'
import type { Json } from '../../integration/practice-client.ts'
import { Canaries, filesOf } from '../../support/canaries.ts'
import { until } from '../../support/processes.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { withTheApp } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'
import { RecordedFrames } from '../support/frames.ts'
import type { Journey } from '../support/journey.ts'
import { allow, atServicesPage } from '../support/person.ts'

const clientSecret = 'canary-client-secret-Zz9-of-the-box-app'
const MiB = 1024 * 1024
const screens = ['Accounts', 'Settings', 'History', 'Watched folders', 'Queue'] as const

/** What a practice cloud has handed out, and the key of the data folder. */
async function everySecret({ practice, app }: Journey): Promise<Canaries> {
  const canaries = new Canaries()
  const { secrets } = await practice.control('GET', '/secrets')
  for (const [n, { kind, secret }] of (secrets as Json[]).entries()) canaries.add(`${kind} ${n}`, secret)
  const key = Buffer.from(readFileSync(join(app.station.dataDir, 'key'), 'utf8').trim(), 'base64')
  expect(key).toHaveLength(32)
  canaries.addBytes('data key', key)
  return canaries
}

async function signInToBox(journey: Journey): Promise<void> {
  const at = new SignInPage(journey.page)
  await journey.queue.go('Accounts')
  await at.add('Box')
  await at.more()
  const { boxUrl, boxUploadUrl, boxLoginUrl } = journey.practice.roots
  await at.write({ 'Client id': 'boxapp', 'Client secret': clientSecret })
  await at.write({ Box: boxUrl, Uploads: boxUploadUrl, 'Sign-in': boxLoginUrl })
  await atServicesPage(journey, (service) => allow(service))
  await at.done.click()
}

/** As much as a page ever asks for, while files are on their way to two services. */
async function work(journey: Journey): Promise<void> {
  const { practice, queue } = journey
  await signInToBox(journey)
  await practice.fault({ match: { op: 'put' }, action: 'hold', params: { gate: 'range' }, times: 8 })
  const since = await practice.total()
  await journey.cli('upload', await journey.file('held.bin', 6 * MiB), '--to', 'onedrive:/Held', '--account', 'work')
  await journey.cli('upload', await journey.file('boxed.bin', 21 * MiB), '--to', 'box:/Held', '--account', 'box')
  await practice.seen({ op: 'put', state: 'held', since, nth: 2 })
  for (const screen of screens) await queue.go(screen)
}

/** Those that are written whole: until then they lie elsewhere. */
function dumpsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /(?:^|[/\\])pending[/\\].*\.dmp$/.test(name))
}

withTheApp('canaries in the app', (travel) => {
  test('S4, S6, S8: none is in a frame to the page, in what its window keeps, nor in a crash of page or engine', async () => {
    await travel(async (journey) => {
      const { app } = journey
      const { electron } = windowOf(journey)
      const frames = await RecordedFrames.start(app.page)
      await work(journey)
      const recorded = await frames.all()
      const canaries = await everySecret(journey)
      canaries.add('client secret', clientSecret)
      const kinds = new Set(canaries.names.map((name) => name.replace(/ \d+$/, '')))
      for (const kind of ['access token', 'refresh token', 'code', 'upload to a drive', 'upload to Box'])
        expect([...kinds]).toContain(kind)

      const toPage = recorded.filter(({ way }) => way === 'to the page').map(({ text }) => text)
      for (const [what, least] of [
        ['held.bin', 1],
        ['boxed.bin', 1],
        ['"cloud"', 1],
        ['"kind":"reply"', 10],
      ] as const)
        expect(toPage.filter((text) => text.includes(what)).length).toBeGreaterThanOrEqual(least)
      expect(toPage.flatMap((text) => canaries.in(text).map((name) => `${name} in ${text.slice(0, 200)}`))).toEqual([])
      // What somebody types goes one way, once, with the one call that is for it.
      const typed = recorded.filter(({ way, text }) => way === 'from the page' && canaries.in(text).length > 0)
      expect(typed.map(({ text }) => [canaries.in(text), JSON.parse(text).name])).toEqual([
        [['client secret'], 'accounts.authorize'],
      ])

      // As it is shipped, a crash writes nothing, and a page that is gone is made again.
      const folder = await electron.evaluate(({ app: itself }) => itself.getPath('crashDumps'))
      expect(folder.startsWith(app.station.dataDir)).toBe(true)
      const gone = await rendererOf(electron)
      await crash(gone)
      const next = await anotherPage(electron, gone)
      expect(dumpsIn(app.station.dataDir)).toEqual([])

      // Somebody who looks for a mistake has it write one: of a page's process that begins after that, then of the engine's.
      await electron.evaluate(({ crashReporter }) => crashReporter.start({ uploadToServer: false, compress: false }))
      process.kill(next, 'SIGKILL')
      await crash(await anotherPage(electron, next))
      await until('the crash of the page', () => (dumpsIn(folder).length === 1 ? true : null))
      await crash(await electron.evaluate(() => process.pid))
      await until('the crash of the engine', () => (dumpsIn(folder).length === 2 ? true : null))
      await windowOf(journey).ended()
      const kept = filesOf(join(app.station.dataDir, 'window'), /^$/)
      const dumps = kept.filter(([name]) => name.endsWith('.dmp'))
      expect(dumps.map(([, content]) => Buffer.from(content).subarray(0, 4).toString())).toEqual(['MDMP', 'MDMP'])
      expect(kept.flatMap(([name, content]) => canaries.in(content).map((what) => `${what} in ${name}`))).toEqual([])
      await journey.practice.clearFaults()
    })
  })
})

function rendererOf(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
}

/** The page that takes the place of one that is gone. @returns its process */
function anotherPage(electron: ElectronApplication, before: number): Promise<number> {
  return until('another page', async () => {
    const pid = await rendererOf(electron)
    if (pid === 0 || pid === before) return null
    const heading = await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.querySelector("h1")?.textContent ?? ""',
      ),
    )
    return heading === '' ? null : pid
  })
}

/** As a process ends itself that found something impossible. (V8 takes the first SIGSEGV of others for its own.) */
async function crash(pid: number): Promise<void> {
  process.kill(pid, 'SIGABRT')
  await until(`the end of ${pid}`, () => (isThere(pid) ? null : true))
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
