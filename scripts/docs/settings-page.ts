/** The page of settings: every row of their table, what it takes, and the tests that name it: setting `the.key`. */

import * as z from 'zod'
import { settings } from '../../src/shared/settings.ts'
import type { SettingKey } from '../../src/shared/settings.ts'
import { settingRows } from '../../test/e2e/support/settings/rows.ts'
import { allTestTitles, type TestTitle } from './faults/test-titles.ts'
import { cell } from './tests-cell.ts'

const keys = Object.keys(settings) as SettingKey[]
const namedIn = /setting `([^`]+)`/g

/** @throws where a title names a setting that there isn't */
export function testsOfSettings(titles: readonly TestTitle[] = allTestTitles()): Map<SettingKey, TestTitle[]> {
  const found = new Map(keys.map((key): [SettingKey, TestTitle[]] => [key, []]))
  for (const title of titles) {
    for (const [, name = ''] of title.title.matchAll(namedIn)) {
      const tests = found.get(name as SettingKey)
      if (tests === undefined) throw new Error(`${title.file} names a setting that there isn't: ${name}`)
      tests.push(title)
    }
  }
  return found
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
}

/** `true, false`; `1 to 8`; `a text, null`. */
function takes(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(takes).join(', ')
  if (schema.enum !== undefined) return schema.enum.map((choice) => `\`${choice}\``).join(', ')
  if (schema.type === 'boolean') return '`true`, `false`'
  if (schema.type === 'null') return '`null`'
  if (schema.type === 'string') return 'a text'
  const count = (value = 0): string => value.toLocaleString('en')
  return `${count(schema.minimum)} to ${count(schema.maximum)}`
}

function testsIn(tests: readonly TestTitle[]): string {
  const files = [...new Set(tests.map(({ file }) => file))]
  return files.map((file) => `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file})`).join(', ')
}

/** What was seen of each, by the test that tries them all. */
function triedRows(): string[] {
  const faces = { browser: 'page', electron: 'app' } as const
  return keys.map((key) => {
    const { face, value, look, usual, other } = settingRows[key]
    const set = value === null ? 'of the test' : `\`${String(value)}\``
    return `| \`${key}\` | ${set} | ${faces[face]} | ${cell(look)} | ${cell(usual)} | ${cell(other)} |`
  })
}

/** @throws where a setting has no test: the page would promise what nobody has shown */
export function settingsPage(): string {
  const tests = testsOfSettings()
  const without = keys.filter((key) => tests.get(key)?.length === 0)
  if (without.length > 0) throw new Error(`no test shows ${without.join(', ')}`)
  const rows = keys.map((key) => {
    const { schema, default: usual, description } = settings[key]
    const said = [takes(z.toJSONSchema(schema) as JsonSchema), `\`${JSON.stringify(usual).replaceAll('"', '')}\``]
    return `| \`${key}\` | ${cell(description)} | ${said.join(' | ')} | ${testsIn(tests.get(key) ?? [])} |`
  })
  return `# Settings

<!-- Written by \`npm run docs\` from src/shared/settings.ts and the titles of the tests; changes go there. -->

They hold for the app, the daemon, its page and the command line of one data folder alike: on the Settings screen, or with
\`longshore settings list\`, \`settings get KEY\` and \`settings set KEY VALUE\`. Each holds at once, also for what is being sent, and is
there after a restart. An administrator can decide them for a computer: [policy.md](policy.md).

| setting | does | takes | without a word | shown by |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Tried one by one

[One test](../test/e2e/journeys/settings-table.test.ts) goes through all of them with the real daemon and its page in Chromium, and with
the real app: it looks at what is done, changes the setting on the screen, asks the command line for it, looks again, kills the program,
starts it again, looks at the screen and at what is done, and sets it back by the command line while the screen is open. A setting
without a row here doesn't compile.

| setting | set to | in the | looked at | before, and set back | set, and after a restart |
| --- | --- | --- | --- | --- | --- |
${triedRows().join('\n')}

## Speed by the hours of the week

\`bandwidth.schedule\` is rules with a semicolon between them: days, hours by the clock of the computer that runs Longshore, and a
limit (\`500kB\`, \`2MB\`, or \`none\`). \`mon-fri 8-18 2MB; sat,sun 22-6 none\` is two megabytes a second in office hours, and no limit in
the nights that begin on Saturday and Sunday. Of two rules for one hour the first counts; hours without a rule have
\`bandwidth.bytesPerSecond\`. On the screen the same is painted as a grid.
`
}
