/** The real command line in this process, on the data folder of a bench: it reaches the owner over its private socket. */

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { run } from '../../../src/main/cli/run.ts'
import type { World } from '../../../src/main/cli/world.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import { addressesToDial } from '../../../src/main/private-address.ts'

export interface Said {
  readonly exit: number
  /** Each line of stdout, as JSON. */
  readonly lines: readonly unknown[]
  readonly err: string
}

/** @param cwd where relative paths begin */
export async function said(args: readonly string[], dataDir: string, cwd: string): Promise<Said> {
  let out = ''
  let err = ''
  const unneeded = (what: string) => () => Promise.reject(new Error(`${what} was not asked for`))
  const world: World = {
    stdout: { write: (text) => (out += text), columns: 80 },
    stderr: { write: (text) => (err += text), columns: 80 },
    env: {},
    cwd,
    pid: process.pid,
    version: '0.0.0',
    defaultDataDir: dataDir,
    addresses: addressesToDial,
    openOwner: unneeded('another owner'),
    startPractice: unneeded('a practice cloud'),
    openBrowser: unneeded('a browser'),
    sleep: () => Promise.resolve(),
    exists: existsSync,
    readText: (path) => readFile(path, 'utf8'),
    askSecret: async () => null,
    writeNew: async (path) => {
      throw new FailureError(failure('usage', { detail: `${path} cannot be written: EEXIST` }))
    },
    openNew: async (path) => {
      throw new FailureError(failure('usage', { detail: `${path} cannot be written: EEXIST` }))
    },
    onInterrupt: () => () => undefined,
  }
  const exit = await run(['--json', ...args], world)
  const lines = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
  return { exit, lines, err }
}
