import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'
import { secretsIn } from '../../../scripts/support/secret-scan.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

const letters = (length: number, seed: number): string =>
  [...pseudoRandom(length, seed)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')

/** Put together here, so that this file doesn't hold what it looks for. */
const of = (...parts: readonly string[]): string => parts.join('')

const planted: Readonly<Record<string, string>> = {
  'a private key': of('-----BEGIN RSA PRIVATE', ' KEY-----\n', letters(64, 1), '\n'),
  'a signed token': of('"', 'eyJ', letters(20, 2), '.', 'eyJ', letters(40, 3), '.', letters(43, 4), '"'),
  'an access key of AWS': of('aws = ', 'AKIA', letters(16, 5)),
  'a token of GitHub': of('ghp', '_', letters(36, 6)),
  'a token of GitLab': of('glpat', '-', letters(20, 7)),
  'a token of npm': of('npm', '_', letters(36, 8)),
  'a token of Slack': of('xoxb', '-', letters(24, 9)),
  'a key of Google': of('AIza', letters(35, 10)),
  'a client secret of Microsoft': of(letters(3, 11), '8Q', '~', letters(34, 12)),
  'a password in an address': of('https://', 'user:', letters(12, 13), '@registry.example.com/x'),
  'a token of a registry': of('//registry.example.com/', ':_auth', 'Token=', letters(30, 14)),
}

test.each(Object.entries(planted))('B12: %s is seen', (kind, text) => {
  expect(secretsIn(`before ${text} after`).map((found) => found.kind)).toContain(kind)
})

/** What is made, installed or git's own is no file of the repository. */
const elsewhere = new Set(['.git', 'coverage', 'dist', 'node_modules', 'out'])

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return elsewhere.has(entry.name) ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

test('B12: no file of the repository holds anything that looks like a secret of somebody', () => {
  const files = filesBelow(root)
  expect(files.length).toBeGreaterThan(500)
  const found = files.flatMap((path) => secretsIn(readFileSync(path, 'latin1')).map((secret) => ({ path, ...secret })))
  expect(found).toEqual([])
})
