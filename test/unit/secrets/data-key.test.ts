import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import { type KeyMeans, changeProtection, noMeans, openDataKey } from '../../../src/main/secrets/data-key.ts'
import { sweepKeyDrafts } from '../../../src/main/secrets/key-file.ts'
import { keyOfPassphrase, scryptCosts } from '../../../src/main/secrets/passphrase.ts'
import { Vault } from '../../../src/main/secrets/vault.ts'
import { FakeKeychain } from '../../support/fake-keychain.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const passphrase = 'correct horse battery staple ü'

function withPassphrase(text: string | null): KeyMeans {
  return { ...noMeans, passphrase: async () => text }
}

async function refusal(act: Promise<unknown>): Promise<{ code: string; remedy: string } | null> {
  try {
    await act
    return null
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    return { code: error.failure.code, remedy: error.failure.facts['remedy'] ?? '' }
  }
}

async function codeOf(act: Promise<unknown>): Promise<string | null> {
  return (await refusal(act))?.code ?? null
}

const sampleOf = (key: Buffer) => ({ sealed: new Vault(key).seal('x', 'p'), purpose: 'p' })
const newPath = () => join(temporaryFolder(), 'key')

describe('the key file', () => {
  it('is made once, for its user alone, and found again', async () => {
    const path = newPath()
    const { key, protection } = await openDataKey(path, [], noMeans)
    expect(protection).toBe('key-file')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(path, '..'))).toEqual(['key'])
    const before = readFileSync(path)
    const sample = sampleOf(key)
    const damaged = { ...sample, sealed: 'damaged' }
    for (const samples of [[], [sample], [damaged, sample]]) {
      expect((await openDataKey(path, samples, noMeans)).key.equals(key)).toBe(true)
    }
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is not made under a passphrase that anybody guesses', async () => {
    const path = newPath()
    for (const given of ['', 'seven77']) {
      expect(await codeOf(openDataKey(path, [], { ...noMeans, givenPassphrase: async () => given }))).toBe('usage')
    }
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it('is not made anew where something is sealed already', async () => {
    const path = newPath()
    const { key } = await openDataKey(path, [], noMeans)
    rmSync(path)
    expect(await codeOf(openDataKey(path, [sampleOf(key)], noMeans))).toBe('secrets-locked')
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it('of somebody else’s data is refused at the start', async () => {
    const [path, elsewhere] = [newPath(), newPath()]
    const other = sampleOf((await openDataKey(elsewhere, [], noMeans)).key)
    await openDataKey(path, [], noMeans)
    const before = readFileSync(path)
    expect(await codeOf(openDataKey(path, [other], noMeans))).toBe('secrets-locked')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it.each(['', 'short', 'x'.repeat(1_000), '{', '{}', '{"protection":"keychain"}', '{"protection":"tomorrow"}'])(
    'that is no key is refused and left: %s',
    async (content) => {
      const path = newPath()
      writeFileSync(path, content, { mode: 0o600 })
      expect(await codeOf(openDataKey(path, [], { ...noMeans, keychain: new FakeKeychain() }))).toBe('secrets-locked')
      expect(readFileSync(path, 'utf8')).toBe(content)
    },
  )

  it('that is no file, or nowhere, is refused', async () => {
    const folder = newPath()
    mkdirSync(folder)
    expect(await codeOf(openDataKey(folder, [], noMeans))).toBe('secrets-locked')
    expect(await codeOf(openDataKey(join(folder, 'missing', 'key'), [], noMeans))).toBe('secrets-locked')
  })

  it('that others can read, or that is elsewhere, is refused', async ({ skip }) => {
    if (process.platform === 'win32') skip('needs POSIX permissions')
    const path = newPath()
    await openDataKey(path, [], noMeans)
    for (const mode of [0o640, 0o604, 0o660, 0o777]) {
      chmodSync(path, mode)
      expect(await codeOf(openDataKey(path, [], noMeans))).toBe('secrets-locked')
    }
    chmodSync(path, 0o600)
    symlinkSync(path, join(path, '..', 'link'))
    expect(await codeOf(openDataKey(join(path, '..', 'link'), [], noMeans))).toBe('secrets-locked')
  })

  it('that somebody was about to write is swept away, and nothing else', async () => {
    const path = newPath()
    await openDataKey(path, [], noMeans)
    for (const name of ['key.0123456789ab', 'key.backup', 'keys', 'key.0123456789abc']) {
      writeFileSync(join(path, '..', name), '')
    }
    sweepKeyDrafts(path)
    expect(readdirSync(join(path, '..')).toSorted()).toEqual(['key', 'key.0123456789abc', 'key.backup', 'keys'])
  })
})

describe('a passphrase', () => {
  it('protects the key from then on, with its costs beside it', async () => {
    const path = newPath()
    const { key } = await openDataKey(path, [], noMeans)
    await changeProtection(path, key, 'passphrase', withPassphrase(passphrase))
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(key.toString('base64').slice(0, 20))
    expect(JSON.parse(text)).toMatchObject({ protection: 'passphrase', scrypt: scryptCosts })
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    const sample = sampleOf(key)
    // As another keyboard composes it.
    for (const typed of [passphrase, passphrase.normalize('NFD')]) {
      const opened = await openDataKey(path, [sample], withPassphrase(typed))
      expect(opened).toEqual({ key, protection: 'passphrase' })
    }
    expect(await refusal(openDataKey(path, [sample], withPassphrase(`${passphrase} `)))).toEqual({
      code: 'secrets-locked',
      remedy: expect.stringContaining('--passphrase-file'),
    })
    expect(await codeOf(openDataKey(path, [sample], withPassphrase(null)))).toBe('secrets-locked')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('that was given beforehand protects a new key at once', async () => {
    const path = newPath()
    const given = { ...withPassphrase(passphrase), givenPassphrase: async () => passphrase }
    expect((await openDataKey(path, [], given)).protection).toBe('passphrase')
    expect(await codeOf(openDataKey(path, [], noMeans))).toBe('secrets-locked')
  })

  it('makes the key that scrypt says (RFC 7914, section 12)', async () => {
    const costs = { cost: 2 ** 14, blockSize: 8, parallelization: 1 }
    const key = await keyOfPassphrase('pleaseletmein', Buffer.from('SodiumChloride'), costs)
    expect(key.toString('hex')).toBe('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2')
  })

  it.each([
    { cost: 2 ** 30 },
    { cost: 2 ** 17 + 1 },
    { cost: 2 },
    { blockSize: 1_000_000 },
    { parallelization: 1_000_000 },
  ])('whose stored costs ask for too much or too little is refused unasked: %o', async (costs) => {
    const path = newPath()
    const asked: string[] = []
    const means = { ...noMeans, passphrase: async () => (asked.push('asked'), null) }
    const store = (scrypt: object) => {
      const stored = { protection: 'passphrase', scrypt, salt: 'c2FsdA==', sealed: 'AAAA' }
      writeFileSync(path, JSON.stringify(stored), { mode: 0o600 })
    }
    store({ ...scryptCosts, ...costs })
    expect(await codeOf(openDataKey(path, [], means))).toBe('secrets-locked')
    expect(asked).toEqual([])
    store(scryptCosts)
    expect(await codeOf(openDataKey(path, [], means))).toBe('secrets-locked')
    expect(asked).toEqual(['asked'])
  })
})

describe('fault-A07 the keychain', () => {
  const withKeychain = (keychain: FakeKeychain): KeyMeans => ({ ...noMeans, keychain })

  it('has a new key from the start, and nobody else opens it', async () => {
    const path = newPath()
    const keychain = new FakeKeychain()
    const { key, protection } = await openDataKey(path, [], withKeychain(keychain))
    expect(protection).toBe('keychain')
    expect(readFileSync(path, 'utf8')).not.toContain(key.toString('base64').slice(0, 20))
    expect(await openDataKey(path, [sampleOf(key)], withKeychain(keychain))).toEqual({ key, protection: 'keychain' })
    const text = readFileSync(path, 'utf8')
    expect(await refusal(openDataKey(path, [], noMeans))).toEqual({
      code: 'secrets-locked',
      remedy: expect.stringContaining('Start the Longshore app'),
    })
    for (const is of ['unavailable', 'plain-text'] as const) {
      keychain.is = is
      expect(await refusal(openDataKey(path, [], withKeychain(keychain)))).toEqual({
        code: 'secrets-locked',
        remedy: expect.stringContaining('Unlock'),
      })
    }
    keychain.is = 'usable'
    keychain.forget()
    expect(await codeOf(openDataKey(path, [], withKeychain(keychain)))).toBe('secrets-locked')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it.each(['unavailable', 'plain-text'] as const)('S2: that is %s gets nothing: the key file is used', async (is) => {
    const path = newPath()
    const keychain = new FakeKeychain()
    keychain.is = is
    expect((await openDataKey(path, [], withKeychain(keychain))).protection).toBe('key-file')
    expect(keychain.wraps).toBe(0)
  })

  it('that gives back something else than it took gets nothing', async () => {
    const path = newPath()
    const keychain = new FakeKeychain()
    keychain.isBroken = true
    const { key, protection } = await openDataKey(path, [], withKeychain(keychain))
    expect(protection).toBe('key-file')
    const text = readFileSync(path, 'utf8')
    expect(await codeOf(changeProtection(path, key, 'keychain', withKeychain(keychain)))).toBe('secrets-locked')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('with a newer key of its own gets ours once more', async () => {
    const path = newPath()
    const keychain = new FakeKeychain()
    const { key } = await openDataKey(path, [], withKeychain(keychain))
    const before = readFileSync(path, 'utf8')
    keychain.hasNewerKey = true
    expect((await openDataKey(path, [], withKeychain(keychain))).key.equals(key)).toBe(true)
    expect(readFileSync(path, 'utf8')).not.toBe(before)
    expect((await openDataKey(path, [], withKeychain(keychain))).key.equals(key)).toBe(true)
  })
})

describe('a change of protection', () => {
  it('goes from each to each, and what was sealed before opens', async () => {
    const path = newPath()
    const means = { ...withPassphrase(passphrase), keychain: new FakeKeychain() }
    const { key } = await openDataKey(path, [], noMeans)
    const sample = sampleOf(key)
    const walk = ['passphrase', 'keychain', 'key-file', 'keychain', 'passphrase', 'key-file'] as const
    for (const to of walk) {
      await changeProtection(path, key, to, means)
      expect(await openDataKey(path, [sample], means)).toEqual({ key, protection: to })
      expect(readFileSync(path, 'utf8').includes(key.toString('base64'))).toBe(to === 'key-file')
      expect(readdirSync(join(path, '..'))).toEqual(['key'])
    }
  })

  it('that can’t be had changes nothing', async () => {
    const path = newPath()
    const { key } = await openDataKey(path, [], noMeans)
    const before = readFileSync(path, 'utf8')
    for (const to of ['passphrase', 'keychain'] as const) {
      expect(await codeOf(changeProtection(path, key, to, noMeans))).toBe('secrets-locked')
    }
    expect(readFileSync(path, 'utf8')).toBe(before)
  })
})
