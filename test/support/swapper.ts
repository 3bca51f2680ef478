/**
 * A process that swaps what stands at a path in a tight loop, as an attacker does who waits for the moment between
 * looking and opening. It counts what it did, ends with us, and leaves things as they were in some state or other.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Each takes paths and swaps them once: plain JavaScript, since it runs in a process of its own. */
const ways = {
  /** [at, a, b]: `at` is by turns what is at `a` and what is at `b`, and for a moment nothing. */
  turns: `
    const [at, a, b] = paths
    try { renameSync(at, a) } catch {}
    try { renameSync(b, at) } catch {}
    try { renameSync(at, b) } catch {}
    try { renameSync(a, at) } catch {}`,
  /** [at, a, b]: the same without the moment: links to both take the name by rename. */
  links: `
    const [at, a, b] = paths
    for (const one of [a, b]) {
      try { linkSync(one, at + '.new') } catch {}
      try { renameSync(at + '.new', at) } catch {}
    }`,
  /** [at, target, file]: a symbolic link to the target and a hard link of the file take the name by turns. */
  symlinks: `
    const [at, target, file] = paths
    try { symlinkSync(target, at + '.new') } catch {}
    try { renameSync(at + '.new', at) } catch {}
    try { linkSync(file, at + '.new') } catch {}
    try { renameSync(at + '.new', at) } catch {}`,
  /** [one, other]: two change places. */
  twins: `
    const [one, other] = paths
    try { renameSync(one, one + '.aside') } catch {}
    try { renameSync(other, one) } catch {}
    try { renameSync(one + '.aside', other) } catch {}`,
} as const

export interface Swapper {
  /** How often it went round. Ends it. */
  stop(): Promise<number>
}

export async function swapping(way: keyof typeof ways, ...paths: readonly string[]): Promise<Swapper> {
  const script = `
    const { linkSync, renameSync, symlinkSync } = require('node:fs')
    const paths = process.argv.slice(1)
    let rounds = 0
    process.on('message', () => process.send(rounds, () => process.exit(0)))
    process.on('disconnect', () => process.exit(0))
    function some() {
      for (let n = 0; n < 200; n += 1) {${ways[way]}
      }
      rounds += 200
      setImmediate(some)
    }
    some()
    process.send('swapping')`
  const child = spawn(process.execPath, ['-e', script, ...paths], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    async stop() {
      const told = once(child, 'message')
      child.send('stop')
      const [rounds] = await told
      return Number(rounds)
    },
  }
}
