import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fail, failure, viewOf } from '../../../../src/shared/failure.ts'
import { failureRules } from '../../../../src/shared/failure-catalogue.ts'
import { nextStepOn, occasions } from '../../../../src/shared/failure-next-steps.ts'
import { failureWords, refusalWords } from '../../../../src/shared/words/failure-words.ts'
import { formatsFor } from '../../../../src/shared/words/format.ts'
import { languages } from '../../../../src/shared/words/language-names.ts'
import { spokenFor } from '../../../../src/shared/words/languages.ts'
import type { Tree } from '../../../../src/shared/words/languages.ts'
import { pseudo } from '../../../../src/shared/words/pseudo.ts'
import { shellWords } from '../../../../src/main/shell/shell-words.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const form = /_(zero|one|two|few|many|other)$/

function textsOf(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value] as [string, string]] : textsOf(value, `${before}${key}.`),
  )
}

const english = new Map(textsOf(spokenFor('en', []).words))
const failures = new Map(
  Object.entries(failureRules).flatMap(([code, { message, nextStep }]): [string, string][] => [
    [`failure.${code}.message`, message],
    [`failure.${code}.nextStep`, nextStep],
    ...occasions.flatMap((occasion): [string, string][] => {
      const text = nextStepOn(occasion, code)
      return text === null ? [] : [[`failure.${code}.${occasion}`, text]]
    }),
  ]),
)
const others = languages.filter((language) => language !== 'en')

