/**
 * A real Electron on a display of its own. Its sandbox refuses root, so as root it is started as somebody else (who then
 * owns what the app writes); only where that user can't read the checkout it runs as root, without the sandbox.
 */

import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright'
import type { ElectronApplication } from 'playwright'

const root = join(import.meta.dirname, '..', '..')
const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? ''
const executable = join(folder, 'electron')

/** Nobody in particular, on every Linux. */
const otherUser = 65_534

function isThere(command: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((at) => existsSync(join(at, command)))
}

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'needs Linux and a virtual display'
  if (folder === '' || !existsSync(executable)) return 'needs an Electron runtime in ELECTRON_OVERRIDE_DIST_PATH'
  return isThere('Xvfb') ? null : 'needs Xvfb'
}

/** Why no window can be opened here, as the reason of a skip; null where one can. */
export const noElectron: string | null = whyNot()

const isRoot = process.geteuid?.() === 0
const asOther = [`--reuid=${otherUser}`, `--regid=${otherUser}`, '--clear-groups', '--']

function canBeSomebodyElse(): boolean {
  if (!isRoot) return false
  const mayRead = spawnSync('setpriv', [...asOther, 'test', '-r', join(root, 'package.json')])
  return mayRead.status === 0
}

const isSwitched = noElectron === null && canBeSomebodyElse()

/** A command as the user that the app runs as: what shares its data folder has to be the same one. */
export function asAppUser(command: string, args: readonly string[]): [command: string, args: string[]] {
  return isSwitched ? ['setpriv', [...asOther, command, ...args]] : [command, [...args]]
}

/** Gives a folder to the user that the app runs as. */
export function giveToApp(path: string): void {
  if (isSwitched) chownSync(path, otherUser, otherUser)
}

export interface AppFolder {
  /** The user's home, and what else the app may write to. */
  readonly home: string
  readonly dir: string
  remove(): void
}

export function appFolder(): AppFolder {
  const dir = mkdtempSync(join(tmpdir(), 'longshore-app-'))
  const home = join(dir, 'home')
  mkdirSync(home)
  giveToApp(dir)
  giveToApp(home)
  return { dir, home, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export interface Display {
  readonly name: string
  close(): void
}

/** A screen that nobody sees. */
export async function openDisplay(size = '1600x1000x24'): Promise<Display> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-ac', '-nolisten', 'tcp', '-screen', '0', size], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    child.stdio[3]?.once('data', (text: Buffer) => resolve(text.toString().trim()))
  })
  return { name: `:${number}`, close: () => child.kill('SIGKILL') }
}

/** What the tests look at of what it does: where it connects (test/support/egress). */
function watched(): Readonly<Record<string, string>> {
  const { LONGSHORE_TEST_EGRESS, NODE_OPTIONS } = process.env
  return { ...(LONGSHORE_TEST_EGRESS && { LONGSHORE_TEST_EGRESS }), ...(NODE_OPTIONS && { NODE_OPTIONS }) }
}

export interface Launch {
  readonly display: Display
  readonly folder: AppFolder
  /** The folder or the script that Electron runs, then its arguments. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/**
 * The program to start in place of Electron: it becomes somebody else on the way, and gets back what Playwright takes from
 * every environment.
 */
function launcher(dir: string): string {
  const path = join(dir, 'electron.sh')
  const { NODE_OPTIONS = '' } = watched()
  const as = isSwitched ? `setpriv ${asOther.join(' ')} ` : ''
  writeFileSync(path, `#!/bin/sh\nexport NODE_OPTIONS='${NODE_OPTIONS}'\nexec ${as}"${executable}" "$@"\n`)
  chmodSync(path, 0o755)
  return path
}

/** Started as people start it, with nobody looking on. */
export function startElectron({ display, folder: own, args, env = {} }: Launch): ChildProcess {
  const { PATH = '' } = process.env
  const flags = isSwitched || !isRoot ? [] : ['--no-sandbox']
  const [command, all] = asAppUser(executable, [...flags, ...args])
  const its = {
    PATH,
    HOME: own.home,
    DISPLAY: display.name,
    LANG: 'en_GB.UTF-8',
    TMPDIR: tmpdir(),
    ...watched(),
    ...env,
  }
  return spawn(command, all, { env: its, stdio: ['ignore', 'pipe', 'inherit'] })
}

export async function launchElectron({ display, folder: own, args, env = {} }: Launch): Promise<ElectronApplication> {
  accessSync(executable, constants.X_OK)
  const { PATH = '' } = process.env
  const isSandboxed = isSwitched || !isRoot
  return _electron.launch({
    executablePath: launcher(own.dir),
    args: [...args],
    chromiumSandbox: isSandboxed,
    // Nothing of ours: no proxy, no session bus, no home.
    env: { PATH, HOME: own.home, DISPLAY: display.name, LANG: 'en_GB.UTF-8', TMPDIR: tmpdir(), ...watched(), ...env },
    timeout: 60_000,
  })
}
