import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepSignInPages } from '../../src/main/system-browser.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('what is left of earlier sign-ins is taken away, and nothing else', () => {
  const dataDir = temporaryFolder()
  const ours = ['sign-in-0b9f3c1e-5d2a-4c7b-9a41-1f6f6f1c2d3e.html']
  const others = ['longshore.db', 'open-in-browser.html', 'sign-in-notes.html']
  for (const name of [...ours, ...others]) writeFileSync(join(dataDir, name), name)
  sweepSignInPages(dataDir)
  expect(readdirSync(dataDir).toSorted()).toEqual(others)
})
