/** What is true after every test of those that start a practice cloud, whatever the test is about: see vitest.config.ts. */

import { afterAll, afterEach } from 'vitest'
import { expectNothingBroken, forGood } from './broken-rules.ts'
import { expectTokenRule } from './token-rule.ts'

afterEach(() => forGood(expectTokenRule))
afterAll(async () => {
  // Of what was still on its way when the last test had ended.
  await forGood(expectTokenRule)
  expectNothingBroken()
})
