/**
 * Power cuts: the data folder lies on a disk of its own (ext4 in a file), whose journal is written every ten minutes unless
 * somebody asks. A cut freezes the engine, copies what is on the disk at that moment, and puts the copy in its place:
 * what was only in the memory of the system is gone.
 */

import { spawnSync } from 'node:child_process'
import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Program } from '../support/processes.ts'
import type { Interrupter } from './storm.ts'

const mebibytes = 24
const secondsBetweenCommits = 600

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

/** Why no disk can be made here, as the reason of a skip; null where one can. */
export function whyNoDisk(): string | null {
  if (process.platform !== 'linux') return 'only on Linux'
  if (process.getuid?.() !== 0) return 'needs root, who may mount a disk'
  const disk = tryDisk()
  if (disk instanceof Error) return `needs a loop device with ext4: ${disk.message}`
  disk.close()
  return null
}

function tryDisk(): Disk | Error {
  try {
    return new Disk()
  } catch (error) {
    return error as Error
  }
}

class Disk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'longshore-power-'))
  readonly #image = join(this.#folder, 'disk.img')
  readonly mountPoint = join(this.#folder, 'disk')

  constructor() {
    mkdirSync(this.mountPoint)
    try {
      run('truncate', '--size', `${mebibytes}M`, this.#image)
      run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', this.#image)
      this.#mount()
    } catch (error) {
      rmSync(this.#folder, { recursive: true, force: true })
      throw error
    }
  }

  /** What is on the disk now becomes all there is. Nobody may have a file on it open any more when `letGo` has returned. */
  async cut(letGo: () => Promise<void>): Promise<void> {
    const copy = `${this.#image}.copy`
    copyFileSync(this.#image, copy, constants.COPYFILE_FICLONE)
    await letGo()
    run('umount', this.mountPoint)
    renameSync(copy, this.#image)
    this.#mount()
  }

  close(): void {
    if (existsSync(join(this.mountPoint, 'lost+found'))) run('umount', this.mountPoint)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #mount(): void {
    const options = `loop,commit=${secondsBetweenCommits}`
    run('mount', '-t', 'ext4', '-o', options, this.#image, this.mountPoint)
  }
}

export function openPower(): Interrupter {
  const disk = new Disk()
  return {
    dataDir: join(disk.mountPoint, 'data'),
    strike: async (engine: Program) => {
      engine.signal('SIGSTOP')
      await disk.cut(() => engine.kill())
    },
    close: () => disk.close(),
  }
}
