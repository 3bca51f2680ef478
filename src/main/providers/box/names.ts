/**
 * Which names Box refuses, so that nothing is sent in vain: only what nobody disputes (box-and-peers.md 1.10). The longer
 * list of common-errors.md has the hyphen in it; what of it is meant, the service decides.
 */

import { failure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import { shortened } from '../names.ts'
import { maxNameLength } from './limits.ts'

interface Rule {
  readonly refuses: (name: string) => boolean
  /** Ends the sentence "…does not allow the name x: ". */
  readonly rule: string
}

const rules: readonly Rule[] = [
  { refuses: (name) => name === '' || name === '.' || name === '..', rule: 'it is not a name' },
  { refuses: (name) => /\p{Surrogate}/u.test(name), rule: 'it is not valid Unicode' },
  { refuses: (name) => /[/\\]/.test(name), rule: 'slashes are not allowed in a name' },
  { refuses: (name) => /\p{Cc}/u.test(name), rule: 'control characters are not allowed in a name' },
  { refuses: (name) => name.trim() !== name, rule: 'a name may not begin or end with a space' },
  { refuses: (name) => name.length > maxNameLength, rule: `a name may have at most ${maxNameLength} characters` },
]

/** What is wrong with one name; null where nothing is. */
function nameProblem(name: string): string | null {
  return rules.find(({ refuses }) => refuses(name))?.rule ?? null
}

/** The first name that is refused; null where all is well. */
export function namesProblem(destination: string, names: readonly string[]): Failure | null {
  for (const name of names) {
    const rule = nameProblem(name)
    if (rule !== null) return failure('name-not-allowed', { destination, name, rule })
  }
  return null
}

/** The nearest name that Box takes; its own where nothing is wrong with it. */
export function allowedName(name: string): string {
  if (nameProblem(name) === null) return name
  const plain = name.replaceAll(/[/\\\p{Cc}\p{Surrogate}]/gu, '-').trim()
  const short = (shortened(plain, maxNameLength) ?? plain.slice(0, maxNameLength)).trim()
  return nameProblem(short) === null ? short : '-'
}

/** Box compares names without case; accents may be written in two ways that mean one name. */
export function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
