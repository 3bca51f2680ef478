/** How a data key is kept, one row a way: what is written for it, and how that becomes the key again. */

import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Keychain, Protection } from '../../shared/protection.ts'
import { locked } from './locked.ts'
import { ScryptCosts, keyOfPassphrase, saltBytes, scryptCosts } from './passphrase.ts'
import { Vault } from './vault.ts'

export const keyBytes = 32

/** What the ways need beside the file. */
export interface Means {
  /** Null outside of the app. */
  readonly keychain: Keychain | null
  /** Asked where a passphrase is needed; null: nobody gave one. */
  readonly passphrase: () => Promise<string | null>
}

interface Opened {
  readonly key: Buffer
  /** It should be wrapped anew. */
  readonly isStale: boolean
}

interface Way {
  wrap(key: Buffer, means: Means): Promise<string>
  /** @throws FailureError `secrets-locked`, with what helps */
  unwrap(text: string, means: Means): Promise<Opened>
}

const Wrapped = z.discriminatedUnion('protection', [
  z.object({
    protection: z.literal('passphrase'),
    scrypt: ScryptCosts,
    salt: z.base64().max(256),
    sealed: z.string().max(1_024),
  }),
  z.object({ protection: z.literal('keychain'), wrapped: z.base64().max(16_384) }),
])
type Wrapped = z.infer<typeof Wrapped>

/** What a sealed data key is bound to. */
const purpose = 'data key'

function textOf(wrapped: Wrapped): string {
  return `${JSON.stringify(wrapped)}\n`
}

/** The plain key is as it has always been: its base64 and nothing else. */
export function protectionOf(text: string): Protection {
  return text.startsWith('{') ? wrappedIn(text).protection : 'key-file'
}

function wrappedIn(text: string): Wrapped {
  try {
    return Wrapped.parse(JSON.parse(text))
  } catch {
    throw locked('the key file is damaged, or of a newer Longshore', 'key')
  }
}

function keyIn(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== keyBytes) throw locked('the key file holds no key', 'key')
  return key
}

function only<P extends Wrapped['protection']>(text: string, protection: P): Extract<Wrapped, { protection: P }> {
  const wrapped = wrappedIn(text)
  if (wrapped.protection !== protection) throw locked('the key file was exchanged', 'key')
  return wrapped as Extract<Wrapped, { protection: P }>
}

export const ways: Readonly<Record<Protection, Way>> = {
  'key-file': {
    wrap: async (key) => `${key.toString('base64')}\n`,
    unwrap: async (text) => ({ key: keyIn(text), isStale: false }),
  },
  passphrase: {
    async wrap(key, means) {
      const passphrase = await means.passphrase()
      if (passphrase === null) throw locked('there is no passphrase to protect it with', 'passphrase')
      const salt = randomBytes(saltBytes)
      const vault = new Vault(await keyOfPassphrase(passphrase, salt, scryptCosts))
      const sealed = vault.seal(key.toString('base64'), purpose)
      return textOf({ protection: 'passphrase', scrypt: scryptCosts, salt: salt.toString('base64'), sealed })
    },
    async unwrap(text, means) {
      const { scrypt, salt, sealed } = only(text, 'passphrase')
      const passphrase = await means.passphrase()
      if (passphrase === null) throw locked('it is under a passphrase, and none was given', 'passphrase')
      const vault = new Vault(await keyOfPassphrase(passphrase, Buffer.from(salt, 'base64'), scrypt))
      try {
        return { key: keyIn(vault.open(sealed, purpose)), isStale: false }
      } catch (error) {
        throw locked('the passphrase is not the right one', 'passphrase', error)
      }
    },
  },
  keychain: {
    async wrap(key, means) {
      const keychain = await usable(means)
      try {
        return textOf({ protection: 'keychain', wrapped: await keychain.wrap(key.toString('base64')) })
      } catch (error) {
        throw locked("the system's keychain does not take it", 'keychain', error)
      }
    },
    async unwrap(text, means) {
      const { wrapped } = only(text, 'keychain')
      const keychain = await usable(means)
      try {
        const { text: key, isStale } = await keychain.unwrap(wrapped)
        return { key: keyIn(key), isStale }
      } catch (error) {
        throw locked("the system's keychain does not give it", 'keychain', error)
      }
    },
  },
}

async function usable({ keychain }: Means): Promise<Keychain> {
  if (keychain === null) throw locked("it is in the keychain of the system, which only Longshore's app can ask", 'app')
  if ((await keychain.state()) !== 'usable') throw locked("the system's keychain can't be used now", 'keychain')
  return keychain
}
