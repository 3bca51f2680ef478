/** The page for administrators: every key of a policy file, from the table that the reader works by, with its tests. */

import { type PolicyKeyName, policyKeys } from '../../src/main/policy/keys.ts'
import { policyPlaces } from '../../src/main/policy/places.ts'
import { allTestTitles, type TestTitle } from './faults/test-titles.ts'

const keys = Object.keys(policyKeys) as PolicyKeyName[]

/** A test shows a key by having it in its title: policy `destinations`. */
const namedIn = /policy `([^`]+)`/g

/** The tests of each key. @throws where a title names a key that there isn't */
export function testsOfKeys(titles: readonly TestTitle[] = allTestTitles()): Map<PolicyKeyName, TestTitle[]> {
  const found = new Map(keys.map((key): [PolicyKeyName, TestTitle[]] => [key, []]))
  for (const title of titles) {
    for (const [, name = ''] of title.title.matchAll(namedIn)) {
      const tests = found.get(name as PolicyKeyName)
      if (tests === undefined) throw new Error(`${title.file} names a key of a policy that there isn't: ${name}`)
      tests.push(title)
    }
  }
  return found
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function testsCell(tests: readonly TestTitle[]): string {
  const byFile = Map.groupBy(tests, ({ file }) => file)
  return [...byFile]
    .map(([file, found]) => {
      const name = file.replace(/^test\//, '').replace(/\.test\.ts$/, '')
      return `[${name}](../${file}) (${found.length})`
    })
    .join(', ')
}

function example(): string {
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, policyKeys[key].example])), null, 2)
}

function places(platform: NodeJS.Platform): string {
  return policyPlaces({}, platform)
    .map(({ path }) => `\`${path}\``)
    .join(', ')
}

/** @throws where a key has no test: the page would promise what nobody has shown */
export function policyPage(): string {
  const tests = testsOfKeys()
  const without = keys.filter((key) => tests.get(key)?.length === 0)
  if (without.length > 0) throw new Error(`no test shows ${without.join(', ')}`)
  return `# The policy of a computer

<!-- Written by \`npm run docs\` from src/main/policy/keys.ts and the titles of the tests; changes go there. -->

An administrator decides in one file what Longshore may do on a computer. It holds for everybody there, in the app, in the
daemon and on the command line, and it can only take away: what it doesn't say is as without it.

| system | the file |
| --- | --- |
| Linux | ${places('linux')} |
| macOS | ${places('darwin')} |
| Windows | ${places('win32')}, and the same below \`%ProgramData%\` where that is elsewhere |

\`LONGSHORE_POLICY_FILE\` names one more file, for instance of a container or a test. It holds besides the machine's, never
instead of it: what either of them refuses is refused.

- **Who may write it.** The file and its folder belong to root (Windows: administrators or the system), and nobody else can
  write them. One that somebody else could have written is refused. The file that the variable names may also belong to
  whoever runs Longshore.
- **JSON, without comments.** A key that there isn't, a value that makes no sense or a key that is there twice: refused.
- **Refused means: nothing starts.** Every command and the app end with \`policy-invalid\` (exit status 2), the line and
  the key. A file that is there and cannot be read is no different.
- **It is read at the start.** Restart Longshore after a change.
- **Nothing is lost.** What was queued before the policy is blocked with \`not-allowed-here\`, watched folders rest, accounts
  are shown as not allowed. Once it is allowed again, all of it goes on at the next start by itself. Nothing is sent to
  where it isn't allowed, not even to clean up.
- **Settings that are decided** are shown with a lock; \`longshore settings set\` ends with \`setting-locked\`.

What it is not: a wall against the person whose account it is. Who may run programs of their own can send files without
Longshore.

| key | what it decides | for example | tests |
| --- | --- | --- | --- |
${keys
  .map((key) => {
    const { means, example: value } = policyKeys[key]
    return `| \`${key}\` | ${cell(means)} | \`${cell(JSON.stringify(value))}\` | ${testsCell(tests.get(key) ?? [])} |`
  })
  .join('\n')}

All of them, in one file:

\`\`\`json
${example()}
\`\`\`

Machines without anybody at them: [unattended.md](unattended.md).
`
}
