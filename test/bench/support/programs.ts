/** The benchmark's own programs, in C, since what measures must be much faster than what is measured. */

import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const sources: Readonly<Record<'sink' | 'floor' | 'timed' | 'link', readonly string[]>> = {
  sink: ['sink.c', 'http.c', 'state.c', 'graph.c', 'box.c', 'tus.c'],
  floor: ['floor.c'],
  timed: ['timed.c'],
  link: ['link.c'],
}

/** Paths of what was built. */
export type Programs = Readonly<Record<keyof typeof sources, string>>

/** @throws where there is no C compiler, or no OpenSSL to build with (`apt-get install gcc libssl-dev`) */
export function buildPrograms(folder: string): Programs {
  const from = new URL('../programs/', import.meta.url).pathname
  const build = ([name, files]: [string, readonly string[]]): [string, string] => {
    const program = join(folder, name)
    const inputs = files.map((file) => join(from, file))
    execFileSync('cc', ['-O2', '-pthread', '-o', program, ...inputs, '-lssl', '-lcrypto'])
    return [name, program]
  }
  return Object.fromEntries(Object.entries(sources).map(build)) as Programs
}

/** The first line that a program says of its version; null where it isn't there. */
export function versionOf(command: string, ...args: readonly string[]): string | null {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) return null
  const [line = ''] = `${stdout}${stderr}`.trim().split('\n')
  return line.trim()
}
