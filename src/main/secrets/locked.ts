/** `secrets-locked`, with what opens them again. */

import { FailureError, failure } from '../../shared/failure.ts'

const remedies = {
  key: 'Put the key file back',
  passphrase: 'Give the passphrase with --passphrase-file or in LONGSHORE_PASSPHRASE_FILE',
  app: 'Start the Longshore app, which can open it; there the protection can be changed too',
  keychain: "Unlock the system's keychain and start again",
} as const

export function locked(detail: string, remedy: keyof typeof remedies, cause?: unknown): FailureError {
  const found = failure('secrets-locked', { detail, remedy: remedies[remedy] })
  return cause === undefined ? new FailureError(found) : new FailureError(found, { cause })
}
