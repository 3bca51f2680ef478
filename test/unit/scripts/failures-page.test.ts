import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { failuresPage } from '../../../scripts/docs/failures-page.ts'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'

test('docs/failures.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8')).toBe(failuresPage())
})

test('every code has its line', () => {
  const codes = [...failuresPage().matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code)
  expect(codes).toEqual(Object.keys(failureRules))
})
