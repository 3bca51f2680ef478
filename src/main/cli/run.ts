/** From the arguments to the exit status. Whatever goes wrong in between is caught here, and told once. */

import { CommanderError } from 'commander'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { exitCode, exitCodeOfFailure } from './exit-code.ts'
import type { ExitCode } from './exit-code.ts'
import { buildProgram } from './program.ts'
import type { Spoken } from './program.ts'
import { refuseSecrets } from './secret-arguments.ts'
import { Interrupted, Session } from './session.ts'
import type { World } from './world.ts'

/** Known before the arguments are parsed: also what is wrong with them is told as JSON. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}

/** Help and version are what was asked for; the rest of what commander ends with is wrong usage. */
function endedByCommander(session: Session, error: CommanderError, { out, err }: Spoken): ExitCode {
  const { terminal, world } = session
  if (error.exitCode === 0) {
    const text = out.join('')
    if (!terminal.isJson) world.stdout.write(text)
    else terminal.json(error.code === 'commander.version' ? { version: text.trim() } : { help: text })
    return exitCode.fine
  }
  const said = err.join('').trim()
  // Without a command commander prints the help as its error; as JSON one sentence says it.
  if (error.code === 'commander.help') {
    if (terminal.isJson) terminal.error(failure('usage', { detail: 'Say which command.' }))
    else world.stderr.write(`${said}\n`)
    return exitCode.usage
  }
  // What was typed behind an unknown option may be a secret that somebody took for one of ours: it isn't repeated.
  const sentence = said.replace(/^error: (unknown option '[^=']*)=.*'/s, "error: $1'")
  const detail = sentence
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replace(/^./, (letter) => letter.toUpperCase())
  terminal.error(failure('usage', { detail: detail === '' ? error.message : detail }))
  return exitCode.usage
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  return failure('bug', { detail: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' })
}

/** Runs one command. Never throws. */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  const controller = new AbortController()
  const stopListening = world.onInterrupt(() => controller.abort())
  const session = new Session(world, controller.signal, wantsJson(args))
  const { program, spoken } = buildProgram(session)
  try {
    refuseSecrets(args, world.exists)
    await program.parseAsync([...args], { from: 'user' })
    return session.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return endedByCommander(session, error, spoken)
    if (error instanceof Interrupted) return exitCode.interrupted
    const found = failureOf(error)
    session.terminal.error(found)
    return exitCodeOfFailure(found.code)
  } finally {
    stopListening()
  }
}
