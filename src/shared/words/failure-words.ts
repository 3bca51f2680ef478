/** What a failure says, in the reader's language: its code names the sentence, its facts, in that language too, fill it. Pure. */

import { fillIn } from '../failure.ts'
import type { FailureView } from '../failure.ts'
import { factWords } from './fact-words.ts'
import type { Formats } from './format.ts'
import type { Words } from './words.ts'

export interface Said {
  readonly message: string
  readonly nextStep: string
}

type Told = Pick<FailureView, 'code' | 'facts'> & Said

/** In English, of a code that is newer than these words, or without its facts: as the engine says it. */
export function failureWords(found: Told, t: Words, f: Formats): Said {
  const { code, facts, message, nextStep } = found
  if (facts === undefined) return { message, nextStep }
  const sizes = { bytes: (count: number) => f.bytes(count), inFull: (count: number) => f.bytesInFull(count) }
  const inWords = (key: keyof Said): string => {
    const sentence = t(`failure.${code}.${key}`, { defaultValue: '' })
    return sentence === '' ? found[key] : fillIn(sentence, inTheirWords(facts, t), sizes)
  }
  return { message: inWords('message'), nextStep: inWords('nextStep') }
}

function inTheirWords(facts: Readonly<Record<string, string>>, t: Words): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, factWords(name, text, t)]))
}
