/** The page's words and its ways of writing numbers, for the tray, the dialogs and the notices of the system. */

import i18next from 'i18next'
import en from '../../shared/words/en.json' with { type: 'json' }
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'

export interface ShellWords {
  readonly t: Words
  readonly f: Formats
}

/** Systems say `C` or nothing where nobody chose. */
function known(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    return 'en'
  }
}

/** `locale`: of the system; one language so far, but numbers are written as the reader writes them. */
export async function shellWords(locale: string): Promise<ShellWords> {
  const words = i18next.createInstance()
  await words.init({
    lng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
  })
  return { t: (key, values = {}) => words.t(key, values), f: formatsFor(known(locale)) }
}
