/** Which names the service refuses, so that nothing is sent in vain (support article on restrictions; graph.md A13). */

import { failure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import { maxPathLength } from './limits.ts'

const reserved = /^(\.lock|CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|desktop\.ini)$/i

interface Rule {
  readonly refuses: (name: string) => boolean
  /** Ends the sentence "…does not allow the name x: ". */
  readonly rule: (name: string) => string
}

const rules: readonly Rule[] = [
  { refuses: (name) => name === '' || name === '.' || name === '..', rule: () => 'it is not a name' },
  { refuses: (name) => /\p{Surrogate}/u.test(name), rule: () => 'it is not valid Unicode' },
  {
    refuses: (name) => /["*:<>?/\\|]/.test(name),
    rule: (name) => `${/["*:<>?/\\|]/.exec(name)?.[0] ?? ''} is not allowed in a name`,
  },
  { refuses: (name) => /[\u0000-\u001f]/.test(name), rule: () => 'control characters are not allowed in a name' },
  { refuses: (name) => /^\s|\s$/.test(name), rule: () => 'a name may not begin or end with a space' },
  { refuses: (name) => name.endsWith('.'), rule: () => 'a name may not end with a dot' },
  { refuses: (name) => reserved.test(name), rule: () => 'this name is reserved' },
  { refuses: (name) => name.startsWith('~$'), rule: () => 'a name may not begin with ~$' },
  { refuses: (name) => /_vti_/i.test(name), rule: () => '_vti_ is not allowed in a name' },
]

/** What is wrong with one name; null where nothing is. */
export function nameProblem(name: string): string | null {
  return rules.find(({ refuses }) => refuses(name))?.rule(name) ?? null
}

export interface Place {
  readonly destination: string
  /** All names below what the service gives: the address's own path, the folders, and last the file. */
  readonly names: readonly string[]
  /** A library of SharePoint keeps the folder name `Forms` at its root for itself. */
  readonly isLibraryRoot: boolean
}

/** The first name that is refused, or a path that is too long; null where all is well. */
export function pathProblem({ destination, names, isLibraryRoot }: Place): Failure | null {
  for (const [i, name] of names.entries()) {
    const rule =
      nameProblem(name) ??
      (isLibraryRoot && i === 0 && names.length > 1 && /^forms$/i.test(name) ? 'a library keeps this name' : null)
    if (rule !== null) return failure('name-not-allowed', { destination, name, rule })
  }
  const { length } = names.join('/')
  if (length <= maxPathLength) return null
  const facts = { name: names.at(-1) ?? '', destination, length: String(length), limit: String(maxPathLength) }
  return failure('path-too-long', facts)
}
