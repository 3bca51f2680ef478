import i18next from 'i18next'
import { formatsFor } from '../../../src/shared/words/format.ts'
import type { Formats } from '../../../src/shared/words/format.ts'
import { loadWords } from '../../../src/renderer/words/words.ts'
import type { Words } from '../../../src/shared/words/words.ts'

export async function theWords(): Promise<{ t: Words; f: Formats }> {
  await loadWords(['en'])
  return { t: (key, values = {}) => i18next.t(key, values), f: formatsFor('en-GB') }
}
