/**
 * The system's keychain through Electron. Newer versions have asynchronous calls and are about to lose the others;
 * older ones have only those. What one has wrapped the other opens.
 */

import type { SafeStorage } from 'electron'
import type { Keychain, KeychainState } from '../../shared/protection.ts'

type Synchronous = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'>
type Asynchronous = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>
/** Whatever a version has of it. */
export type AnySafeStorage = Partial<Synchronous & Asynchronous & Pick<SafeStorage, 'getSelectedStorageBackend'>>

interface Calls {
  isAvailable(): Promise<boolean>
  encrypt(text: string): Promise<Buffer>
  decrypt(bytes: Buffer): Promise<{ readonly text: string; readonly isStale: boolean }>
}

/** To be asked once the app is ready. */
export function systemKeychain(storage: AnySafeStorage, platform: NodeJS.Platform): Keychain {
  const calls = callsOf(storage)
  return {
    async state(): Promise<KeychainState> {
      if (calls === null || !(await calls.isAvailable().catch(() => false))) {
        return platform === 'linux' && backendOf(storage) === 'basic_text' ? 'plain-text' : 'unavailable'
      }
      if (platform !== 'linux') return 'usable'
      // Also where it says that it encrypts: then with a password that is written in Chromium's source.
      const backend = backendOf(storage)
      if (backend === 'basic_text') return 'plain-text'
      return backend === 'unknown' ? 'unavailable' : 'usable'
    },
    async wrap(text) {
      return (await present(calls).encrypt(text)).toString('base64')
    },
    unwrap: (wrapped) => present(calls).decrypt(Buffer.from(wrapped, 'base64')),
  }
}

function backendOf(storage: AnySafeStorage): string {
  return storage.getSelectedStorageBackend?.() ?? 'unknown'
}

function present(calls: Calls | null): Calls {
  if (calls === null) throw new Error('this runtime has no keychain')
  return calls
}

function callsOf(storage: AnySafeStorage): Calls | null {
  if (isAsynchronous(storage)) {
    return {
      isAvailable: () => storage.isAsyncEncryptionAvailable(),
      encrypt: (text) => storage.encryptStringAsync(text),
      async decrypt(bytes) {
        const { result, shouldReEncrypt } = await storage.decryptStringAsync(bytes)
        return { text: result, isStale: shouldReEncrypt }
      },
    }
  }
  if (!isSynchronous(storage)) return null
  return {
    isAvailable: async () => storage.isEncryptionAvailable(),
    encrypt: async (text) => storage.encryptString(text),
    decrypt: async (bytes) => ({ text: storage.decryptString(bytes), isStale: false }),
  }
}

function isAsynchronous(storage: AnySafeStorage): storage is Asynchronous {
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = storage
  return [isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync].every((call) => call !== undefined)
}

function isSynchronous(storage: AnySafeStorage): storage is Synchronous {
  const { isEncryptionAvailable, encryptString, decryptString } = storage
  return [isEncryptionAvailable, encryptString, decryptString].every((call) => call !== undefined)
}
