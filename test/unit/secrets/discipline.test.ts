/** What keeps a secret from being said by accident, where no type does. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'
import { LogFile } from '../../../src/main/log.ts'
import { notingSeal } from '../../../src/main/secrets/noting-seal.ts'
import { Redactor } from '../../../src/main/secrets/redactor.ts'
import { Vault } from '../../../src/main/secrets/vault.ts'

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(root, 'src', name), 'utf8') }))

function using(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)
}

describe('S5: a secret that passed the vault', () => {
  const tokens = { accessToken: 'canary-access-0123456789', expiresAt: 1, refreshToken: 'canary-refresh-0123456789' }
  const session = {
    uploadUrl: 'https://up.example/rup/canary-0123456789-0123456789?x=1',
    parts: [{ url: 'https://up.example/canary-0123456789-9876543210' }],
  }

  test.each([
    ['sealed', (text: string) => text],
    ['opened', (text: string) => text],
  ])('is said by no log once it was %s, in whatever it is put', (how) => {
    const redactor = new Redactor()
    const vault = new Vault(randomBytes(32))
    const noting = notingSeal(vault, redactor)
    for (const [n, record] of [tokens, session].entries()) {
      const text = JSON.stringify(record)
      if (how === 'sealed') noting.seal(text, String(n))
      else noting.open(vault.seal(text, String(n)), String(n))
    }
    const log = new LogFile({ path: null, redact: (text) => redactor.redact(text), now: () => 0 })
    const error = new Error(`refused ${tokens.accessToken}`, { cause: new Error(tokens.refreshToken ?? '') })
    const all = {
      tokens,
      session,
      error,
      said: inspect({ tokens, session }, { depth: 9 }),
      as: String(error),
      deep: [[{ error }]],
    }
    for (const [name, value] of Object.entries(all)) log.warn('x', { [name]: value })
    log.warn('y', { url: `${session.uploadUrl}&more`, form: new URLSearchParams(tokens as never).toString() })
    const lines = log.lines(100)
    expect(lines).toHaveLength(7)
    expect(lines.filter((line) => line.includes('canary'))).toEqual([])
  })
})

test('S10: nothing reports a crash to anybody, and nothing dumps memory', () => {
  expect(using(/crashReporter|crash-reporter|setUploadToServer/)).toEqual([])
  expect(using(/writeHeapSnapshot|heapsnapshot|process\.report|report-on-|setHeapSnapshotNearHeapLimit/)).toEqual([])
  expect(using(/inspector|--inspect/)).toEqual([])
})

test('S11: nothing is put on the clipboard unasked, or into the system’s list of recent documents', () => {
  expect(using(/addRecentDocument|setJumpList|addToRecent/)).toEqual([])
  // In a page only, on a click.
  expect(using(/clipboard\.writeText/)).toEqual(['renderer/platform.ts'])
  expect(using(/import \{[^}]*\bclipboard\b[^}]*\} from 'electron'/)).toEqual([])
})
