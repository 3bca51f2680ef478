/** `longshore undo ID…`: files that were put away after their upload come back. */

import type { Command } from 'commander'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

async function undo(session: Session, ids: readonly string[]): Promise<void> {
  const taken = await session.ask(async (client) => {
    const back = []
    for (const id of ids) back.push(valueOf(await client.history.takeBack({ id })))
    return back
  }, 'once')
  session.terminal.answer(taken, () =>
    taken.map(({ path, cleanUp }) =>
      cleanUp?.state === 'undone' ? `Back: ${path}` : `Goes back once its folder is there: ${path}`,
    ),
  )
}

export function addUndo(program: Command, session: Session): void {
  program
    .command('undo')
    .description('take files back that were moved, or put into the trash, after their upload')
    .argument('<id...>', 'of the transfers; see `longshore history`')
    .action((ids: string[]) => undo(session, ids))
}
