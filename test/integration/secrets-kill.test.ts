/** Killed anywhere in a change of protection: the key is there in the old way or in the new one, and opens. */

import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { changeProtection, noMeans, openDataKey } from '../../src/main/secrets/data-key.ts'
import { sweepKeyDrafts } from '../../src/main/secrets/key-file.ts'
import { fixedMeans } from '../support/fixed-means.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const script = fileURLToPath(new URL('../support/change-key.ts', import.meta.url))
const secret = 'a passphrase for the test'
/** Of one change: open, write, sync, close, rename, and the folder's open, sync, close. */
const operations = 8

const everywhere = Array.from({ length: operations + 1 }, (_, step) => step)
/** Making a key of a passphrase takes its time, and it is the same file: only around the rename. */
const rename = 4

test.each([
  ['key-file', 'keychain', everywhere],
  ['keychain', 'key-file', everywhere],
  ['key-file', 'passphrase', [rename, rename + 1]],
  ['passphrase', 'key-file', [rename, rename + 1]],
] as const)('from %s to %s, killed before operations %j', async (from, to, steps) => {
  const means = fixedMeans(secret)
  const folder = temporaryFolder()
  const before = join(folder, 'before')
  const { key } = await openDataKey(before, [], noMeans)
  await changeProtection(before, key, from, means)
  const found: string[] = []
  for (const step of steps) {
    const path = join(folder, String(step), 'key')
    spawnSync('mkdir', ['-m', '700', join(folder, String(step))])
    copyFileSync(before, path)
    const child = spawnSync(process.execPath, [script, path, to, secret, String(step)])
    expect([step, child.signal, child.stdout.toString()]).toEqual(
      step < operations ? [step, 'SIGKILL', ''] : [step, null, 'changed\n'],
    )
    // As the next owner of the data folder does it.
    sweepKeyDrafts(path)
    expect(readdirSync(join(path, '..'))).toEqual(['key'])
    const opened = await openDataKey(path, [], means)
    expect(opened.key.equals(key)).toBe(true)
    expect(readFileSync(path, 'utf8').includes(key.toString('base64'))).toBe(opened.protection === 'key-file')
    found.push(opened.protection)
  }
  // The rename is what decides.
  expect(found).toEqual(steps.map((step) => (step <= rename ? from : to)))
})
