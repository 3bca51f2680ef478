/** A seal that everybody can look through: what is checked here is what is stored, and when, and not how it is hidden. */

import type { Seal } from '../../../src/main/store/remote-store.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'

export const openSeal: Seal = {
  seal: (text, purpose) => `${purpose}\n${text}`,
  open(sealed, purpose) {
    if (!sealed.startsWith(`${purpose}\n`)) throw new FailureError(failure('secrets-locked', { detail: purpose }))
    return sealed.slice(purpose.length + 1)
  },
}
