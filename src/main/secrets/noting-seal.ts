/** Whatever is sealed or opened is a secret: from then on no log line says it. */

import type { Redactor } from './redactor.ts'
import type { Vault } from './vault.ts'

type Seal = Pick<Vault, 'seal' | 'open'>

/** What of a sealed record is a secret by itself. */
const secretMembers = ['accessToken', 'refreshToken', 'clientSecret']

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
    const record = JSON.parse(text) as Partial<Record<string, unknown>>
    return secretMembers.map((name) => record[name]).filter((secret) => typeof secret === 'string')
  } catch {
    return []
  }
}
