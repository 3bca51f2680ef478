/** How the key is kept that seals tokens and upload addresses; one way at a time. And what the app hands in for it. */

import * as z from 'zod'

export const protections = ['key-file', 'passphrase', 'keychain'] as const
export const Protection = z.enum(protections)
export type Protection = z.infer<typeof Protection>

/** In characters. Shorter ones are guessed, and can't be taken out of a log without taking words out of it. */
export const shortestPassphrase = 8
export const longestPassphrase = 1_024

/** What a file of a passphrase holds: one line, whose end is not part of it. Null where it is none. */
export function passphraseIn(text: string): string | null {
  const passphrase = text.replace(/\r?\n$/, '')
  return passphrase === '' || passphrase.length > longestPassphrase || /[\r\n\0]/.test(passphrase) ? null : passphrase
}

/** `plain-text`: what calls itself one here would keep the key under a password that everybody knows. */
export const KeychainState = z.enum(['usable', 'plain-text', 'unavailable'])
export type KeychainState = z.infer<typeof KeychainState>

/** The system's, as the app hands it to the owner of a data folder. */
export interface Keychain {
  /** Asked anew each time: one that is locked may be open later. */
  state(): Promise<KeychainState>
  /** @returns base64 of what only this user's keychain opens. Rejects where it can't. */
  wrap(text: string): Promise<string>
  /** `isStale`: the keychain has a newer key by now, and wants it wrapped again. Rejects where it can't be opened. */
  unwrap(wrapped: string): Promise<{ readonly text: string; readonly isStale: boolean }>
}

/** How the key is kept that seals tokens and upload addresses. `app-only`: no keychain can be asked from here. */
export const SecretsView = z.object({ protection: Protection, keychain: KeychainState.or(z.literal('app-only')) })
export type SecretsView = z.infer<typeof SecretsView>

export const ProtectSecrets = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('key-file') }),
  z.strictObject({ by: z.literal('keychain') }),
  z.strictObject({
    by: z.literal('passphrase'),
    passphrase: z.string().min(shortestPassphrase).max(longestPassphrase),
  }),
])
export type ProtectSecrets = z.infer<typeof ProtectSecrets>
