/** `longshore wait [ID…]`: until they are finished, or need a person. Runs the engine where nobody does. */

import type { Command } from 'commander'
import { failure } from '../../../shared/failure.ts'
import { exitCode, exitCodeOfSummary } from '../exit-code.ts'
import { follow } from '../follow.ts'
import { type Session, usage } from '../session.ts'
import { summaryLine } from '../summary.ts'
import { duration } from '../values.ts'

interface Flags {
  readonly all?: boolean
  readonly timeout?: number
}

async function wait(session: Session, ids: string[], flags: Flags): Promise<void> {
  const { terminal } = session
  if (ids.length > 0 && flags.all === true) throw usage('Say either ids or --all.')
  const engine = await session.reach('engine')
  const target = ids.length > 0 ? { ids: [...new Set(ids)] } : {}
  const summary = await follow(session, engine, target, flags.timeout)
  terminal.line(summaryLine(summary))
  terminal.event('summary', summary)
  session.exitCode = session.signal.aborted ? exitCode.interrupted : exitCodeOfSummary(summary)
  if (summary.timedOut > 0 && !terminal.isJson) terminal.error(failure('timed-out'))
}

export function addWait(program: Command, session: Session): void {
  program
    .command('wait')
    .description('wait until transfers are finished')
    .argument('[id...]', 'of the transfers; none means all that are not finished')
    .option('--all', 'all that are not finished, as without ids')
    .option('--timeout <time>', 'at most this long, like 60s', duration)
    .action((ids: string[], flags: Flags) => wait(session, ids, flags))
}
