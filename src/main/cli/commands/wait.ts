/** `longshore wait [ID…]`: until they are finished, or need a person. Runs the engine where nobody does. */

import type { Command } from 'commander'
import { failure } from '../../../shared/failure.ts'
import { exitCode, exitCodeOfSummary } from '../exit-code.ts'
import { follow } from '../follow.ts'
import type { Session } from '../session.ts'
import { summaryLine } from '../summary.ts'
import { duration } from '../values.ts'

async function wait(session: Session, ids: string[], flags: { timeout?: number }): Promise<void> {
  const { terminal } = session
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
    .option('--timeout <time>', 'at most this long, like 60s', duration)
    .action((ids: string[], flags: { timeout?: number }) => wait(session, ids, flags))
}
