/**
 * One random data key per data folder, in the file `key` that only its user may read. It seals tokens and upload URLs,
 * so that the database, its backups and a forgotten copy of it are of no use to anybody else.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { FailureError, failure } from '../../shared/failure.ts'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const version = 1

function locked(detail: string): FailureError {
  return new FailureError(failure('secrets-locked', { detail }))
}

export class Vault {
  readonly #key: Buffer

  constructor(key: Buffer) {
    this.#key = key
  }

  /** @param purpose bound to the sealed text: what was sealed for one purpose doesn't open for another */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(purpose))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]).toString('base64url')
  }

  /** @throws FailureError `secrets-locked` where it was sealed with another key, for another purpose, or is damaged */
  open(sealed: string, purpose: string): string {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes[0] !== version || bytes.length < 1 + nonceBytes + tagBytes)
      throw locked('a stored secret is not readable')
    const nonce = bytes.subarray(1, 1 + nonceBytes)
    const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(tag)
      const body = bytes.subarray(1 + nonceBytes + tagBytes)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    } catch {
      throw locked('the key is not the one that sealed them')
    }
  }
}

/** Something that was sealed before, to try a key on. */
interface Sample {
  readonly sealed: string
  readonly purpose: string
}

/**
 * Opens the key file, or makes it on a first run.
 *
 * @param samples empty where nothing is sealed yet: only then a missing key is made, since a new one could open nothing
 * @throws FailureError `secrets-locked` where the file is missing, readable for others, no key, or not the right one
 */
export function openVault(path: string, samples: readonly Sample[]): Vault {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      if (samples.length > 0) throw locked(`the file ${path} is missing`)
      createKey(path)
    }
    const vault = new Vault(readKey(path))
    // One that opens is enough: another may be damaged for reasons of its own.
    if (samples.length > 0 && !samples.some((sample) => opens(vault, sample))) {
      throw locked(`${path} is not the key that sealed them`)
    }
    return vault
  } catch (error) {
    if (error instanceof FailureError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new FailureError(failure('disk-full-here'), { cause: error })
    throw new FailureError(locked(`${path}: ${code ?? String(error)}`).failure, { cause: error })
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

function readKey(path: string): Buffer {
  const found = lstatSync(path)
  if (!found.isFile()) throw locked(`${path} is not a file`)
  if (process.platform !== 'win32') {
    if (found.uid !== process.geteuid?.()) throw locked(`${path} belongs to somebody else`)
    if ((found.mode & 0o077) !== 0) throw locked(`${path} can be read by others; chmod 600 it`)
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== keyBytes) throw locked(`${path} holds no key`)
  return key
}

/** Durable and whole before it has its name, so that a crash never leaves half a key; the first of two wins. */
function createKey(path: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(keyBytes).toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // No hard links here (FAT, some network drives): the lock of the data folder keeps a second one away.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') renameSync(draft, path)
    else if (code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  syncFolder(dirname(path))
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
