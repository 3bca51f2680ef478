/** `longshore watch …`: folders whose new files are uploaded. */

import { Option } from 'commander'
import type { Command } from 'commander'
import type { WatchView } from '../../../shared/contract.ts'
import { leftOutByReason, leftOutWhy } from '../../../shared/left-out.ts'
import { conflictPolicies } from '../../../shared/transfer.ts'
import type { ConflictPolicy } from '../../../shared/transfer.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { templateHelp } from '../template-help.ts'
import { table } from '../table.ts'
import { resolved } from '../to.ts'
import { after, duration, existing, notEmpty, repeated } from '../values.ts'

interface AddFlags {
  readonly to: string
  readonly account?: string
  readonly name?: string
  readonly conflict?: ConflictPolicy
  readonly existing?: string
  readonly include?: string[]
  readonly exclude?: string[]
  readonly settle?: number
  readonly after?: string
  readonly template?: string
}

const moveTo = 'move='

async function add(session: Session, folder: string, flags: AddFlags): Promise<void> {
  const { settle, after: then, ...others } = flags
  if (settle !== undefined && settle > 3_600_000) throw usage('--settle takes at most 1h.')
  const watch = await session.ask(
    async (client) =>
      valueOf(
        await client.watches.add({
          folder: session.path(folder),
          ...(await resolved(client, others)),
          ...(settle !== undefined && { settleMs: settle }),
          // The engine has no working folder that anybody knows of.
          ...(then !== undefined && {
            after: then.startsWith(moveTo) ? `${moveTo}${session.path(then.slice(moveTo.length))}` : then,
          }),
        }),
      ),
    'once',
  )
  session.terminal.answer(watch, () => [watch.id])
}

function tableOf(watches: readonly WatchView[]): string[] {
  if (watches.length === 0) return ['No folder is watched. Add one with `longshore watch add`.']
  return table(
    ['ID', 'NAME', 'STATE', 'DESTINATION', 'FOLDER'].map((title) => ({ title })),
    watches.map(({ id, name, state, destination, folder }) => [id, name, state, destination, folder]),
  )
}

async function list(session: Session): Promise<void> {
  const watches = await session.ask(async (client) => valueOf(await client.watches.list({})))
  session.terminal.answer(watches, () => tableOf(watches))
}

async function steer(session: Session, what: 'pause' | 'resume', id: string): Promise<void> {
  const watch = await session.ask(async (client) => valueOf(await client.watches[what]({ id })))
  session.terminal.answer(watch, () => [`${watch.folder}: ${watch.state}`])
}

async function remove(session: Session, id: string): Promise<void> {
  const gone = await session.ask(async (client) => valueOf(await client.watches.remove({ id })), 'once')
  session.terminal.answer(gone, () => ['It is watched no more. What was uploaded stays, here and there.'])
}

/** What isn't uploaded unless somebody says so, with how to say it. */
function leftOutText(): string {
  const lines = leftOutByReason().map(({ reason, patterns }) => `  ${patterns.join('  ')}\n    ${leftOutWhy[reason]}`)
  return `\nLeft out unless --exclude '!PATTERN' or --include PATTERN lets it in:\n${lines.join('\n')}`
}

export function addWatch(program: Command, session: Session): void {
  const watch = program.command('watch').description('folders whose new files are uploaded')
  watch
    .command('add')
    .description('watch a folder; prints its id')
    .argument('<folder>', 'the folder')
    .requiredOption('--to <address>', 'where to: onedrive:/Folder, … a link to it, or @FAVOURITE', notEmpty)
    .option('--account <name>', 'with which account', notEmpty)
    .option('--name <name>', 'what to call it here', notEmpty)
    .addOption(new Option('--conflict <what>', 'when the name is taken there').choices(conflictPolicies))
    .option('--existing <which>', 'files that are there now: skip, upload or since=DATE', existing)
    .option('--include <glob>', 'only these; may be repeated', repeated)
    .option('--exclude <glob>', 'not these; may be repeated', repeated)
    .option('--settle <time>', 'how long a file must have been quiet, like 10s', duration)
    .option('--after <what>', 'with the file when it is there: keep, trash or move=DIR', after)
    .option('--template <template>', 'where below it each goes: {yyyy}/{mm}/{relpath}', notEmpty)
    .addHelpText('after', `${leftOutText()}\n${templateHelp()}`)
    .action((folder: string, flags: AddFlags) => add(session, folder, flags))
  watch
    .command('list')
    .description('the watched folders')
    .action(() => list(session))
  for (const what of ['pause', 'resume'] as const) {
    watch
      .command(what)
      .description(what === 'pause' ? 'look away for a while' : 'look again')
      .argument('<id>', 'of the watch')
      .action((id: string) => steer(session, what, id))
  }
  watch
    .command('remove')
    .description('watch it no more')
    .argument('<id>', 'of the watch')
    .action((id: string) => remove(session, id))
}
