import i18next from 'i18next'
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'

interface Spoken {
  readonly t: Words
  readonly f: Formats
}

/** What says the same every time is looked up once: a list that scrolls asks for the same words thousands of times. */
function wordsOf(): Words {
  const plain = new Map<string, string>()
  return (key, values) => {
    if (values !== undefined) return i18next.t(key, values)
    const said = plain.get(key) ?? i18next.t(key)
    plain.set(key, said)
    return said
  }
}

let spoken: Spoken | null = null

/**
 * The words, and the numbers in the way that the browser's own language writes them. The language is chosen once, before
 * anything is drawn, so nothing has to be listened to.
 */
export function useWords(): Spoken {
  spoken ??= { t: wordsOf(), f: formatsFor(navigator.language) }
  return spoken
}
