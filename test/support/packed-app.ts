/** The app as `npm run pack` makes it: packed, looked into, and started as an ordinary user starts it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeToPack, pinnedVersion } from '../../scripts/pack/runtime.ts'
import { root } from '../../scripts/support/paths.ts'
import type { Ended } from './ordinary-user.ts'

/** Why nothing can be looked into on this machine, as the reason of a skip; null where it can. */
export function whyNoPacking(): string | null {
  return process.platform === 'linux' ? null : 'knows only the form of an app on Linux'
}

/**
 * Chromium refuses its sandbox to the user id 0, whatever that may still do. In a user namespace root is somebody else,
 * to whom belongs what is root's.
 */
const somebodyElse = ['--user', '--map-user=1000', '--map-group=1000', '--']
const isRoot = process.getuid?.() === 0

function asSomebody(command: string, args: readonly string[]): [command: string, args: string[]] {
  return isRoot ? ['unshare', [...somebodyElse, command, ...args]] : [command, [...args]]
}

/** Why a packed app can't be started on this machine, as the reason of a skip; null where it can. */
export function whyNoStarting(): string | null {
  if (runtimeToPack() === null) return 'needs an Electron, in ELECTRON_OVERRIDE_DIST_PATH or downloaded'
  if (spawnSync('xvfb-run', ['--help']).status !== 0) return 'needs xvfb-run'
  const isAllowed = spawnSync(...asSomebody('true', [])).status === 0
  return isAllowed ? null : 'is root, and is not allowed a user namespace here'
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (part: Buffer) => stdout.push(part))
    child.stderr.on('data', (part: Buffer) => stderr.push(part))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
  })
}

/**
 * What packing takes for the Electron of a release: its version, and a program that is nothing but its fuses, all of them
 * wrong. So what is released can be looked into where that Electron can't be had.
 */
export function makeStandIn(folder: string, wrongFuses: string): void {
  for (const inner of ['resources', 'locales']) mkdirSync(join(folder, inner), { recursive: true })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-GB.pak', 'resources/default_app.asar'])
    writeFileSync(join(folder, name), '')
  writeFileSync(join(folder, 'version'), pinnedVersion())
  const fuses = Buffer.from(`${fuseMark}\x01${String.fromCodePoint(wrongFuses.length)}${wrongFuses}`, 'latin1')
  writeFileSync(join(folder, 'electron'), fuses, { mode: 0o755 })
}

/** By which a fuse wire is found in a program. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Runs the very script of `npm run pack`, into `folder`. Without `electron` with the one that is at hand. */
export async function packInto(folder: string, electron?: string): Promise<void> {
  const own = electron === undefined ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron }
  const { code, stdout, stderr } = await run(process.execPath, [join(root, 'scripts', 'pack.ts'), folder], {
    ...process.env,
    ...own,
  })
  if (code !== 0) throw new Error(`Packing ended with ${code}:\n${stdout}${stderr}`)
}

/** Where the packed app lies in the folder that it was packed into. */
export function packedIn(folder: string): string {
  return join(folder, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`)
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  /** It lies beside the archive. */
  readonly unpacked?: boolean
}

export interface PackedFile {
  readonly path: string
  readonly isUnpacked: boolean
}

/** What an .asar says it holds: two lengths of 8 bytes each, then a tree as JSON. */
export function filesOf(archive: string): PackedFile[] {
  const file = openSync(archive, 'r')
  const head = Buffer.alloc(16)
  readSync(file, head, 0, 16, 0)
  const json = Buffer.alloc(head.readUInt32LE(12))
  readSync(file, json, 0, json.length, 16)
  closeSync(file)
  const walk = (entry: Entry, path: string): PackedFile[] =>
    entry.files === undefined
      ? [{ path, isUnpacked: entry.unpacked === true }]
      : Object.entries(entry.files).flatMap(([name, inner]) => walk(inner, path === '' ? name : `${path}/${name}`))
  return walk(JSON.parse(json.toString()) as Entry, '')
}

/** A packed app that runs on a screen that nobody sees, with a home of its own. */
export class PackedApp {
  readonly #child: ChildProcess
  readonly #env: NodeJS.ProcessEnv
  readonly #ended: Promise<number | null>
  #said = ''

  /** @param folder holds the home and the data folder of the app */
  constructor(program: string, folder: string) {
    // Nothing of ours but the path: no session bus, no proxy, no options for Node.
    this.#env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LONGSHORE_DATA_DIR: join(folder, 'data') }
    const [command, args] = asSomebody('xvfb-run', ['-a', program, '--first-run'])
    this.#child = spawn(command, args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child.stdout?.on('data', (part: Buffer) => (this.#said += part.toString()))
    this.#child.stderr?.on('data', (part: Buffer) => (this.#said += part.toString()))
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve))
  }

  /** Everything on stdout and stderr so far. */
  get said(): string {
    return this.#said
  }

  /** What the command line answers, as the same user and for the same data folder. */
  async ask(...args: readonly string[]): Promise<unknown> {
    const command = asSomebody(process.execPath, [join(root, 'bin', 'longshore'), ...args, '--json'])
    const { code, stdout, stderr } = await run(...command, this.#env)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return JSON.parse(stdout)
  }

  /** Ends it as the system would, and returns the exit status of the app. */
  async quit(pid: number): Promise<number | null> {
    process.kill(pid, 'SIGTERM')
    return this.#ended
  }

  /** Ends whatever is left of it and of its screen. */
  kill(): void {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return
    process.kill(-this.#child.pid, 'SIGKILL')
  }
}
