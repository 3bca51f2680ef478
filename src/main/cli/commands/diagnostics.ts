/** `longshore diagnostics FILE.zip`: what to send to somebody who is asked for help. */

import type { Command } from 'commander'
import { strToU8, zipSync } from 'fflate'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

async function diagnostics(session: Session, file: string): Promise<void> {
  const path = session.path(file)
  const files = await session.ask(async (client) => valueOf(await client.engine.diagnostics({})))
  const zip = zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)])))
  await session.world.writeNew(path, zip)
  const names = files.map(({ name }) => name)
  session.terminal.answer({ file: path, contents: names }, () => [`${path}: ${names.join(', ')}`])
}

export function addDiagnostics(program: Command, session: Session): void {
  program
    .command('diagnostics <FILE.zip>')
    .description('write what helps to find a fault: settings, states and the log, without secrets')
    .action((file: string) => diagnostics(session, file))
}
