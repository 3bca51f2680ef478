/**
 * The menu of the program. Only macOS needs one, where copying and pasting come from it; elsewhere there is none, and with
 * it none of the runtime's own shortcuts (reload, developer tools).
 */

import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from './shell-words.ts'

export interface MenuActs {
  readonly settings: () => void
  readonly quit: () => void
  readonly close: () => void
}

/** Null: none. */
export function menuTemplate(
  platform: NodeJS.Platform,
  { t }: ShellWords,
  acts: MenuActs,
): MenuItemConstructorOptions[] | null {
  if (platform !== 'darwin') return null
  return [
    {
      label: 'Longshore',
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        { label: t('tray.settings'), accelerator: 'Cmd+,', click: acts.settings },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { type: 'separator' },
        { label: t('tray.quit'), accelerator: 'Cmd+Q', click: acts.quit },
      ],
    },
    {
      label: t('shell.edit'),
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: t('shell.window'),
      submenu: [{ role: 'minimize' }, { label: t('shell.close'), accelerator: 'Cmd+W', click: acts.close }],
    },
  ]
}

export function setMenu(words: ShellWords, acts: MenuActs): void {
  const template = menuTemplate(process.platform, words, acts)
  Menu.setApplicationMenu(template === null ? null : Menu.buildFromTemplate(template))
}
