/** `longshore logs`: the newest lines of the log. */

import type { Command } from 'commander'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

async function logs(session: Session): Promise<void> {
  const lines = await session.ask(async (client) => valueOf(await client.engine.logs({})))
  session.terminal.answer(lines, () => lines)
}

export function addLogs(program: Command, session: Session): void {
  program
    .command('logs')
    .description('the newest lines of the log')
    .action(() => logs(session))
}
