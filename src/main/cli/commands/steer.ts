/** `longshore pause|resume|cancel|retry ID…|--all`: a person decides. One file, for the four differ in one word. */

import type { Command } from 'commander'
import { plural } from '../../../shared/format.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'

const verbs = {
  pause: { says: 'let transfers rest until they are resumed', did: 'Paused' },
  resume: { says: 'go on with paused transfers', did: 'Resumed' },
  cancel: { says: 'give transfers up and delete what is unfinished', did: 'Canceled' },
  retry: { says: 'try again what failed, was blocked or canceled', did: 'Trying again' },
} as const

async function steer(session: Session, verb: keyof typeof verbs, ids: string[], isAll: boolean): Promise<void> {
  if (isAll === ids.length > 0) throw usage(isAll ? 'Say either ids or --all.' : 'Say which: ids, or --all.')
  const selection = isAll ? { all: true as const } : { ids }
  const result = await session.ask(async (client) => valueOf(await client.queue[verb](selection)))
  session.terminal.answer(result, () => [
    result.changed === 0 ? 'Nothing to change.' : `${verbs[verb].did}: ${plural(result.changed, 'transfer')}.`,
  ])
}

export function addSteering(program: Command, session: Session): void {
  for (const verb of Object.keys(verbs) as (keyof typeof verbs)[]) {
    program
      .command(verb)
      .description(verbs[verb].says)
      .argument('[id...]', 'of the transfers')
      .option('--all', 'all that it can apply to')
      .action((ids: string[], flags: { all?: boolean }) => steer(session, verb, ids, flags.all === true))
  }
}
