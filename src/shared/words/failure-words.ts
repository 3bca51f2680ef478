/** What a failure says, in the reader's language: its code names the sentence, its facts, in that language too, fill it. Pure. */

import { nextStepOn } from '../failure-next-steps.ts'
import type { Occasion } from '../failure-next-steps.ts'
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

/** A transfer's failure, as a page tells it. In English, of a code that is newer than these words, or without its facts: as the engine says it. */
export function failureWords(found: Told, t: Words, f: Formats): Said {
  return wordsOn(['onPage'], found, t, f)
}

/** The same of something that was asked for and refused, which goes on by itself nowhere. */
export function refusalWords(found: Told, t: Words, f: Formats): Said {
  return wordsOn(['asked', 'onPage'], found, t, f)
}

function wordsOn(occasions: readonly Occasion[], found: Told, t: Words, f: Formats): Said {
  const { code, facts, message, nextStep } = found
  if (facts === undefined) return { message, nextStep }
  const sizes = { bytes: (count: number) => f.bytes(count), inFull: (count: number) => f.bytesInFull(count) }
  const inWords = (key: string): string | null => {
    const sentence = t(`failure.${code}.${key}`, { defaultValue: '' })
    return sentence === '' ? null : fillIn(sentence, inTheirWords(facts, t), sizes)
  }
  const occasion = occasions.find((one) => nextStepOn(one, code) !== null)
  const english = occasion === undefined ? nextStep : fillIn(nextStepOn(occasion, code) ?? '', facts, sizes)
  return { message: inWords('message') ?? message, nextStep: inWords(occasion ?? 'nextStep') ?? english }
}

function inTheirWords(facts: Readonly<Record<string, string>>, t: Words): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, factWords(name, text, t)]))
}
