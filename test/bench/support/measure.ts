/** What a whole process takes: programs/timed.c around a command, in a namespace where one is wanted. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespace } from './namespaces.ts'

export interface Took {
  /** Monotonic, ns. */
  readonly beganNs: string
  readonly wallMs: number
  /** User and system, of the process and those that it waited for. */
  readonly cpuMs: number
  readonly peakMiB: number
}

export interface Command {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Nothing that is measured takes so long: it ends what hangs. */
const patienceMs = 20 * 60_000

export class Stopwatch {
  readonly #timed: string
  readonly #folder: string

  /** @param timed the built programs/timed.c */
  constructor(timed: string, folder: string) {
    this.#timed = timed
    this.#folder = folder
  }

  /** @throws with what it said, where it fails */
  async run({ args, env = {}, cwd }: Command, inside: Namespace | null, limitMs = patienceMs): Promise<Took> {
    const told = join(this.#folder, 'took')
    rmSync(told, { force: true })
    const [command = '', ...rest] = [...(inside?.prefix ?? []), this.#timed, told, ...args]
    const child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      timeout: limitMs,
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)))
    }
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`${args.slice(0, 3).join(' ')} ended with ${code ?? 'a signal'}: ${said.trim()}`)
    return JSON.parse(readFileSync(told, 'utf8')) as Took
  }
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
