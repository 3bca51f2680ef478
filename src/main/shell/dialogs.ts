/** The system's own dialogs. What they say comes from the words; what becomes of the answer is the caller's. */

import { dialog } from 'electron'
import type { BrowserWindow, MessageBoxOptions } from 'electron'
import { viewOf } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ShellWords } from './shell-words.ts'

function ask(window: BrowserWindow | null, options: MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
  const isThere = window !== null && window.isVisible()
  return isThere ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options)
}

/** Absolute paths; none: it was called off. */
export async function choose(window: BrowserWindow | null, what: 'files' | 'folder'): Promise<string[]> {
  const properties: ('openFile' | 'multiSelections' | 'openDirectory' | 'createDirectory')[] =
    what === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'createDirectory']
  const options = { properties }
  const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
  return answer.canceled ? [] : answer.filePaths
}

/** Where a file goes; null: it was called off. The system asks before it lets one be written over. */
export async function chooseTarget(window: BrowserWindow | null, name: string): Promise<string | null> {
  const options = { defaultPath: name }
  const answer = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
  return answer.canceled || answer.filePath === '' ? null : answer.filePath
}

export interface QuitAnswer {
  readonly choice: 'keep' | 'quit'
  readonly isRemembered: boolean
}

/** While files are on their way. */
export async function askAboutQuitting(
  window: BrowserWindow | null,
  left: number,
  { t, f }: ShellWords,
): Promise<QuitAnswer> {
  const answer = await ask(window, {
    type: 'question',
    message: t('shell.quitTitle', { count: left, n: f.count(left) }),
    detail: t('shell.quitText'),
    buttons: [t('shell.quitKeep'), t('shell.quitNow')],
    defaultId: 0,
    cancelId: 0,
    checkboxLabel: t('shell.quitRemember'),
    noLink: true,
  })
  return { choice: answer.response === 1 ? 'quit' : 'keep', isRemembered: answer.checkboxChecked }
}

/** A page of signing in at a host that isn't one of the services' own. True: open it. */
export async function askToOpen(window: BrowserWindow | null, host: string, { t }: ShellWords): Promise<boolean> {
  const answer = await ask(window, {
    type: 'question',
    message: t('shell.openTitle', { host }),
    detail: t('shell.openText'),
    buttons: [t('shell.openYes'), t('shell.openNo')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return answer.response === 0
}

/** There is no engine, and trying again by itself won't help soon. True: try again; false: quit. */
export async function tellNoEngine(failure: Failure, { t, said }: ShellWords): Promise<boolean> {
  const { code } = failure
  const { message, nextStep } = said(viewOf(failure, null))
  const answer = await ask(null, {
    type: 'error',
    message,
    detail: `${nextStep}\n\n${code}`,
    buttons: [t('shell.tryAgain'), t('tray.quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return answer.response === 0
}
