import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { policyPage, testsOfKeys } from '../../../scripts/docs/policy-page.ts'
import { policyKeys } from '../../../src/main/policy/keys.ts'

test('docs/policy.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8')).toBe(policyPage())
})

test('every key has a row, and a test that names it', () => {
  const rows = [...policyPage().matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key)
  expect(rows).toEqual(Object.keys(policyKeys))
  for (const [key, tests] of testsOfKeys()) expect(tests.length, key).toBeGreaterThan(0)
})

test('a title that names a key that there isn’t is found', () => {
  const title = { file: 'test/unit/some.test.ts', title: 'policy `accounts.planets` is held', line: 1 }
  expect(() => testsOfKeys([title])).toThrow(/accounts\.planets/)
})
