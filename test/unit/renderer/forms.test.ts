import { expect, test } from 'vitest'
import { controlOf, isValid, textOf, valueOf } from '../../../src/renderer/settings/controls.ts'
import { comboOf, keyText } from '../../../src/renderer/ui/keys.ts'
import { emptyForm, patternsOf, previewRequestOf, problemOf, requestOf } from '../../../src/renderer/watches/rules.ts'
import { theWords } from './the-words.ts'
import { settings } from '../../../src/shared/settings.ts'
import type { SettingKey } from '../../../src/shared/settings.ts'

const keys = Object.keys(settings) as SettingKey[]

test.each(keys)('the control of %s gives back what it was given', (key) => {
  const control = controlOf(key)
  const value = settings[key].default
  if (control.kind === 'switch') return expect(typeof value).toBe('boolean')
  expect(valueOf(textOf(value, control), control)).toEqual({ value })
  return expect(isValid(key, value)).toBe(true)
})

test('a speed is written in megabytes, with either decimal point', () => {
  const control = controlOf('bandwidth.bytesPerSecond')
  expect(control).toMatchObject({ kind: 'number', isOptional: true })
  expect(valueOf('2,5', control)).toEqual({ value: 2_500_000 })
  expect(textOf(2_500_000, control)).toBe('2.5')
  expect(valueOf('fast', control)).toBeNull()
  expect(isValid('bandwidth.bytesPerSecond', 0)).toBe(false)
})

test('a field that may not be empty says so', () => {
  expect(valueOf(' ', controlOf('transfers.large'))).toBeNull()
  expect(valueOf(' ', controlOf('network.caFile'))).toEqual({ value: null })
})

test('the rules of a watched folder become a request', () => {
  const form = {
    ...emptyForm,
    folder: ' /data ',
    to: 'onedrive:/A ',
    include: '*.tiff\n\n *.jpg ',
    settleSeconds: '2.5',
  }
  expect(requestOf(form)).toEqual({
    folder: '/data',
    to: 'onedrive:/A',
    existing: 'skip',
    conflict: 'fail',
    include: ['*.tiff', '*.jpg'],
    exclude: [],
    settleMs: 2_500,
    hidden: false,
    limits: {},
    links: 'skip',
    longestWaitMs: null,
    after: 'keep',
  })
  expect(requestOf({ ...form, after: 'move', moveTo: ' /sent/{yyyy} ' }).after).toBe('move=/sent/{yyyy}')
  expect(requestOf({ ...form, after: 'trash', moveTo: 'x' }).after).toBe('trash')
  expect(requestOf({ ...form, existing: 'since', since: '2026-11-01' }).existing).toBe('since=2026-11-01')
  expect(requestOf({ ...form, links: 'inside' }).links).toBe('inside')
  expect(previewRequestOf({ ...form, links: 'inside' })).toMatchObject({ folder: '/data', links: 'inside' })
  expect(patternsOf('\r\n')).toEqual([])
})

test('what is wrong with the rules is found before the engine is asked', () => {
  expect(problemOf(emptyForm)).toBe('folder')
  const form = { ...emptyForm, folder: '/data' }
  expect(problemOf(form)).toBeNull()
  expect(problemOf({ ...form, existing: 'since' })).toBe('since')
  expect(problemOf({ ...form, after: 'move' })).toBe('moveTo')
  for (const settleSeconds of ['', '-1', 'x', '3601']) expect(problemOf({ ...form, settleSeconds })).toBe('settle')
})

test('keys have one name on every system', async () => {
  const { t } = await theWords()
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  expect(comboOf({ ...none, key: 'O', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+Shift+O')
  expect(comboOf({ ...none, key: 'o', metaKey: true }, true)).toBe('Mod+O')
  expect(comboOf({ ...none, key: 'o', metaKey: true }, false)).toBe('O')
  expect(comboOf({ ...none, key: '?', shiftKey: true }, false)).toBe('?')
  expect(comboOf({ ...none, key: ' ' }, false)).toBe('Space')
  expect(keyText('Mod+Shift+O', false, t)).toBe('Ctrl+Shift+O')
  expect(keyText('Mod+Shift+O', true, t)).toBe('⌘⇧O')
})
