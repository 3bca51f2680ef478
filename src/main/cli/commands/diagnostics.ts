/** `longshore diagnostics [FILE.zip]`: what to send to somebody who is asked for help, or a look at it before. */

import type { Command } from 'commander'
import { sizeOf, zipOf } from '../../../shared/diagnostics.ts'
import { bytes } from '../../../shared/format.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'

interface Options {
  readonly preview?: true
  readonly hideNames?: true
}

async function diagnostics(session: Session, file: string | undefined, options: Options): Promise<void> {
  const { preview = false, hideNames = false } = options
  if (file === undefined && !preview) throw usage('Say which file to write, or --preview to see what it would hold.')
  const path = file === undefined ? null : session.path(file)
  const parts = await session.ask(async (client) => valueOf(await client.engine.diagnostics({ hideNames })))
  if (path !== null) await session.world.writeNew(path, zipOf(parts))
  const names = parts.map(({ name }) => name)
  const shown = preview ? parts : undefined
  session.terminal.answer({ file: path, contents: names, ...(shown && { parts: shown }) }, () => [
    ...(shown ?? []).flatMap((part) => [
      `== ${part.name} (${bytes(sizeOf(part))})`,
      ...part.text.trimEnd().split('\n'),
      '',
    ]),
    path === null ? 'Nothing was written.' : `${path}: ${names.join(', ')}`,
  ])
}

export function addDiagnostics(program: Command, session: Session): void {
  program
    .command('diagnostics [FILE.zip]')
    .description('write what helps to find a fault: settings, states and the log, without secrets')
    .option('--preview', 'print every part as it stands in the file; without FILE.zip nothing is written')
    .option('--hide-names', 'a number instead of each name of a file, folder, place, account or person')
    .action((file: string | undefined, options: Options) => diagnostics(session, file, options))
}
