/** `longshore pause|resume|cancel|retry ID…|--all`: a person decides. One file, for the four differ in little. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { plural } from '../../../shared/format.ts'
import { conflictChoices } from '../../../shared/transfer.ts'
import type { ConflictChoice } from '../../../shared/transfer.ts'
import { allThere } from '../follow.ts'
import { clockTime } from '../local-time.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { duration, moment, notEmpty } from '../values.ts'

const verbs = {
  pause: { says: 'let transfers rest until they are resumed', did: 'Paused' },
  resume: { says: 'go on with paused transfers', did: 'Resumed' },
  cancel: { says: 'give transfers up and delete what is unfinished', did: 'Canceled' },
  retry: { says: 'try again what failed, was blocked or canceled', did: 'Trying again' },
} as const

interface Flags {
  readonly all?: boolean
  readonly conflict?: ConflictChoice
  readonly cause?: string
  /** ms */
  readonly for?: number
  /** epoch ms */
  readonly until?: number
}

type Verb = keyof typeof verbs

async function steer(session: Session, verb: Verb, ids: string[], flags: Flags): Promise<void> {
  const { all = false, conflict, cause } = flags
  if (cause !== undefined) return retryCause(session, cause, all || ids.length > 0 || conflict !== undefined)
  if (flags.for !== undefined && flags.until !== undefined) throw usage('Say either --for or --until.')
  const until = flags.until ?? (flags.for === undefined ? undefined : Date.now() + flags.for)
  if (until !== undefined) return pauseUntil(session, until, ids.length > 0)
  if (all === ids.length > 0) throw usage(all ? 'Say either ids or --all.' : 'Say which: ids, or --all.')
  const selection = all ? { all: true as const } : { ids }
  const result = await session.ask(async (client) => {
    const { queue } = client
    await allThere(client, ids)
    return valueOf(await (conflict === undefined ? queue[verb](selection) : queue.retry({ ...selection, conflict })))
  })
  session.terminal.answer(result, () => [
    result.changed === 0 ? nothing(conflict) : `${verbs[verb].did}: ${plural(result.changed, 'transfer')}.`,
  ])
}

/** Everything, until a moment: epoch ms. */
async function pauseUntil(session: Session, until: number, isMore: boolean): Promise<void> {
  if (isMore) throw usage('Only everything can be paused for a time: say --for or --until without ids.')
  const iso = new Date(until).toISOString()
  const result = await session.ask(async ({ queue }) => valueOf(await queue.pause({ all: true, until: iso })))
  session.terminal.answer({ ...result, until: iso }, () => [
    `Paused until ${clockTime(iso, Date.now())}: ${plural(result.changed, 'transfer')}.`,
  ])
}

async function retryCause(session: Session, cause: string, isMore: boolean): Promise<void> {
  if (isMore) throw usage('Say either --cause, or ids or --all.')
  const result = await session.ask(async ({ queue }) => valueOf(await queue.retry({ cause })))
  session.terminal.answer(result, () => [
    result.changed === 0
      ? 'Nothing was stopped by that.'
      : `${verbs.retry.did}: ${plural(result.changed, 'transfer')}.`,
  ])
}

function nothing(conflict: ConflictChoice | undefined): string {
  return conflict === undefined ? 'Nothing to change.' : 'Nothing to decide: none of these asks about a name.'
}

export function addSteering(program: Command, session: Session): void {
  for (const verb of Object.keys(verbs) as Verb[]) {
    const command = program
      .command(verb)
      .description(verbs[verb].says)
      .argument('[id...]', 'of the transfers')
      .option('--all', 'all that it can apply to')
      .action((ids: string[], flags: Flags) => steer(session, verb, ids, flags))
    if (verb === 'pause') {
      command.option(
        '--for <time>',
        'pauses everything for so long, like 30m or 1h; then it goes on by itself',
        duration,
      )
      command.option('--until <moment>', 'the same until 18:30, tomorrow (8:00), or 2026-05-31T18:30', (text) =>
        moment(text),
      )
    }
    if (verb === 'retry') {
      const says = 'decides for those that are blocked because the name is taken, or the file there was changed'
      command.addOption(new Option('--conflict <what>', says).choices(conflictChoices))
      command.option(
        '--cause <code>',
        'all that were stopped by this, as `list` and docs/failures.md name it',
        notEmpty,
      )
    }
  }
}
