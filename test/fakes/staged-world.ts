/** The process that a command of the command line runs in, staged: nothing outside of memory is touched. */

import { run } from '../../src/main/cli/run.ts'
import type { World } from '../../src/main/cli/world.ts'
import { failure, fail, ok } from '../../src/shared/failure.ts'
import { fakeOwner } from './fake-engine.ts'
import type { FakeOwner, Staged } from './fake-engine.ts'

export interface Stage {
  readonly world: World
  readonly out: () => string
  readonly err: () => string
  /** Every line of stdout as JSON; throws where one is not. */
  readonly jsonLines: () => unknown[]
  readonly owners: FakeOwner[]
  /** Files that were written, by path. */
  readonly written: ReadonlyMap<string, Uint8Array>
  /** Ctrl-C. */
  readonly interrupt: () => void
  readonly run: (...args: string[]) => Promise<number>
}

export function stage(staged: Staged = {}, changes: Partial<World> = {}): Stage {
  let out = ''
  let err = ''
  const listeners = new Set<() => void>()
  const owners: FakeOwner[] = []
  const written = new Map<string, Uint8Array>()
  const world: World = {
    stdout: { write: (text) => (out += text), columns: 80 },
    stderr: { write: (text) => (err += text), columns: 80 },
    env: {},
    cwd: '/here',
    pid: 4_242,
    version: '9.9.9',
    defaultDataDir: '/data',
    addresses: async () => [],
    openOwner: async () => {
      const owner = fakeOwner(staged)
      owners.push(owner)
      return ok(owner)
    },
    startPractice: () => Promise.reject(new Error('not staged')),
    openBrowser: () => Promise.reject(new Error('not staged')),
    sleep: () => Promise.resolve(),
    exists: () => false,
    readText: async () => '{}',
    askSecret: async () => null,
    writeNew: async (path, bytes) => {
      written.set(path, bytes)
    },
    openNew: async (path) => {
      let text = ''
      return {
        write: async (piece) => void (text += piece),
        end: async (isWhole) => void (isWhole && written.set(path, Buffer.from(text))),
      }
    },
    onInterrupt(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ...changes,
  }
  return {
    world,
    out: () => out,
    err: () => err,
    jsonLines: () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
    owners,
    written,
    interrupt: () => {
      for (const listener of listeners) listener()
    },
    run: (...args) => run(args, world),
  }
}

/** A data folder that somebody else owns and doesn't answer for. */
export const ownedByAnother = async () => fail(failure('engine-unreachable', { detail: 'in use' }))
