/** Every language that the faces speak, one row each; docs/languages.md says how to add one. Pure. */

import { failureRules } from '../failure-catalogue.ts'
import { nextStepOn, occasions } from '../failure-next-steps.ts'
import deFacts from './de-facts.json' with { type: 'json' }
import deFailures from './de-failures.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import enFacts from './en-facts.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import { languages } from './language-names.ts'
import type { Language, LanguageChoice } from './language-names.ts'
import { pseudo } from './pseudo.ts'

/** As the library that looks words up takes them: a tree of texts. */
export interface Tree {
  readonly [key: string]: string | Tree
}

/** What failures say, by their codes, which English has none of: there the engine's sentence is the sentence. */
const trees: Readonly<Record<Language, Tree>> = {
  en: { ...en, fact: enFacts },
  de: { ...de, fact: deFacts, failure: deFailures },
}

const englishFailures: Tree = Object.fromEntries(
  Object.entries(failureRules).map(([code, { message, nextStep }]) => {
    const others = occasions.flatMap((occasion) => {
      const text = nextStepOn(occasion, code)
      return text === null ? [] : [[occasion, text] as const]
    })
    return [code, { message, nextStep, ...Object.fromEntries(others) }]
  }),
)

/**
 * Made of English, for tests and for whoever translates: what is not accented comes from nowhere in these files, and what
 * is cut off is too tight for longer languages. The second one is written from right to left. A browser whose language is
 * one of these gets it; nobody's is by chance.
 */
const pseudoLanguages: Readonly<Record<string, 'ltr' | 'rtl'>> = { 'en-XA': 'ltr', 'en-XB': 'rtl' }

export interface Spoken {
  /** Of the words, also as the document's own. */
  readonly language: string
  /** Of numbers and times. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  readonly words: Tree
}

const isLanguage = (tag: string): tag is Language => languages.some((language) => language === tag)

const baseOf = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? ''

/** Systems say `C` or nothing where nobody chose. */
function known(locale: string): string | null {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? null
  } catch {
    return null
  }
}

/**
 * Numbers are written as the reader's own region does; only where somebody has chosen a language that none of theirs
 * is, as that language does.
 *
 * @param wanted what the browser or the system prefers, best first
 */
export function spokenFor(choice: LanguageChoice, wanted: readonly string[]): Spoken {
  const tags = wanted.map(known).filter((tag) => tag !== null)
  const [first = 'en'] = tags
  const direction = choice === 'system' ? pseudoLanguages[first] : undefined
  if (direction !== undefined) {
    return { language: first, locale: 'en', direction, words: pseudo({ ...trees.en, failure: englishFailures }) }
  }
  const language = choice === 'system' ? (tags.map(baseOf).find(isLanguage) ?? 'en') : choice
  const near = tags.find((tag) => baseOf(tag) === language)
  return {
    language,
    locale: near ?? (choice === 'system' ? first : language),
    direction: 'ltr',
    words: trees[language],
  }
}
