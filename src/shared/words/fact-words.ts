/**
 * What a failure's facts say, in the reader's language. The engine writes them in English, and so they are stored and passed
 * on: rows of any age can be read, and what programs are given never changes. Here a phrase is known again by its English
 * text (`en-facts.json`, with holes), and said with the words of that key. Pure.
 */

import phrases from './en-facts.json' with { type: 'json' }
import type { Words } from './words.ts'

/** Facts that are words. All others (names, paths, numbers) are as they are, whatever they read like. */
const worded: ReadonlySet<string> = new Set([
  'allowed',
  'address',
  'contact',
  'destination',
  'detail',
  'host',
  'kind',
  'limit',
  'remedy',
  'room',
  'rule',
  'there',
  'what',
])

interface Phrase {
  readonly key: string
  readonly pattern: RegExp
  readonly holes: readonly string[]
}

const hole = /\{\{(\w+)\}\}/g

const whole: ReadonlyMap<string, string> = new Map(Object.entries(phrases).map(([key, text]) => [text, key]))

/** What says more by itself is tried first. */
const withHoles: readonly Phrase[] = Object.entries(phrases)
  .filter(([, text]) => text.includes('{{'))
  .map(([key, text]) => ({ key, text, said: text.replaceAll(hole, '').length }))
  .toSorted((a, b) => b.said - a.said)
  .map(({ key, text }) => ({
    key,
    pattern: new RegExp(`^${text.split(hole).map(partOf).join('')}$`, 's'),
    holes: Array.from(text.matchAll(hole), ([, name = '']) => name),
  }))

/** Of what `split` gives, every second one is the name of a hole. */
function partOf(part: string, at: number): string {
  return at % 2 === 1 ? '(.+?)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What is said there in other words is another fact, within the first one. */
function phraseWords(text: string, t: Words): string {
  const key = whole.get(text)
  if (key !== undefined) return t(`fact.${key}`)
  for (const { key: found, pattern, holes } of withHoles) {
    const parts = pattern.exec(text)?.slice(1)
    if (parts === undefined) continue
    const values = holes.map((name, at) => [name, factWords(name, parts[at] ?? '', t)] as const)
    return t(`fact.${found}`, Object.fromEntries(values))
  }
  return text
}

/** As it is where nobody translated it: the words of a service or of the system. */
export function factWords(name: string, text: string, t: Words): string {
  return worded.has(name) ? phraseWords(text, t) : text
}
