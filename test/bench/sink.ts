/** Builds and runs the sink of sink.c in a process of its own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { request } from 'undici'

export interface Sink {
  readonly url: string
  /** @param hash what the next finished file's quickXorHash is said to be */
  expect(hash: string): Promise<void>
  /** Refused requests so far: a client that gets one has measured nothing. */
  bad(): Promise<number>
  close(): Promise<void>
}

export async function startSink(folder: string): Promise<Sink> {
  const program = join(folder, 'sink')
  execFileSync('cc', ['-O2', '-pthread', '-o', program, new URL('sink.c', import.meta.url).pathname])
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${line.toString().trim()}`
  return {
    url,
    async expect(hash) {
      const { body } = await request(`${url}/expect/${hash.replaceAll('+', '-').replaceAll('/', '_')}`, {
        method: 'PUT',
      })
      await body.dump()
    },
    async bad() {
      const { body } = await request(`${url}/stats`)
      return ((await body.json()) as { bad: number }).bad
    },
    close: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill()
  await gone
}
