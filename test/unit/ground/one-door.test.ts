/** NW1: whatever leaves this computer, leaves by src/main/net. The practice cloud stands alone, and is no part of the way out. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'

const files = globSync('src/main/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.startsWith('src/main/practice/'))
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Without comments: what is said about a way out is none. */
const codeOf = (path: string): string => textOf(path).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

test.each([
  ['undici', /from 'undici'|import\('undici'\)/, /^src\/main\/net\//],
  ['fetch', /(?<![.\w])fetch\(/, /^nowhere$/],
  ["Electron's net", /\bnet\b[^}]*\} from 'electron'/, /^nowhere$/],
  ['https of Node', /from 'node:https'/, /^nowhere$/],
  ['TLS of Node, but for the list of authorities', /from 'node:tls'/, /^src\/main\/net\/ca\.ts$/],
  ['DNS', /from 'node:dns/, /^src\/main\/net\/lookup\.ts$/],
  ['datagrams', /from 'node:dgram'/, /^nowhere$/],
])('NW1: %s', (_, way, door) => {
  const users = files.filter((path) => way.test(codeOf(path)))
  expect(users.filter((path) => !door.test(path))).toEqual([])
})

test('NW1: there are enough files for that to mean something', () => {
  expect(files.length).toBeGreaterThan(150)
  expect(files.filter((path) => /from 'undici'/.test(codeOf(path))).length).toBeGreaterThan(0)
})
