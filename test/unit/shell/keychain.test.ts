import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemKeychain } from '../../../src/main/shell/keychain.ts'
import type { AnySafeStorage } from '../../../src/main/shell/keychain.ts'

/** Electron's encryption, as far as it can be seen from outside, in its older and its newer shape. */
const key = randomBytes(32)
const iv = Buffer.alloc(16, 32)

function encrypt(text: string): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([Buffer.from('v11'), cipher.update(text), cipher.final()])
}

function decrypt(bytes: Buffer): string {
  const decipher = createDecipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([decipher.update(bytes.subarray(3)), decipher.final()]).toString()
}

type Backend = ReturnType<NonNullable<AnySafeStorage['getSelectedStorageBackend']>>

const older = (backend: Backend, isAvailable = true): AnySafeStorage => ({
  isEncryptionAvailable: () => isAvailable,
  encryptString: encrypt,
  decryptString: decrypt,
  getSelectedStorageBackend: () => backend,
})

const newer = (backend: Backend, isAvailable = true, shouldReEncrypt = false): AnySafeStorage => ({
  isAsyncEncryptionAvailable: async () => isAvailable,
  encryptStringAsync: async (text) => encrypt(text),
  decryptStringAsync: async (bytes) => ({ result: decrypt(bytes), shouldReEncrypt }),
  getSelectedStorageBackend: () => backend,
})

/** As in between: it has both, and the older calls are about to go. */
const both: AnySafeStorage = {
  ...older('gnome_libsecret'),
  ...newer('gnome_libsecret'),
  encryptString: () => {
    throw new Error('is about to go')
  },
}

test.each([
  ['older', older('gnome_libsecret')],
  ['newer', newer('gnome_libsecret')],
  ['both', both],
])('S1: the system’s keychain wraps and opens in the %s shape', async (_, storage) => {
  const keychain = systemKeychain(storage, 'linux')
  expect(await keychain.state()).toBe('usable')
  const wrapped = await keychain.wrap('the key')
  expect(Buffer.from(wrapped, 'base64').toString('latin1')).not.toContain('the key')
  expect(await keychain.unwrap(wrapped)).toEqual({ text: 'the key', isStale: false })
  // What one shape has wrapped the other opens.
  const other = systemKeychain(newer('kwallet6', true, true), 'linux')
  expect(await other.unwrap(wrapped)).toEqual({ text: 'the key', isStale: true })
})

test.each([older, newer])('S2: fault-A07 basic_text is no protection, whatever it says of itself', async (shape) => {
  expect(await systemKeychain(shape('basic_text'), 'linux').state()).toBe('plain-text')
  expect(await systemKeychain(shape('basic_text', false), 'linux').state()).toBe('plain-text')
  expect(await systemKeychain(shape('unknown'), 'linux').state()).toBe('unavailable')
  expect(await systemKeychain(shape('gnome_libsecret', false), 'linux').state()).toBe('unavailable')
})

test('other systems have no such backends', async () => {
  const { getSelectedStorageBackend: _, ...storage } = newer('unknown')
  expect(await systemKeychain(storage, 'darwin').state()).toBe('usable')
  expect(await systemKeychain(storage, 'win32').state()).toBe('usable')
  // Here it can't be told whether it protects anything.
  expect(await systemKeychain(storage, 'linux').state()).toBe('unavailable')
})

test('a runtime with neither shape, or whose calls break, has none', async () => {
  const none = systemKeychain({}, 'darwin')
  expect(await none.state()).toBe('unavailable')
  await expect((async () => none.wrap('x'))()).rejects.toThrow('no keychain')
  const broken = systemKeychain(
    { ...newer('kwallet5'), isAsyncEncryptionAvailable: () => Promise.reject(new Error()) },
    'linux',
  )
  expect(await broken.state()).toBe('unavailable')
})
