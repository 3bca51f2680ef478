import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { removeFolder } from './secrets-rule.ts'

/** A folder of its own for the running test, gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-test-'))
  onTestFinished(() => removeFolder(folder))
  return folder
}
