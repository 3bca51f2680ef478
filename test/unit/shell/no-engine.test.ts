/** The app where no engine can be had: somebody is told, once, and decides. */

import { expect, test, vi } from 'vitest'
import { runShell } from '../../../src/main/shell/app.ts'
import { fail, failure } from '../../../src/shared/failure.ts'
import { app, BrowserWindow, dialog, Tray } from '../../fakes/electron.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

test('it asks one question at a time while it goes on looking, and ends with 4 where somebody gives up', async () => {
  const warned: string[] = []
  const rests: (() => void)[] = []
  let opens = 0
  const answers: ((answer: { response: number; checkboxChecked: boolean }) => void)[] = []
  dialog.showMessageBox = (...args: unknown[]) => {
    dialog.asked.push(args)
    return new Promise((resolve) => answers.push(resolve))
  }
  const running = runShell({
    reach: {
      version: '1.2.3',
      addresses: () => Promise.resolve([]),
      openOwner: () => {
        opens += 1
        return Promise.resolve(fail(failure('store-failed', { detail: 'no space' })))
      },
      sleep: () => new Promise((resolve) => rests.push(resolve)),
    },
    defaultDataDir: temporaryFolder(),
    prepareDataFolder: () => undefined,
    passphrase: { given: async () => null, wanted: async () => null },
    readPage: () => Promise.resolve(new Map([['/', { type: 'text/html', bytes: Buffer.from('') }]])),
    assets: '/nowhere',
    preload: '/preload.cjs',
    say: () => undefined,
    warn: (line) => warned.push(line),
  })
  app.becomeReady()
  await running
  const goesOn = async (times: number): Promise<void> => {
    await expect.poll(() => rests.length).toBe(times)
    rests.at(-1)?.()
  }

  await goesOn(1)
  await goesOn(2)
  await expect.poll(() => opens).toBe(3)
  expect(dialog.asked).toHaveLength(1)
  expect(JSON.stringify(dialog.asked[0])).toContain('store-failed')

  // "Try again": the next failure is asked about anew.
  answers.shift()?.({ response: 0, checkboxChecked: false })
  await goesOn(3)
  await expect.poll(() => dialog.asked.length).toBe(2)
  expect(app.exits).toEqual([])

  answers.shift()?.({ response: 1, checkboxChecked: false })
  await expect.poll(() => app.exits).toEqual([4])
  expect(BrowserWindow.made[0]?.isGone).toBe(true)
  expect(Tray.made[0]?.isGone).toBe(true)
  expect(warned).toHaveLength(2)
  expect(warned[0]).toMatch(/\(store-failed\)$/)
})
