/** The command line in the real process: for the program of that name, and for the app that was given a command. */

import { existsSync, readFileSync } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { FailureError, failure } from '../shared/failure.ts'
import { askSecret } from './ask-secret.ts'
import { run } from './cli/run.ts'
import type { World, Writer } from './cli/world.ts'
import { defaultDataDir } from './data-folder.ts'
import { openBrowser } from './open-browser.ts'
import { addressesToDial } from './private-address.ts'

/** Two folders up, from the source as from what is built of it. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function readText(path: string, limit: number): Promise<string> {
  const source = path === '-' ? process.stdin : (await open(path)).createReadStream()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await writable(path, () => writeFile(path, bytes, { flag: 'wx', mode: 0o600 }))
}

async function openNew(path: string): Promise<Writer> {
  const file = await writable(path, () => open(path, 'wx', 0o600))
  return {
    write: (text) => writable(path, () => file.writeFile(text)),
    async end(isWhole) {
      await file.close()
      if (!isWhole) await rm(path, { force: true })
    },
  }
}

/** @throws FailureError `usage` where it can't be done */
async function writable<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? 'it is there already, and is not overwritten' : (code ?? String(error))
    const detail = `${path} cannot be written: ${why}.`
    throw new FailureError(failure('usage', { detail }), { cause: error })
  }
}

/** So long an end may take. What was acknowledged is stored already: whoever leaves then loses nothing. */
const mostEndingMs = 4_500

/** The first one is a request, the second one an order; and who ends the computer's day waits for nobody. */
function onInterrupt(listener: () => void): () => void {
  let isAsked = false
  const onSignal = (): void => {
    if (isAsked) process.exit(130)
    isAsked = true
    setTimeout(() => process.exit(130), mostEndingMs).unref()
    listener()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
  }
}

/** What runs the engine is loaded only when it is needed: asking for help must not take longer for it. */
const world: World = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  version: ownVersion(),
  defaultDataDir: defaultDataDir(),
  addresses: addressesToDial,
  openOwner: async (options) => (await import('./owner.ts')).openOwner(options),
  startPractice: async (options) => (await import('./practice/practice-cloud.ts')).startPracticeCloud(options),
  openBrowser: (opening) => openBrowser(opening),
  sleep: (ms) => sleep(ms),
  exists: existsSync,
  readText,
  askSecret: (question) => askSecret(question),
  writeNew,
  openNew,
  onInterrupt,
}

/** What is written to a pipe may still be on its way. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

/** Whoever reads our output may leave early (`longshore list | head`); that is no reason to stop an upload. */
function forgiveLeaving(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/**
 * What nobody caught ends us, as always; but said by way of our standard error, which takes secrets out, and not by the
 * runtime itself.
 */
function tellCrashes(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${inspect(error)}\n`)
    process.exit(1)
  })
}

/**
 * @param other what takes the place of parts of the real world: for tests, whose engine has other patience
 * @returns the exit status; all output has left
 */
export async function runCommandLine(args: readonly string[], other: Partial<World> = {}): Promise<number> {
  forgiveLeaving()
  tellCrashes()
  const code = await run(args, { ...world, ...other })
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  return code
}
