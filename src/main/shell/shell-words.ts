/** The page's words and its ways of writing numbers, for the tray, the dialogs and the notices of the system. */

import i18next from 'i18next'
import type { FailureView } from '../../shared/failure.ts'
import en from '../../shared/words/en.json' with { type: 'json' }
import { failureWords } from '../../shared/words/failure-words.ts'
import type { Said } from '../../shared/words/failure-words.ts'
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { LanguageChoice } from '../../shared/words/language-names.ts'
import { spokenFor } from '../../shared/words/languages.ts'
import type { Words } from '../../shared/words/words.ts'

export interface ShellWords {
  readonly t: Words
  readonly f: Formats
  readonly said: (failure: FailureView) => Said
}

/** @param wanted the languages of the system, best first */
export async function shellWords(wanted: readonly string[], choice: LanguageChoice = 'system'): Promise<ShellWords> {
  const { language, locale, words: tree } = spokenFor(choice, wanted)
  const words = i18next.createInstance()
  await words.init({
    lng: language,
    fallbackLng: 'en',
    load: 'currentOnly',
    resources: { en: { translation: en }, [language]: { translation: tree } },
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
  })
  const t: Words = (key, values = {}) => words.t(key, values)
  const f = formatsFor(locale)
  return { t, f, said: (failure) => failureWords(failure, t, f) }
}
