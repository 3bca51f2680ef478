import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import { Vault } from '../../../src/main/secrets/vault.ts'
import { clientSecretPurpose, signInPurpose, uploadPurpose } from '../../../src/main/store/sealed.ts'
import { openStore, testKey } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function codeOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : String(error)
  }
}

describe('what is sealed', () => {
  const vault = new Vault(testKey)

  it('opens for its purpose, and each time looks different', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
        const sealed = vault.seal(text, purpose)
        expect(vault.open(sealed, purpose)).toBe(text)
        expect(vault.seal(text, purpose)).not.toBe(sealed)
      }),
      { numRuns: 50, seed: 3 },
    )
  })

  it('opens for no other purpose, with no other key, and not when it was changed', () => {
    const sealed = vault.seal('https://up.example/secret', uploadPurpose('s1'))
    expect(codeOf(() => vault.open(sealed, uploadPurpose('s2')))).toBe('secrets-locked')
    expect(codeOf(() => vault.open(sealed, signInPurpose('s1')))).toBe('secrets-locked')
    expect(codeOf(() => new Vault(Buffer.alloc(32)).open(sealed, uploadPurpose('s1')))).toBe('secrets-locked')
    const bytes = Buffer.from(sealed, 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(codeOf(() => vault.open(changed.toString('base64url'), uploadPurpose('s1')))).toBe('secrets-locked')
    }
    for (const nonsense of ['', 'x', sealed.slice(0, 20), 'https://up.example/secret']) {
      expect(codeOf(() => vault.open(nonsense, uploadPurpose('s1')))).toBe('secrets-locked')
    }
  })
})

describe('the database', () => {
  const token = 'eyJ-canary-access-token-0123456789'
  const clientSecret = 'canary-client-secret-0123456789'
  const upload = 'https://up.example/canary-upload-url?tempauth=v1.canary'

  async function filled() {
    const folder = temporaryFolder()
    const { store, sync, db } = openStore(join(folder, 'longshore.db'))
    const account = {
      name: 'work',
      kind: 'microsoft',
      user: null,
      cloud: 'global',
      tenant: null,
      clientId: null,
      graphUrl: null,
      loginUrl: null,
      boxUrl: null,
      boxUploadUrl: null,
      boxLoginUrl: null,
      createdAt: 1,
      signedOut: false,
    } as const
    await store.putAccount(account, { accessToken: token, expiresAt: null, refreshToken: token })
    await store.putAccount(account, undefined, clientSecret)
    await store.putAccount({ ...account, name: 'home' }, { accessToken: token, expiresAt: null, refreshToken: null })
    const [one] = await store.enqueue(
      [
        {
          batchId: null,
          watchId: null,
          account: 'work',
          root: '/r',
          path: '/r/a',
          destination: 'onedrive:/',
          folders: [],
          name: 'a',
          conflict: 'fail',
          settleMs: 1,
          state: 'queued',
          fingerprint: null,
          replaces: null,
          why: 'x',
        },
      ],
      1,
    )
    const id = one?.transfer.id ?? ''
    for (const session of ['s1', 's2']) {
      const open = { id: session, secret: upload, openedAt: 1, expiresAt: null }
      await store.apply({ id, from: 'queued', event: null, session: { open }, step: null }, 1)
    }
    return { folder, store, sync, db, id }
  }

  it('holds no secret that can be read, neither in its files nor in its log', async () => {
    const { folder, db } = await filled()
    db.exec(`VACUUM INTO '${join(folder, 'copy.db')}'`)
    const names = readdirSync(folder)
    expect(names).toContain('longshore.db-wal')
    for (const name of names) {
      const bytes = readFileSync(join(folder, name))
      for (const secret of ['canary', Buffer.from(token).toString('base64').slice(4, 20), 'tempauth']) {
        expect([name, secret, bytes.includes(secret)]).toEqual([name, secret, false])
      }
    }
    db.close()
  })

  it('gives nothing that was moved to another row', async () => {
    const { store, sync, db, id } = await filled()
    expect(
      sync
        .sealedSamples()
        .map(({ purpose }) => purpose)
        .sort(),
    ).toEqual(
      [
        signInPurpose('home'),
        signInPurpose('work'),
        clientSecretPurpose('work'),
        uploadPurpose('s1'),
        uploadPurpose('s2'),
      ].sort(),
    )
    db.exec("UPDATE account SET client_secret = (SELECT client_secret FROM account AS other WHERE name = 'work')")
    await expect(store.clientSecret('home')).rejects.toThrow(FailureError)
    expect(await store.clientSecret('work')).toBe(clientSecret)
    // Nor does it pass for a sign-in of its own account.
    db.exec("UPDATE account SET client_secret = tokens WHERE name = 'work'")
    await expect(store.clientSecret('work')).rejects.toThrow(FailureError)
    db.exec("UPDATE account SET tokens = (SELECT tokens FROM account AS other WHERE name = 'work')")
    await expect(store.tokens('home')).rejects.toThrow(FailureError)
    expect(await store.tokens('work')).toMatchObject({ accessToken: token })
    db.exec("UPDATE session SET secret = (SELECT secret FROM abandoned WHERE id = 's1')")
    await expect(store.session(id)).rejects.toThrow(FailureError)
    expect(await store.abandoned(9, 9)).toMatchObject([{ id: 's1', secret: upload }])
    db.close()
  })

  it('says whether anything is sealed', async () => {
    const { sync, db } = openStore()
    expect(sync.sealedSamples()).toEqual([])
    db.exec("INSERT INTO abandoned VALUES ('s9', 'a', 'd', 'sealed', 0, 1)")
    expect(sync.sealedSamples()).toEqual([{ sealed: 'sealed', purpose: uploadPurpose('s9') }])
  })
})
