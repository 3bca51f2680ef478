/**
 * The data key of a data folder: one random key, made once, whose protection can change without sealing anything anew.
 * There is one file, `key`, and each protection writes another text into it, so that a change of protection is one
 * rename: no moment has two ways, or none.
 */

import { randomBytes } from 'node:crypto'
import { FailureError, failure } from '../../shared/failure.ts'
import { type Protection, longestPassphrase, shortestPassphrase } from '../../shared/protection.ts'
import { createKeyFile, readKeyFile, replaceKeyFile } from './key-file.ts'
import { locked } from './locked.ts'
import { type Means, keyBytes, protectionOf, ways } from './protections.ts'
import { Vault } from './vault.ts'

/** Something that was sealed before, to try a key on. */
interface Sample {
  readonly sealed: string
  readonly purpose: string
}

export interface DataKey {
  readonly key: Buffer
  readonly protection: Protection
}

export interface KeyMeans extends Means {
  /** A passphrase that was given beforehand, without asking anybody: a new key goes under it. */
  readonly givenPassphrase: () => Promise<string | null>
}

export const noMeans: KeyMeans = {
  keychain: null,
  passphrase: async () => null,
  givenPassphrase: async () => null,
}

/**
 * Opens the key, or makes it on a first run.
 *
 * @param samples empty where nothing is sealed yet: only then a missing key is made, since a new one could open nothing
 * @throws FailureError `secrets-locked` where the file is missing, readable for others, no key, not the right one, or
 *   protected in a way that can't be opened here
 */
export async function openDataKey(path: string, samples: readonly Sample[], means: KeyMeans): Promise<DataKey> {
  if (readKeyFile(path) === null) {
    if (samples.length > 0) throw locked(`the file ${path} is missing`, 'key')
    await create(path, means)
  }
  const text = readKeyFile(path)
  if (text === null) throw locked(`the file ${path} is missing`, 'key')
  const protection = protectionOf(text)
  const { key, isStale } = await ways[protection].unwrap(text, means)
  const vault = new Vault(key)
  // One that opens is enough: another may be damaged for reasons of its own.
  if (samples.length > 0 && !samples.some((sample) => opens(vault, sample))) {
    throw locked(`${path} is not the key that sealed them`, 'key')
  }
  if (isStale) await wrapAnew(path, key, protection, means)
  return { key, protection }
}

/**
 * Kept in another way from now on. What is written is opened once more before it takes the old one's place.
 *
 * @throws FailureError `secrets-locked` where that way can't be gone here; the old one stays as it is
 */
export async function changeProtection(path: string, key: Buffer, to: Protection, means: Means): Promise<void> {
  const text = await ways[to].wrap(key, means)
  const { key: again } = await ways[to].unwrap(text, means)
  if (!again.equals(key)) throw locked('what was written could not be read again', 'key')
  replaceKeyFile(path, text)
}

/** The key is in our hand: where it can't be written now, it is tried again with the next start. */
async function wrapAnew(...asked: Parameters<typeof changeProtection>): Promise<void> {
  try {
    await changeProtection(...asked)
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
  }
}

async function create(path: string, means: KeyMeans): Promise<void> {
  const key = randomBytes(keyBytes)
  const given = await means.givenPassphrase()
  if (given !== null) {
    if (given.length < shortestPassphrase) {
      const detail = `A passphrase has ${shortestPassphrase} to ${longestPassphrase} characters.`
      throw new FailureError(failure('usage', { detail }))
    }
    createKeyFile(path, await ways.passphrase.wrap(key, { ...means, passphrase: async () => given }))
    return
  }
  createKeyFile(path, (await inKeychain(key, means)) ?? (await ways['key-file'].wrap(key, means)))
}

/** Null where there is none that protects, or that gives back what it took: the key file is better than a lost key. */
async function inKeychain(key: Buffer, means: Means): Promise<string | null> {
  if ((await means.keychain?.state()) !== 'usable') return null
  try {
    const text = await ways.keychain.wrap(key, means)
    return (await ways.keychain.unwrap(text, means)).key.equals(key) ? text : null
  } catch (error) {
    if (error instanceof FailureError) return null
    throw error
  }
}

function opens(vault: Vault, { sealed, purpose }: Sample): boolean {
  try {
    vault.open(sealed, purpose)
    return true
  } catch {
    return false
  }
}
