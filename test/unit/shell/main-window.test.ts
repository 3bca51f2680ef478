import { beforeEach, expect, test, vi } from 'vitest'
import { join } from 'node:path'
import { MainWindow } from '../../../src/main/shell/main-window.ts'
import { ShellMemory } from '../../../src/main/shell/shell-memory.ts'
import { BrowserWindow, isPrevented } from '../../fakes/electron.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

beforeEach(() => void BrowserWindow.made.splice(0))

function opened() {
  const memory = new ShellMemory(join(temporaryFolder(), 'window.json'))
  const onHidden = vi.fn<() => void>()
  const onCrash = vi.fn<(reason: string) => void>()
  const window = new MainWindow({ preload: '/preload.cjs', icon: null, memory, onHidden, onCrash })
  window.show()
  const [made] = BrowserWindow.made
  if (made === undefined) throw new Error('no window was made')
  return { window, made, memory, onHidden, onCrash }
}

test('E01, E02, E03, E04: the only window loads our page and nothing else, in its sandbox', () => {
  const { window, made } = opened()
  window.show()
  window.show()
  expect(BrowserWindow.made).toHaveLength(1)
  expect(made.loaded).toEqual(['app://longshore/'])
  expect(made.options['webPreferences']).toMatchObject({
    preload: '/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  })
})

test('it is shown when it was painted, and its title is ours', () => {
  const { window, made } = opened()
  expect([made.isShown, window.isSeen]).toEqual([false, false])
  made.emit('ready-to-show')
  expect([made.isShown, window.isSeen]).toEqual([true, true])
  expect(isPrevented(made, 'page-title-updated')).toBe(true)
  window.setTitle('3 files wait')
  expect(made.title).toBe('3 files wait')
})

test('closing hides it and keeps where it was; leaving ends it', () => {
  const { window, made, memory, onHidden } = opened()
  made.emit('ready-to-show')
  made.close()
  expect([made.isShown, made.isGone]).toEqual([false, false])
  expect(onHidden).toHaveBeenCalledOnce()
  expect(memory.now.bounds).toEqual(made.bounds)
  window.show()
  expect(made.isShown).toBe(true)
  window.leave()
  expect(made.isGone).toBe(true)
  expect(window.browserWindow).toBeNull()
})

test('fault-X12 a page that dies is brought back, but not for ever', () => {
  const { made, onCrash } = opened()
  made.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
  expect(made.webContents.reloads).toBe(0)
  for (let at = 0; at < 20; at += 1) made.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(made.webContents.reloads).toBe(5)
  expect(onCrash).toHaveBeenCalledTimes(20)
})
