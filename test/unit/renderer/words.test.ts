import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publicStates, states } from '../../../src/shared/lifecycle.ts'
import { settings } from '../../../src/shared/settings.ts'
import { Evidence, conflictPolicies } from '../../../src/shared/transfer.ts'
import en from '../../../src/shared/words/en.json' with { type: 'json' }
import { loadWords, speech } from '../../../src/renderer/words/words.ts'
import { theWords } from './the-words.ts'

const root = join(import.meta.dirname, '..', '..', '..')

function keysOf(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${before}${key}`] : keysOf(value as object, `${before}${key}.`),
  )
}

const keys = keysOf(en)
const plain = new Set(keys.map((key) => key.replace(/_(zero|one|two|few|many|other)$/, '')))

function source(): string {
  return globSync('src/{renderer,shared/words,main/shell}/**/*.{ts,tsx}', { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
}

test('every word that is asked for is there', () => {
  const asked = [...source().matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? '')
  expect(asked.length).toBeGreaterThan(100)
  expect(asked.filter((key) => !plain.has(key))).toEqual([])
})

test('every word that is there is asked for', () => {
  const text = source()
  // Also where the name is put together before it is asked for.
  const groups = [...text.matchAll(/(?:\bt\(\s*`([^`$]*)|`((?:[a-z]\w*\.)+))\$\{/gi)].map(
    (found) => found[1] ?? found[2] ?? '',
  )
  const choices = [...text.matchAll(/'((?:[a-z]\w*\.)+\w+)'/gi)].map(([, key]) => key ?? '')
  const isUsed = (key: string): boolean =>
    choices.includes(key) ||
    text.includes(`i18next.t('${key}'`) ||
    groups.some((group) => group !== '' && key.startsWith(group))
  expect([...plain].filter((key) => !isUsed(key))).toEqual([])
})

test.each(publicStates)('the state %s has a word to show and one to say', (state) => {
  expect(keys).toContain(`state.${state}`)
  expect(keys).toContain(`stateSaid.${state}`)
})

test.each(Object.keys(states))(
  '%s, of the engine’s own states, has words for where it stands and what comes next',
  (state) => {
    expect(keys).toContain(`standing.state.${state}`)
    expect(keys).toContain(`standing.next.${state}`)
  },
)

test.each(Evidence.options)('the evidence %s has its words', (evidence) => {
  expect(keys).toContain(`evidence.${evidence}`)
  expect(keys).toContain(`evidenceLong.${evidence}`)
})

test.each(conflictPolicies)('the policy %s has its words', (policy) => {
  expect(keys).toContain(`conflict.${policy}`)
  expect(keys).toContain(`conflict.help.${policy}`)
})

test.each(Object.keys(settings))('the setting %s has a label, a help and a section', (key) => {
  expect(keys).toContain(`settings.label.${key}`)
  expect(keys).toContain(`settings.help.${key}`)
  expect(keys).toContain(`settings.section.${key.split('.')[0] ?? ''}`)
})

test('where there is one, there are others', () => {
  const ones = keys.filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -'_one'.length))
  expect(ones.filter((key) => !keys.includes(`${key}_other`))).toEqual([])
})

test('a value is a value, whatever it is called', async () => {
  const { t } = await theWords()
  expect(t('row.to', { place: '{{count}} $t(nav.queue) <b>' })).toBe('to {{count}} $t(nav.queue) <b>')
})

test('a language that is not there yet becomes the next one that somebody reads, at last English', async () => {
  await loadWords(['xx-XX', 'de'])
  expect(speech.get()?.t('nav.history')).toBe('Verlauf')
  await loadWords(['xx-XX'])
  expect(speech.get()?.t('nav.history')).toBe('History')
})
