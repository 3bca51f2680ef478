/**
 * A session bus of its own with a keyring on it, unlocked, for the user that the app runs as: what a desktop gives to
 * every program, without a desktop.
 */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asAppUser, giveToApp } from './electron.ts'
import { until } from './processes.ts'

const programs = ['dbus-daemon', 'gnome-keyring-daemon', 'secret-tool']

function missing(): string | null {
  if (process.platform !== 'linux') return 'needs Linux and its secret service'
  const path = (process.env['PATH'] ?? '').split(':')
  const absent = programs.filter((name) => !path.some((folder) => existsSync(join(folder, name))))
  return absent.length === 0 ? null : `needs ${absent.join(' and ')}`
}

/** Why there is none here, as the reason of a skip; null where there is. */
export const noKeyring: string | null = missing()

/** Nothing is started for being asked for: a second, locked keyring would answer in place of ours. */
const busOf = (run: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=${run}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
`

export interface Keyring {
  /** What a program needs to know to find it; its runtime folder stays its own, where commands look for the engine. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** @param folder given to the app's user; keyrings are kept in it and outlive this one */
export async function openKeyring(folder: string): Promise<Keyring> {
  const home = join(folder, 'keyring-home')
  const run = join(folder, `keyring-run-${performance.now()}`)
  for (const path of [home, run]) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    giveToApp(path)
  }
  const { PATH = '' } = process.env
  const base = { PATH, HOME: home, XDG_RUNTIME_DIR: run, XDG_DATA_HOME: join(home, 'data') }
  const children: ChildProcess[] = []
  const start = (env: Record<string, string>, command: string, ...args: string[]): ChildProcess => {
    const child = spawn(...asAppUser(command, args), { env, stdio: ['pipe', 'pipe', 'ignore'] })
    children.push(child)
    return child
  }
  let address = ''
  const config = join(run, 'bus.conf')
  writeFileSync(config, busOf(run))
  giveToApp(config)
  const bus = start(base, 'dbus-daemon', `--config-file=${config}`, '--nofork', '--print-address=1')
  bus.stdout?.on('data', (text: Buffer) => (address += text.toString()))
  await until('the session bus', () => (address.includes('\n') ? true : null))
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address.trim() }
  const daemon = start(env, 'gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets')
  daemon.stdin?.end('password of the test')
  // Keeping something is possible only when it is there and unlocked.
  await until('the keyring', async () => {
    const store = start(env, 'secret-tool', 'store', '--label=is it there', 'is', 'there')
    store.stdin?.end('yes')
    return (await codeOf(store)) === 0 ? true : null
  })
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS },
    async close() {
      for (const child of children.toReversed()) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGTERM')
        await codeOf(child)
      }
    },
  }
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  return new Promise((resolve) => child.once('close', (code) => resolve(code)))
}
