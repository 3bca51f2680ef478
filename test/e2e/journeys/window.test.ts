/** The app's window, its tray, and what it says and asks beside its page. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contract } from '../../../src/shared/contract.ts'
import { badMessages } from '../../conformance/bad-inputs/ipc-messages.ts'
import { Shell } from '../pages/shell.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withTheApp } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'

const MiB = 1024 * 1024
/** What is called, and opens no dialog of the system. */
const entries = new Set(
  Object.entries(contract).flatMap(([group, inner]) =>
    Object.entries(inner).flatMap(([entry, { kind }]) => (kind === 'stream' ? [] : [`${group}.${entry}`])),
  ),
)
const hold = { match: { op: 'put', nth: 2 }, action: 'hold', params: { gate: 'tray' } }

withTheApp('the app', (travel) => {
  test('E04: its page is kept in the sandbox, and nobody is root', async ({ skip }) => {
    await travel(async (journey) => {
      const { electron } = windowOf(journey)
      const main = await electron.evaluate(() => ({ uid: process.getuid?.(), args: process.argv }))
      if (main.uid === 0) skip('needs a checkout that another user than root may read')
      expect(main.args).not.toContain('--no-sandbox')
      const pid = await electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      )
      // A filter on what it may ask of the system, and no way to more rights.
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      expect(status).toMatch(/^Seccomp:\s+2$/m)
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    })
  })

  test('fault-H03 bad messages of the corpus are refused by the real main process, and the page goes on', async () => {
    await travel(async (journey) => {
      const { page, queue } = journey
      const asked = badMessages.flatMap(([rule, { kind, name, input, ...others }, code]) => {
        const [group = '', entry = '', ...more] = typeof name === 'string' ? name.split('.') : []
        const isThere = kind === 'call' && more.length === 0 && entries.has(`${group}.${entry}`)
        // What isn't an input can't be said by calling a function, and a prototype doesn't survive the way into the page.
        const isInput = Object.keys(others).length === 0 && !rule.includes('prototype')
        return isThere && isInput ? [{ rule, group, entry, input, code }] : []
      })
      expect(asked.length).toBeGreaterThan(40)
      // Its window is there before its engine.
      const isUp = () =>
        page.evaluate(async () => {
          type Call = (input: object, off: Promise<void>) => Promise<{ ok: boolean }>
          const { longshore } = globalThis as unknown as { longshore: { queue: { summary: Call } } }
          return (await longshore.queue.summary({}, new Promise(() => undefined))).ok
        })
      await expect.poll(isUp, { timeout: 60_000 }).toBe(true)
      const answers = await page.evaluate(async (all) => {
        type Call = (input: unknown, off: Promise<void>) => Promise<{ ok: boolean; failure?: { code: string } }>
        const { longshore } = globalThis as unknown as { longshore: Record<string, Record<string, Call>> }
        const said = []
        for (const { group, entry, input } of all) {
          const answer = await longshore[group]?.[entry]?.(input, new Promise(() => undefined))
          said.push(answer?.failure?.code ?? 'taken')
        }
        return said
      }, asked)
      expect(asked.map(({ rule }, at) => `${rule}: ${answers[at]}`)).toEqual(
        asked.map(({ rule, code }) => `${rule}: ${code}`),
      )
      await queue.title.waitFor()
    })
  })

  test('its tray shows how things are, and its menu steers them', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const shell = await Shell.watch(windowOf(journey).electron)
      await practice.fault(hold)
      const path = await journey.file('tray.bin', 12 * MiB)
      await journey.add(path, 'onedrive:/Tray')
      await expect.poll(() => shell.picture(), { timeout: 30_000 }).toBe('busy')
      await expect.poll(() => shell.tip(), { timeout: 30_000 }).toMatch(/^Uploading 1 of one file · /)
      // The first range is there, the second on its way.
      await expect
        .poll(() => shell.bar(), { timeout: 30_000 })
        .toEqual({ part: expect.closeTo(5 / 12, 5), mode: 'normal' })
      await expect.poll(() => shell.isKeptAwake(), { timeout: 30_000 }).toBe(true)
      expect(await shell.badge()).toBe(0)
      expect((await shell.menu()).slice(1)).toEqual([
        'Open Longshore',
        'Add files…',
        'Pause all',
        'Speed',
        'Settings…',
        'Quit Longshore',
      ])
      await shell.pick('Speed', '2.0 MB/s')
      const limit = () => journey.cli('settings', 'get', 'bandwidth.bytesPerSecond')
      await expect.poll(limit, { timeout: 30_000 }).toMatchObject({ value: 2_000_000 })
      await shell.pick('Speed', 'As fast as it goes')
      await expect.poll(limit, { timeout: 30_000 }).toMatchObject({ value: null })
      await shell.pick('Pause all', 'For 1 hour')
      await queue.title.getByText(/^Paused until .+ · one file left$/).waitFor()
      await expect.poll(() => shell.picture(), { timeout: 30_000 }).toBe('paused')
      await expect.poll(() => shell.isKeptAwake(), { timeout: 30_000 }).toBe(false)
      await practice.clearFaults()
      await expect.poll(() => shell.menu(), { timeout: 30_000 }).toContain('Resume all')
      await shell.pick('Resume all')
      await assertArrived(journey, path, '/Tray')
      await expect.poll(() => shell.picture(), { timeout: 30_000 }).toBe('idle')
      await expect.poll(() => shell.bar(), { timeout: 30_000 }).toBeNull()
      expect(await shell.isKeptAwake()).toBe(false)

      await journey.add(await journey.file('no: name.bin', 1_000), 'onedrive:/Tray')
      await expect.poll(() => shell.picture(), { timeout: 30_000 }).toBe('attention')
      expect(await shell.menu()).toContain('One file needs you')
      await expect.poll(() => shell.badge(), { timeout: 30_000 }).toBe(1)

      await shell.pick('Settings…')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await shell.pick('Add files…')
      await journey.adding.sheet.waitFor()
      await assertNoBarrier(journey)
    })
  })

  test('fault-X12 closing the window leaves it in the tray, and says so once in its life', async () => {
    await travel(async (journey) => {
      const app = windowOf(journey)
      const shell = await Shell.watch(app.electron)
      await expect.poll(() => shell.isWindowVisible()).toBe(true)
      await shell.closeWindow()
      await expect.poll(() => shell.isWindowVisible()).toBe(false)
      await expect.poll(() => shell.notices()).toEqual(['Longshore goes on in the tray'])
      // It goes on: what is added meanwhile is uploaded.
      const path = await journey.file('hidden.bin', 40_003)
      await journey.cli('upload', path, '--to', 'onedrive:/Hidden')
      await assertArrived(journey, path, '/Hidden')
      await expect.poll(() => shell.menu(), { timeout: 30_000 }).toContain('Open Longshore')
      await shell.pick('Open Longshore')
      await expect.poll(() => shell.isWindowVisible()).toBe(true)
      await shell.closeWindow()
      await expect.poll(() => shell.isWindowVisible()).toBe(false)
      expect((await shell.notices()).filter((title) => title.includes('in the tray'))).toHaveLength(1)

      await app.close()
      await app.startAgain()
      const again = await Shell.watch(app.electron)
      await expect.poll(() => again.isWindowVisible()).toBe(true)
      await again.closeWindow()
      await expect.poll(() => again.isWindowVisible()).toBe(false)
      expect(await again.notices()).toEqual([])
    })
  })

  test('quitting while it uploads asks, and the next start goes on from there', async () => {
    await travel(async (journey) => {
      const { queue, practice } = journey
      const app = windowOf(journey)
      const shell = await Shell.watch(app.electron)
      await practice.fault({ ...hold, match: { op: 'put', nth: 3 } })
      const path = await journey.file('quit.bin', 40 * MiB)
      await journey.add(path, 'onedrive:/Quit')
      await queue
        .row('quit.bin')
        .getByText(/^Uploading · [1-9]/)
        .waitFor()
      await practice.held('put', 0)
      await shell.quit()
      await expect.poll(() => shell.questions()).toEqual(['One file is not uploaded yet.'])
      await expect.poll(() => shell.isWindowVisible()).toBe(false)
      expect(app.isEnded).toBe(false)
      await shell.willAnswer(1)
      await shell.quit()
      await app.ended()
      await practice.clearFaults()
      await app.startAgain()
      await assertArrived(journey, path, '/Quit')
      // With nothing left to upload nobody is asked.
      const again = await Shell.watch(app.electron)
      await journey.queue.title.getByText('All done').waitFor()
      await expect.poll(() => again.title(), { timeout: 30_000 }).toMatch(/^All done/)
      await again.quit()
      await app.ended()
    })
  })

  test('a second start shows the first one and hands its files over, as a first start takes them', async () => {
    await travel(async (journey) => {
      const app = windowOf(journey)
      const shell = await Shell.watch(app.electron)
      const [one, two] = [await journey.file('one.bin', 5_001), await journey.file('two.bin', 5_002)]
      await shell.closeWindow()
      await expect.poll(() => shell.isWindowVisible()).toBe(false)
      const { said, code } = await app.startSecond(one, two)
      expect(said).toContain('Longshore is running already')
      expect(code).toBe(0)
      await expect.poll(() => shell.isWindowVisible()).toBe(true)
      await expect.poll(() => journey.adding.paths.inputValue()).toBe(`${one}\n${two}`)
      await assertNoBarrier(journey)
      await journey.adding.to('onedrive:/Given')
      await journey.adding.submit()
      await assertArrived(journey, one, '/Given')
      await assertArrived(journey, two, '/Given')

      const three = await journey.file('three.bin', 5_003)
      await app.close()
      await app.startAgain(three)
      await expect.poll(() => journey.adding.paths.inputValue()).toBe(three)
    })
  })
})
