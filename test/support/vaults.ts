/** Keys as the owner of a data folder opens them, where a test is about what is sealed with them. */

import { noMeans, openDataKey } from '../../src/main/secrets/data-key.ts'
import { Vault } from '../../src/main/secrets/vault.ts'

/** With the key file, which is made where nothing is sealed yet. */
export async function openVault(
  path: string,
  samples: readonly { readonly sealed: string; readonly purpose: string }[] = [],
): Promise<Vault> {
  return new Vault((await openDataKey(path, samples, noMeans)).key)
}
