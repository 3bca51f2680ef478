/** `longshore watch …`: folders whose new files are uploaded. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { leftOutByReason, leftOutWhy } from '../../../shared/left-out.ts'
import type { WatchPreview } from '../../../shared/watch-rules.ts'
import { conflictPolicies } from '../../../shared/transfer.ts'
import type { ConflictPolicy } from '../../../shared/transfer.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { templateHelp } from '../template-help.ts'
import { resolved } from '../to.ts'
import { after, duration, notEmpty } from '../values.ts'
import {
  type RuleFlags,
  type TimeFlags,
  longestWait,
  previewLines,
  rulesOf,
  timesOf,
  withRules,
} from '../watch-rules.ts'
import { watchLines } from '../watch-text.ts'

interface AddFlags extends RuleFlags, TimeFlags {
  readonly to: string
  readonly account?: string
  readonly name?: string
  readonly conflict?: ConflictPolicy
  readonly template?: string
}

async function add(session: Session, folder: string, flags: AddFlags): Promise<void> {
  const { to, account, name, conflict, template, settle, longestWait: wait, after: then, ...rules } = flags
  const given = {
    ...timesOf(session, exact({ settle, longestWait: wait, after: then })),
    ...rulesOf(rules),
    ...exact({ account, name, conflict, template }),
  }
  const watch = await session.ask(
    async (client) =>
      valueOf(
        await client.watches.add({ folder: session.path(folder), ...(await resolved(client, { to, ...given })) }),
      ),
    'once',
  )
  session.terminal.answer(watch, () => [watch.id])
}

/** Without what wasn't said. */
function exact<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

async function change(session: Session, id: string, flags: Partial<AddFlags>): Promise<void> {
  if (Object.keys(flags).length === 0) throw usage('Say what is to be changed; see `longshore watch change --help`.')
  const { to, account, name, conflict, template, settle, longestWait: wait, after: then, ...rules } = flags
  const watch = await session.ask(async (client) => {
    const before = valueOf(await client.watches.list({})).find((one) => one.id === id)
    const given = {
      id,
      ...timesOf(session, exact({ settle, longestWait: wait, after: then })),
      ...rulesOf(rules, before?.rules?.limits),
      ...exact({ account, name, conflict }),
      ...(template === undefined ? {} : { template: template === 'none' ? null : template }),
    }
    return valueOf(await client.watches.change(to === undefined ? given : await resolved(client, { ...given, to })))
  }, 'once')
  session.terminal.answer(watch, () => [`${watch.name}: changed. What is in the queue already goes as it was found.`])
}

async function preview(session: Session, folder: string, flags: RuleFlags & { readonly to?: string }): Promise<void> {
  const { to, ...rules } = flags
  const found = await session.ask(async (client) => {
    const request = { folder: session.path(folder), ...rulesOf(rules), ...exact({ to }) }
    let last: WatchPreview | null = null
    for await (const one of client.watches.preview(request)) last = one
    return last
  })
  if (found === null) throw usage('Nothing was looked at.')
  session.terminal.answer(found, () => previewLines(found))
}

async function list(session: Session): Promise<void> {
  const watches = await session.ask(async (client) => valueOf(await client.watches.list({})))
  session.terminal.answer(watches, () => watchLines(watches, Date.now()))
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

function withTimes(command: Command): Command {
  return command
    .option('--settle <time>', 'how long a file must have been quiet, like 10s', duration)
    .option('--longest-wait <time>', 'a file that never rests is sent after so long; any: never', longestWait)
    .option('--after <what>', 'with the file when it is there: keep, trash or move=DIR', after)
}

export function addWatch(program: Command, session: Session): void {
  const watch = program.command('watch').description('folders whose new files are uploaded')
  withTimes(
    withRules(
      watch
        .command('add')
        .description('watch a folder; prints its id')
        .argument('<folder>', 'the folder')
        .requiredOption('--to <address>', 'where to: onedrive:/Folder, … a link to it, or @FAVOURITE', notEmpty)
        .option('--account <name>', 'with which account', notEmpty)
        .option('--name <name>', 'what to call it here', notEmpty)
        .addOption(new Option('--conflict <what>', 'when the name is taken there').choices(conflictPolicies)),
    ),
  )
    .option('--template <template>', 'where below it each goes: {yyyy}/{mm}/{relpath}', notEmpty)
    .addHelpText('after', `${leftOutText()}\n${templateHelp()}`)
    .action((folder: string, flags: AddFlags) => add(session, folder, flags))
  withTimes(
    withRules(
      watch
        .command('change')
        .description('other rules from now on; what is not said stays')
        .argument('<id>', 'of the watch')
        .option('--to <address>', 'another destination', notEmpty)
        .option('--account <name>', 'another account', notEmpty)
        .option('--name <name>', 'what to call it here', notEmpty)
        .addOption(new Option('--conflict <what>', 'when the name is taken there').choices(conflictPolicies)),
    ),
  )
    .option('--template <template>', 'where below it each goes; none: as it lies', notEmpty)
    .addHelpText('after', "\n--include '' and --exclude '' take all patterns away.")
    .action((id: string, flags: Partial<AddFlags>) => change(session, id, flags))
  withRules(
    watch
      .command('preview')
      .description('what these rules would make of a folder; changes nothing')
      .argument('<folder>', 'the folder')
      .option('--to <address>', 'as if it went there', notEmpty),
  ).action((folder: string, flags: RuleFlags & { readonly to?: string }) => preview(session, folder, flags))
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
