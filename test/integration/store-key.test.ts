/** Several processes make the key of a new data folder at once: one key, which all of them use. */

import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { openVault } from '../support/vaults.ts'

const script = fileURLToPath(new URL('../support/open-key.ts', import.meta.url))

test('the first of several makes the key, and all of them seal with it', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'key')
  const children = Array.from({ length: 5 }, () => {
    const child = spawn(process.execPath, [script, path])
    onTestFinished(() => void child.kill('SIGKILL'))
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
  })
  for (const { lines } of children) expect(await lines.next()).toMatchObject({ value: 'ready' })
  for (const { child } of children) child.stdin.write('go\n')
  const sealed = await Promise.all(children.map(async ({ lines }) => String((await lines.next()).value)))
  expect(readdirSync(folder)).toEqual(['key'])
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
  for (const text of sealed) {
    const vault = await openVault(path, [{ sealed: text, purpose: 'test' }])
    expect(vault.open(text, 'test')).toBe('canary')
  }
  // The same text, the same key: never the same nonce.
  const vault = await openVault(path)
  const nonces = Array.from({ length: 5_000 }, () => vault.seal('', '').slice(0, 17))
  expect(new Set(nonces).size).toBe(nonces.length)
})
