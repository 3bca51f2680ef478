import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsPage, testsOfSettings } from '../../../scripts/docs/settings-page.ts'
import { settings } from '../../../src/shared/settings.ts'

test('docs/settings.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')).toBe(settingsPage())
})

test('every setting has a row, and a test that names it', () => {
  const rows = [...settingsPage().matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key)
  expect(rows).toEqual(Object.keys(settings))
  const title = { file: 'test/unit/some.test.ts', title: 'setting `queue.colour` does nothing', line: 1 }
  expect(() => testsOfSettings([title])).toThrow(/queue\.colour/)
})
