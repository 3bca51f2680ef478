/** The app as a whole, over an engine that is staged and a runtime that only remembers what it was told. */

import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { ReachPorts } from '../../../src/main/client/reach-engine.ts'
import type { StaticFiles } from '../../../src/main/server/static-files.ts'
import { runShell } from '../../../src/main/shell/app.ts'
import type { ShellParts } from '../../../src/main/shell/app.ts'
import { ok } from '../../../src/shared/failure.ts'
import { fakeOwner } from '../../fakes/fake-engine.ts'
import {
  app,
  BrowserWindow,
  calls,
  dialog,
  ipcMain,
  isPrevented,
  powerMonitor,
  protocol,
  session,
  Tray,
} from '../../fakes/electron.ts'
import { aStatus, aSummary } from '../../support/looks.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

const page = new Map([['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<!doctype html>') }]])

function staged(reach: Partial<ReachPorts>, built: StaticFiles | null = page) {
  const said: string[] = []
  const warned: string[] = []
  const parts: ShellParts = {
    reach: {
      version: '1.2.3',
      addresses: () => Promise.resolve([]),
      openOwner: () => Promise.reject(new Error('not staged')),
      sleep: () => new Promise(() => undefined),
      ...reach,
    },
    defaultDataDir: temporaryFolder(),
    prepareDataFolder: () => undefined,
    passphrase: { given: async () => null, wanted: async () => null },
    readPage: () => Promise.resolve(built),
    assets: '/nowhere',
    preload: '/preload.cjs',
    say: (line) => said.push(line),
    warn: (line) => warned.push(line),
  }
  return { parts, said, warned }
}

/** One app a process: its story is told in order, from the start to the end. */
test('from start to end', async () => {
  const powers: unknown[] = []
  const owner = fakeOwner({
    settings: { list: () => Promise.resolve(ok([])) },
    engine: {
      status: () => Promise.resolve(ok(aStatus())),
      power: (input) => {
        powers.push(input)
        return Promise.resolve(ok({}))
      },
    },
    queue: {
      async *follow(_, signal) {
        yield { ...aSummary({ sending: 2 }), changed: [] }
        await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
      },
    },
  })
  const { parts, warned } = staged({ openOwner: () => Promise.resolve(ok(owner)) })
  const running = runShell(parts)

  // E04, E18: what must be said before the runtime is ready was said, and nothing was opened.
  expect(calls.slice(0, 2)).toEqual(['enableSandbox', 'registerSchemesAsPrivileged'])
  expect(calls).toContain('on session-created')
  expect(calls).toContain('on web-contents-created')
  expect(calls.at(-1)).toBe('whenReady')
  expect(BrowserWindow.made).toEqual([])
  expect(protocol.registered).toHaveLength(1)
  expect(app.paths.get('userData')).toBe(join(parts.defaultDataDir, 'window'))

  app.becomeReady()
  await running
  const [window] = BrowserWindow.made
  const [tray] = Tray.made
  if (window === undefined || tray === undefined) throw new Error('no window or no tray')

  // E01, E05, E13, E14: the session and the page of the real window are locked.
  expect(window.loaded).toEqual(['app://longshore/'])
  expect(session.defaultSession.handlers.get('check')?.(...([null, 'media'] as never[]))).toBe(false)
  expect([...session.defaultSession.schemes.keys()]).toEqual(['app'])
  expect(isPrevented(window.webContents, 'will-navigate', { url: 'https://x.evil/' })).toBe(true)
  expect(window.webContents.openHandler?.()).toEqual({ action: 'deny' })
  // E17, R1: of all channels there is one.
  expect(ipcMain.eventNames()).toEqual(['longshore:connect'])

  // The tray follows the queue, and its items act.
  await expect.poll(() => tray.tips.at(-1), { timeout: 5_000 }).toBe('Uploading 2 of 2 files')
  expect(window.title).toBe('Uploading 2 of 2 files – Longshore')
  powerMonitor.emit('suspend')
  await expect.poll(() => powers).toEqual([{ event: 'suspend' }])

  // Another start of ours, and files that the system hands over; also what nobody of ours would send.
  window.hide()
  for (const data of [null, 5, { paths: 'x' }, { paths: [1, ''] }, { paths: ['/a'] }]) {
    app.emit('second-instance', {}, [], '/', data)
  }
  expect(window.isShown).toBe(true)
  expect(isPrevented(app, 'open-file', {}, '/b')).toBe(true)

  // Closing hides; quitting asks while files are on their way.
  window.close()
  expect([window.isShown, window.isGone]).toEqual([false, false])
  app.quit()
  await expect.poll(() => dialog.asked.length).toBe(1)
  expect(app.exits).toEqual([])
  // The answer is taken up a turn later.
  await new Promise((done) => setTimeout(done, 0))
  dialog.answer = { response: 1, checkboxChecked: false }
  app.quit()
  await expect.poll(() => app.exits).toEqual([0])
  expect([window.isGone, tray.isGone, owner.isClosed()]).toEqual([true, true, true])
  expect(warned).toEqual([])
  expect(owner.bugs).toEqual([])
})

test('Q7: another one of us runs already: it is told, and this one ends without opening anything', async () => {
  const [windows, trays] = [BrowserWindow.made.length, Tray.made.length]
  app.isFirst = false
  const { parts, said } = staged({})
  await runShell(parts)
  expect(app.exits.at(-1)).toBe(0)
  expect(said).toEqual(['Longshore is running already; its window was opened.'])
  expect([BrowserWindow.made.length, Tray.made.length]).toEqual([windows, trays])
  app.isFirst = true
})

test('no page was built: that is said, and nothing opened', async () => {
  const windows = BrowserWindow.made.length
  const { parts, warned } = staged({}, null)
  await runShell(parts)
  expect(app.exits.at(-1)).toBe(4)
  expect(warned.join()).toMatch(/npm run build/)
  expect(BrowserWindow.made.length).toBe(windows)
})
