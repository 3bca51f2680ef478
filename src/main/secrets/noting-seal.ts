/** Whatever is sealed or opened is a secret: from then on no log line says it. */

import type { Redactor } from './redactor.ts'
import type { Vault } from './vault.ts'

type Seal = Pick<Vault, 'seal' | 'open'>

/** What of a sealed record is a secret by itself. */
const secretMembers: ReadonlySet<string> = new Set(['accessToken', 'refreshToken', 'clientSecret', 'password'])

export function notingSeal(vault: Seal, redactor: Pick<Redactor, 'add'>): Seal {
  const note = (text: string): void => {
    for (const secret of [text, ...secretsIn(text)]) redactor.add(secret)
  }
  return {
    seal(text, purpose) {
      note(text)
      return vault.seal(text, purpose)
    },
    open(sealed, purpose) {
      const text = vault.open(sealed, purpose)
      note(text)
      return text
    },
  }
}

function secretsIn(text: string): readonly string[] {
  if (!text.startsWith('{')) return []
  try {
    return secretsOf(JSON.parse(text), '')
  } catch {
    return []
  }
}

/**
 * The members that are secrets by their name, and every address however deep: what a session is reached by is its own
 * permission, and each kind of destination keeps it under another name.
 */
function secretsOf(value: unknown, member: string): readonly string[] {
  if (typeof value === 'string') return secretMembers.has(member) || isAddress(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => secretsOf(inner, name))
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
