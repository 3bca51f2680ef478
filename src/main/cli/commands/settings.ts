/** `longshore settings …`: what can be set, by its key. */

import type { Command } from 'commander'
import type { SettingView } from '../../../shared/setting-view.ts'
import { isSettingKey, settings } from '../../../shared/settings.ts'
import { readProxyLogin } from '../secret-files.ts'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { table } from '../table.ts'
import { duration, size } from '../values.ts'

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** What a word may mean, the likeliest first: JSON, then a size or a time, then the word itself. */
function* readings(key: string, text: string): Generator {
  for (const read of [(word: string): unknown => JSON.parse(word), key.endsWith('Ms') ? duration : size]) {
    try {
      yield read(text)
    } catch {
      // Not that, then.
    }
  }
}

/** The reading that the setting allows. Where none is allowed, or the key is unknown, the engine says what is wrong. */
function valueFor(session: Session, key: string, text: string): unknown {
  if (!isSettingKey(key)) return text
  const { schema } = settings[key]
  for (const value of readings(key, text)) if (schema.safeParse(value).success) return value
  return key.endsWith('File') && text !== '' ? session.path(text) : text
}

/** What somebody should know who wants to change it. */
function limitOf({ locked, atMost }: SettingView): string | null {
  if (locked !== null) return `decided for this computer; ask ${locked.contact ?? 'your administrator'}`
  return atMost === null ? null : `at most ${atMost} on this computer`
}

function meaning(setting: SettingView): string {
  const limit = limitOf(setting)
  return limit === null ? setting.description : `${setting.description} (${limit})`
}

async function list(session: Session): Promise<void> {
  const found = await session.ask(async (client) => valueOf(await client.settings.list({})))
  session.terminal.answer(found, () =>
    table(
      ['KEY', 'VALUE', 'MEANING'].map((title) => ({ title })),
      found.map((setting) => [setting.key, asText(setting.value), meaning(setting)]),
    ),
  )
}

async function get(session: Session, key: string): Promise<void> {
  const found = await session.ask(async (client) => valueOf(await client.settings.get({ key })))
  session.terminal.answer(found, () => [asText(found.value)])
  const limit = limitOf(found)
  if (limit !== null) session.terminal.note(`${key}: ${limit}.`)
}

interface SetOptions {
  readonly proxyPasswordFile?: string
}

async function set(session: Session, key: string, text: string, options: SetOptions): Promise<void> {
  const { proxyPasswordFile } = options
  const proxyLogin = proxyPasswordFile === undefined ? undefined : await readProxyLogin(session, proxyPasswordFile)
  const asked = { key, value: valueFor(session, key, text), ...(proxyLogin && { proxyLogin }) }
  const found = await session.ask(async (client) => valueOf(await client.settings.set(asked)))
  session.terminal.answer(found, () => [`${found.key} = ${asText(found.value)}`])
}

export function addSettings(program: Command, session: Session): void {
  const command = program.command('settings').description('what can be set')
  command
    .command('list')
    .description('all settings')
    .action(() => list(session))
  command
    .command('get')
    .description('one setting')
    .argument('<key>', 'see `settings list`')
    .action((key: string) => get(session, key))
  command
    .command('set')
    .description('change a setting')
    .argument('<key>', 'see `settings list`')
    .argument('<value>', 'its new value')
    .option(
      '--proxy-password-file <file>',
      'with network.proxy: a file with USER:PASSWORD, read once; - is the standard input',
    )
    .action((key: string, value: string, options: SetOptions) => set(session, key, value, options))
}
