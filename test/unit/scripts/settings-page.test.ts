import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsPage, testsOfSettings } from '../../../scripts/docs/settings-page.ts'
import { settings } from '../../../src/shared/settings.ts'
import type { SettingKey } from '../../../src/shared/settings.ts'
import { settingRows } from '../../e2e/support/settings/rows.ts'

test('docs/settings.md is what `npm run docs` writes', () => {
  expect(readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')).toBe(settingsPage())
})

test('every setting has a row, and a test that names it', () => {
  const rows = [...settingsPage().matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key)
  // Once with what it does, and once with what was seen of it.
  expect(rows).toEqual([...Object.keys(settings), ...Object.keys(settings)])
  const title = { file: 'test/unit/some.test.ts', title: 'setting `queue.colour` does nothing', line: 1 }
  expect(() => testsOfSettings([title])).toThrow(/queue\.colour/)
})

test('every setting is tried with another value than the usual one, and something else is seen then', () => {
  expect(Object.keys(settingRows).toSorted()).toEqual(Object.keys(settings).toSorted())
  for (const [key, { value, usual, other }] of Object.entries(settingRows)) {
    const setting = settings[key as SettingKey]
    if (value !== null) expect(value, key).not.toBe(setting.default)
    if (value !== null) expect(setting.schema.safeParse(value).success, key).toBe(true)
    expect(usual, key).not.toBe(other)
  }
})
