/** Whether the system starts us when somebody signs in: its own list on Windows and macOS, an autostart entry elsewhere. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Of Electron's `app`. */
export interface LoginItems {
  setLoginItemSettings(settings: { openAtLogin: boolean; args?: string[] }): void
}

export interface LoginItemPorts {
  readonly platform: NodeJS.Platform
  readonly items: LoginItems
  /** The program and what stands before our own arguments: of a checkout, its script. */
  readonly command: readonly string[]
  readonly dataDir: string
  readonly isUsualDataDir: boolean
  /** Where the desktop looks for its entries (Desktop Application Autostart Specification): `$XDG_CONFIG_HOME` or `~/.config`. */
  readonly configDir: string
}

/** An argument as a desktop entry quotes it (Desktop Entry Specification, "The Exec key"). */
function quoted(argument: string): string {
  const inside = argument.replaceAll(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%')
  // In a value of a key a backslash is written twice.
  return `"${inside.replaceAll('\\', '\\\\')}"`
}

export function autostartPath(configDir: string): string {
  return join(configDir, 'autostart', 'io.longshore.app.desktop')
}

/** Pure. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Longshore',
    `Exec=${command.map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Makes it so; where it is so already, nothing is touched.
 *
 * @throws what the file system says
 */
export function keepLoginItem(ports: LoginItemPorts, atLogin: boolean, isHidden: boolean): void {
  const { platform, items, command, dataDir, isUsualDataDir, configDir } = ports
  const own = [...(isHidden ? ['--hidden'] : []), ...(isUsualDataDir ? [] : [`--data-dir=${dataDir}`])]
  if (platform === 'win32' || platform === 'darwin') {
    items.setLoginItemSettings({ openAtLogin: atLogin, args: [...command.slice(1), ...own] })
    return
  }
  const path = autostartPath(configDir)
  if (!atLogin) {
    rmSync(path, { force: true })
    return
  }
  const entry = autostartEntry([...command, ...own])
  if (readOr(path) === entry) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, entry)
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
