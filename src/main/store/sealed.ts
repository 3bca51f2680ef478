/**
 * What a secret is sealed for: the row that it belongs to, so that a sealed value which somebody moved to another row
 * doesn't open there.
 */

/** Something sealed and its purpose, to try a key on. */
export interface SealedSample {
  readonly sealed: string
  readonly purpose: string
}

export function uploadPurpose(sessionId: string): string {
  return `upload session ${sessionId}`
}

/** The secret of the app that an account signs in with. */
export function clientSecretPurpose(account: string): string {
  return `client secret ${account}`
}

/** The key that it lies under beside the settings, and what it is sealed for. */
export const proxyLoginKey = 'network.proxyLogin'
export const proxyLoginPurpose = 'proxy login'

export function signInPurpose(account: string): string {
  return `sign-in ${account}`
}
