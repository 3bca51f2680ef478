/** `longshore practice`: the practice cloud by itself, until a signal. */

import { join } from 'node:path'
import { Option } from 'commander'
import type { Command } from 'commander'
import { failure, FailureError } from '../../../shared/failure.ts'
import { usage } from '../session.ts'
import type { Session } from '../session.ts'
import { notEmpty, port } from '../values.ts'
import type { Practice, PracticeOptions } from '../world.ts'

interface Flags {
  readonly port?: number
  readonly dir?: string
  readonly tls?: boolean
  readonly clouds?: boolean
  readonly profile: PracticeOptions['profile']
}

async function start(session: Session, options: PracticeOptions): Promise<Practice> {
  try {
    return await session.world.startPractice(options)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw usage(`Port ${options.port} is in use by another program.`)
    throw new FailureError(failure('engine-unreachable', { detail: code ?? message }), { cause: error })
  }
}

/** What is in groups, by the path to it. */
function shown(facts: object, before = ''): [name: string, value: string][] {
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    const path = `${before}${name}`
    return typeof value === 'object' && value !== null ? shown(value, `${path}.`) : [[path, String(value)]]
  })
}

function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function practice(session: Session, flags: Flags): Promise<void> {
  const { terminal, signal, world } = session
  const cloud = await start(session, {
    dir: flags.dir === undefined ? join(session.dataDir, 'practice') : session.path(flags.dir),
    port: flags.port ?? 0,
    tls: flags.tls === true,
    clouds: flags.clouds === true,
    profile: flags.profile,
  })
  try {
    const ready = cloud.ready()
    terminal.event('ready', { pid: world.pid, ...ready })
    terminal.line('The practice cloud is ready. Ctrl-C ends it.')
    for (const [name, value] of shown(ready)) terminal.line(`  ${name.padEnd(12)}  ${value}`)
    await untilInterrupted(signal)
  } finally {
    await cloud.close()
  }
}

export function addPractice(program: Command, session: Session): void {
  program
    .command('practice')
    .description('run the practice cloud: a stand-in for OneDrive on this computer')
    .option('--port <n>', 'where it listens', port)
    .option('--dir <dir>', 'where it keeps what it is sent', notEmpty)
    .option('--tls', 'with a certificate of its own')
    .option('--clouds', "with Microsoft's clouds for states, each for itself")
    .addOption(
      new Option('--profile <kind>', 'which kind of drive it plays').choices(['odp', 'odb', 'spo']).default('odb'),
    )
    .action((flags: Flags) => practice(session, flags))
}