/** What is put in, and what is typed as it stands. */
const partsOf = (text: string): string[] => [...new Set(text.match(/\{\{?[^{}]*\}?\}|`[^`]*`/g))].toSorted()

/** The forms of English are enough for its own count; another language has the forms that it needs. */
function wantedOf(language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const keys = [...english.keys()].flatMap((key) => {
    if (!form.test(key) || key.endsWith('_zero')) return [key]
    return forms.map((one) => key.replace(form, `_${one}`))
  })
  return new Set([...keys, ...failures.keys()])
}

describe.each(others)('%s', (language) => {
  const texts = new Map(textsOf(spokenFor(language, []).words))

  test('has the words of English and no others, in every form of its plurals, and every failure', () => {
    expect([...texts.keys()].toSorted()).toEqual([...wantedOf(language)].toSorted())
  })

  test('puts the same things in', () => {
    const sourceOf = (key: string): string | undefined =>
      english.get(key) ?? failures.get(key) ?? english.get(key.replace(form, '_other'))
    const differing = [...texts].filter(([key, text]) => {
      const [mine, theirs] = [partsOf(text), partsOf(sourceOf(key) ?? '')]
      return JSON.stringify(mine) !== JSON.stringify(theirs)
    })
    // A number may become a word; an example folder may be called otherwise, and a command may be left out beside a screen.
    expect(differing.map(([key]) => key).filter((key) => !free.has(key))).toEqual([])
  })

  test('leaves nothing empty, and writes quotation marks and dots as they are printed', () => {
    expect([...texts].filter(([, text]) => text.trim() === '' || /["']|\.\.\./.test(text))).toEqual([])
  })
})

const free = new Set(['failure.address-invalid.nextStep'])

test('German quotes as German does, and addresses nobody', () => {
  const texts = textsOf(spokenFor('de', []).words)
  expect(texts.filter(([, text]) => /”|“[^“]*“/.test(text.replaceAll(/„[^“]*“/g, '')))).toEqual([])
  expect(texts.filter(([, text]) => /\b(du|dich|dir|dein|deine|Ihr|Ihre|Ihnen)\b|[a-z] Sie\b/.test(text))).toEqual([])
})

test.each([
  [[], 'en', 'en'],
  [['C'], 'en', 'en'],
  [['de-AT', 'en'], 'de', 'de-AT'],
  [['fr-CA', 'de-CH'], 'de', 'de-CH'],
  // A region whose language isn't here yet keeps its numbers.
  [['fr-FR'], 'en', 'fr-FR'],
] as const)('where nobody chose, %j is spoken as %s and counted as in %s', (wanted, language, locale) => {
  expect(spokenFor('system', wanted)).toMatchObject({ language, locale, direction: 'ltr' })
})

test('a language that was chosen counts, with the region of it that somebody has', () => {
  expect(spokenFor('de', ['en-US'])).toMatchObject({ language: 'de', locale: 'de' })
  expect(spokenFor('en', ['de-DE', 'en-IE'])).toMatchObject({ language: 'en', locale: 'en-IE' })
})

/** Some of the spaces are such that no line breaks there. */
const spaced = (text: string): string => text.replaceAll('\u00A0', ' ')

test('numbers, sizes and times are German in German', () => {
  const f = formatsFor('de')
  expect([f.count(12_345), f.bytes(3.2e9), f.speed(1.25e6), f.percent(42, 100), f.bytes(7)].map(spaced)).toEqual([
    '12.345',
    '3,2 GB',
    '1,3 MB/s',
    '42 %',
    '7 B',
  ])
  expect(f.time(Date.UTC(2026, 0, 5, 12), Date.UTC(2026, 5, 5))).toMatch(/^0?5\.0?1\.2026, \d\d:\d\d$/)
})

test('a failure is said in German, with German numbers; one that nobody knows as the engine says it', async () => {
  const { said } = await shellWords(['de-DE'])
  const facts = { name: 'film.mov', size: '1500000001', limit: '150000000', destination: 'outlook:messages/1' }
  const found = viewOf(failure('too-large', facts), null)
  expect(spaced(said(found).message)).toBe('film.mov hat 1,5 GB; outlook:messages/1 nimmt höchstens 150 MB.')
  const near = viewOf(failure('too-large', { ...facts, size: '150000001' }), null)
  expect(spaced(said(near).message)).toContain('150.000.001 Byte')
  expect(said({ ...found, code: 'from-a-newer-engine' })).toMatchObject({ message: found.message })
  expect(said({ code: 'throttled', message: 'as told', nextStep: 'by an older engine', retryAt: null })).toEqual({
    message: 'as told',
    nextStep: 'by an older engine',
  })
  const at = Date.UTC(2026, 0, 1, 14, 32)
  expect(said(viewOf(failure('throttled', { host: 'h' }), at)).nextStep).toBe(
    'Geht um 2026-01-01T14:32:00.000Z weiter.',
  )
})

test('in English the engine’s own sentence is the sentence', async () => {
  const { t, f } = await shellWords(['en-GB'])
  for (const code of Object.keys(failureRules) as (keyof typeof failureRules)[]) {
    const found = viewOf(failure(code, { name: '{x}', size: '12', limit: '13' }), null)
    const { message } = found
    const onPage = nextStepOn('onPage', code)
    expect(failureWords(found, t, f)).toEqual({ message, nextStep: onPage ?? found.nextStep })
    expect(refusalWords(found, t, f).nextStep).toBe(nextStepOn('asked', code) ?? onPage ?? found.nextStep)
  }
  expect(fail(failure('bug')).ok).toBe(false)
})

test('a page speaks of its buttons and a refusal of asking again, in each language', async () => {
  const { t, f } = await shellWords(['de-DE'])
  const taken = viewOf(failure('name-taken', { name: 'a.txt' }), null)
  expect(taken.nextStep).toContain('longshore retry')
  expect(failureWords(taken, t, f).nextStep).toMatch(/^Beide behalten.*wiederholen\.$/)
  expect(failureWords(taken, t, f).nextStep).not.toContain('longshore')
  const away = viewOf(failure('offline', { host: 'h', detail: 'it is down' }), null)
  expect(failureWords(away, t, f).nextStep).toBe('Geht von selbst weiter, wenn die Leitung wieder da ist.')
  expect(refusalWords(away, t, f).nextStep).toBe('Erneut versuchen, wenn die Leitung wieder da ist.')
})

test('the pseudo-language accents every letter, is longer, and leaves values and commands', () => {
  const made = pseudo({ one: 'Try {{n}} with `longshore daemon`: {name}', two: { three: 'OK' } })
  expect(made['one']).toBe('⟦Ťřý {{n}} ŵíťħ `longshore daemon`: {name}····⟧')
  expect(made['two']).toEqual({ three: '⟦ÓĶ·⟧' })
  expect(spokenFor('system', ['en-XB']).direction).toBe('rtl')
})

test('numbers and times are written in one module, for page and app alike', () => {
  const files = globSync('src/{renderer,shared,main/shell}/**/*.{ts,tsx}', { cwd: root })
  const elsewhere = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return /new Intl\.|\.toLocale(?:Date|Time)?String\(/.test(text)
  })
  // A template's folders are named by the date, in figures that no language changes.
  expect(elsewhere.toSorted()).toEqual(['src/shared/destination-template.ts', 'src/shared/words/format.ts'])
})

test('what is beside something is at its start or end, so that it changes sides where people read the other way', () => {
  const physical =
    /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|float|clear)[\w-]*\s*:|text-align:\s*(?:left|right)|(?:margin|padding|border-width|inset):\s*\S+ (\S+) \S+ (?!\1[;\s])\S+;/
  const sheets = globSync('src/renderer/**/*.css', { cwd: root })
  const found = sheets.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => physical.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})
