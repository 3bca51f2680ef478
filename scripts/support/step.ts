/** One command of a script: quiet while it goes well, everything it said when it does not. */

import { spawn } from 'node:child_process'
import { root } from './paths.ts'

export interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

interface Ended {
  readonly ok: boolean
  readonly said: string
}

function run({ command, args }: Step): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.on('error', (error) => resolve({ ok: false, said: `${command} can't be started: ${error.message}` }))
    child.on('close', (code) => resolve({ ok: code === 0, said: Buffer.concat(parts).toString() }))
  })
}

/** Runs the steps one after the other, all of them, and returns the names of those that failed. */
export async function runSteps(steps: readonly Step[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const step of steps) {
    const startedAt = performance.now()
    const { ok, said } = await run(step)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stdout.write(`${ok ? '✓' : '✗'} ${step.name} (${seconds} s)\n`)
    if (ok) continue
    failed.push(step.name)
    process.stdout.write(`${said.trimEnd()}\n\n`)
  }
  return failed
}
