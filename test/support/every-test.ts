/** What is true after every test of those that start a practice cloud, whatever the test is about: see vitest.config.ts. */

import { afterAll, afterEach } from 'vitest'
import { expectTokenRule } from './token-rule.ts'

afterEach(expectTokenRule)
// Of what was still on its way when the last test had ended.
afterAll(expectTokenRule)
