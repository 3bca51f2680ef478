import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const entry = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url))

/** The command line as a process of its own. */
export async function longshore(dataDir: string, ...args: string[]): Promise<{ code: number; lines: unknown[] }> {
  const env = { ...process.env, LONGSHORE_DATA_DIR: dataDir }
  const child = spawn(process.execPath, [entry, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill()
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = await once(child, 'close')
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  return { code: code as number, lines }
}
