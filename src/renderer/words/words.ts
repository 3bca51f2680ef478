/** The words of the page, in the language that is spoken now. */

import i18next from 'i18next'
import type { FailureView } from '../../shared/failure.ts'
import { failureWords, refusalWords } from '../../shared/words/failure-words.ts'
import type { Said } from '../../shared/words/failure-words.ts'
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import { spokenFor } from '../../shared/words/languages.ts'
import type { LanguageChoice } from '../../shared/words/language-names.ts'
import en from '../../shared/words/en.json' with { type: 'json' }
import type { Words } from '../../shared/words/words.ts'
import { Cell } from '../ui/cell.ts'

export interface Speech {
  readonly t: Words
  readonly f: Formats
  /** What a transfer's failure says. */
  readonly said: (failure: Pick<FailureView, 'code' | 'facts'> & Said) => Said
  /** What is said where something that was asked for was refused. */
  readonly refused: (failure: Pick<FailureView, 'code' | 'facts'> & Said) => Said
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
}

/** Null before the first words were loaded. */
export const speech = new Cell<Speech | null>(null)

/** What says the same every time is looked up once: a list that scrolls asks for the same words thousands of times. */
function lookedUpOnce(): Words {
  const plain = new Map<string, string>()
  return (key, values) => {
    if (values !== undefined) return i18next.t(key, values)
    const said = plain.get(key) ?? i18next.t(key)
    plain.set(key, said)
    return said
  }
}

/**
 * From now on everything is said in this language. React makes text of what it is given, so nothing is escaped here. Values
 * are never searched for placeholders or references again: a file may be called `{{count}}` or `$t(app.name)`.
 *
 * @param wanted what the browser prefers, best first
 */
export async function loadWords(wanted: readonly string[], choice: LanguageChoice = 'system'): Promise<void> {
  const { language, locale, direction, words } = spokenFor(choice, wanted)
  await i18next.init({
    lng: language,
    fallbackLng: 'en',
    load: 'currentOnly',
    resources: { en: { translation: en }, [language]: { translation: words } },
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
  })
  const t = lookedUpOnce()
  const f = formatsFor(locale)
  speech.set({
    t,
    f,
    said: (failure) => failureWords(failure, t, f),
    refused: (failure) => refusalWords(failure, t, f),
    language,
    direction,
  })
}
