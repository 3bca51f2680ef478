/** Looks at what left, after every test, whatever the test is about: see vitest.config.ts. */

import { afterAll, afterEach } from 'vitest'
import { expectEgressRule, forgetEgress } from './egress-rule.ts'

afterEach(expectEgressRule)
afterAll(() => {
  try {
    expectEgressRule()
  } finally {
    forgetEgress()
  }
})
