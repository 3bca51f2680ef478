import i18next from 'i18next'
import { formatsFor } from '../../../src/renderer/words/format.ts'
import type { Formats } from '../../../src/renderer/words/format.ts'
import { loadWords } from '../../../src/renderer/words/words.ts'
import type { Words } from '../../../src/renderer/words/words.ts'

export async function theWords(): Promise<{ t: Words; f: Formats }> {
  await loadWords(['en'])
  return { t: i18next.t, f: formatsFor('en-GB') }
}
