/** Every word of the page comes from here. One language so far; another one is a file beside en.json and a row below. */

import i18next from 'i18next'
import en from '../../shared/words/en.json' with { type: 'json' }

const languages = { en: { translation: en } } as const

/** Of the languages that there are, the first one that the reader wants. */
function chosen(wanted: readonly string[]): string {
  return wanted.map((tag) => tag.split('-')[0] ?? '').find((tag) => Object.hasOwn(languages, tag)) ?? 'en'
}

/**
 * React makes text of what it is given, so nothing is escaped here. Values are never searched for placeholders or
 * references again: a file may be called `{{count}}` or `$t(app.name)`.
 */
export async function loadWords(wanted: readonly string[]): Promise<void> {
  await i18next.init({
    lng: chosen(wanted),
    fallbackLng: 'en',
    resources: languages,
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
  })
}
