/** A desktop that takes no tray icon: nothing is lost by that. */

import { expect, test, vi } from 'vitest'
import { runShell } from '../../../src/main/shell/app.ts'
import { ok } from '../../../src/shared/failure.ts'
import { fakeOwner } from '../../fakes/fake-engine.ts'
import { app, BrowserWindow, Tray } from '../../fakes/electron.ts'
import { aStatus, aSummary } from '../../support/looks.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

test('its window is shown even where it was started hidden, follows the queue, and comes back by another start', async () => {
  Tray.isRefused = true
  const argv = process.argv
  process.argv = [argv[0] ?? 'longshore', '--hidden']
  const owner = fakeOwner({
    settings: { list: () => Promise.resolve(ok([])) },
    engine: { status: () => Promise.resolve(ok(aStatus())) },
    queue: {
      async *follow(_, signal) {
        yield { ...aSummary({ sending: 2 }), changed: [] }
        await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
      },
    },
  })
  const warned: string[] = []
  const running = runShell({
    reach: {
      version: '1.2.3',
      addresses: () => Promise.resolve([]),
      openOwner: () => Promise.resolve(ok(owner)),
      sleep: () => new Promise(() => undefined),
    },
    defaultDataDir: temporaryFolder(),
    prepareDataFolder: () => undefined,
    passphrase: { given: async () => null, wanted: async () => null },
    readPage: () => Promise.resolve(new Map([['/', { type: 'text/html', bytes: Buffer.from('<!doctype html>') }]])),
    assets: '/nowhere',
    preload: '/preload.cjs',
    say: () => undefined,
    warn: (line) => warned.push(line),
  })
  app.becomeReady()
  await running
  process.argv = argv
  expect(Tray.made).toEqual([])
  const [window] = BrowserWindow.made
  if (window === undefined) throw new Error('no window')
  window.emit('ready-to-show')
  expect(window.isShown).toBe(true)
  await expect.poll(() => window.title, { timeout: 5_000 }).toBe('Uploading 2 of 2 files – Longshore')
  window.close()
  expect([window.isShown, window.isGone]).toEqual([false, false])
  app.emit('second-instance', {}, [], '/', { paths: [] })
  expect(window.isShown).toBe(true)
  expect(warned).toEqual([])
})
