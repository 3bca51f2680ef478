/** `longshore move ID… --to top`: the order of the queue. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { plural } from '../../../shared/format.ts'
import { allThere } from '../follow.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'

interface Flags {
  readonly to?: 'top' | 'bottom'
  readonly before?: string
  readonly after?: string
}

function goalOf({ to, before, after }: Flags) {
  const said = [to, before, after].filter((each) => each !== undefined)
  if (said.length !== 1) throw usage('Say where: --to top or bottom, --before or --after another one.')
  if (to !== undefined) return { to }
  return before === undefined ? { after: after ?? '' } : { before }
}

async function move(session: Session, ids: string[], flags: Flags): Promise<void> {
  const goal = goalOf(flags)
  const result = await session.ask(async (client) => {
    await allThere(client, [...ids, ...('before' in goal ? [goal.before] : 'after' in goal ? [goal.after] : [])])
    return valueOf(await client.queue.move({ ids, goal }))
  })
  session.terminal.answer(result, () => [
    result.changed === 0
      ? 'Nothing to move: it is over, or beside itself.'
      : `Moved: ${plural(result.changed, 'transfer')}.`,
  ])
}

export function addMove(program: Command, session: Session): void {
  program
    .command('move')
    .description('change whose turn it is next')
    .argument('<id...>', 'of the transfers; they keep their order among each other')
    .addOption(new Option('--to <end>', 'an end of the queue').choices(['top', 'bottom']))
    .option('--before <id>', 'before this one')
    .option('--after <id>', 'after this one')
    .action((ids: string[], flags: Flags) => move(session, ids, flags))
}
