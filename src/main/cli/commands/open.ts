/** `longshore open`: a new link to the web UI of the daemon that runs. */

import type { Command } from 'commander'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

async function open(session: Session): Promise<void> {
  const link = await session.ask(async (client) => valueOf(await client.engine.openLink({})))
  session.terminal.answer(link, () => [link.url])
}

export function addOpen(program: Command, session: Session): void {
  program
    .command('open')
    .description('print a new link to the web UI; it works once, within a minute')
    .action(() => open(session))
}
