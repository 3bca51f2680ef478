/** Small things that are read whole: watches, accounts, pauses, settings. */

import * as z from 'zod'
import { consentKinds } from '../../shared/contract.ts'
import { ConflictPolicy } from '../../shared/transfer.ts'
import { FileLimits, LinkPolicy } from '../../shared/watch-rules.ts'
import type { Account, Person } from '../engine/ports/account.ts'
import type { AccountPause } from '../engine/ports/account-pause.ts'
import type { Watch } from '../engine/ports/store.ts'
import { failureOf } from './rows.ts'
import {
  type SealedSample,
  clientSecretPurpose,
  proxyLoginKey,
  proxyLoginPurpose,
  signInPurpose,
  uploadPurpose,
} from './sealed.ts'
import type { Statements } from './statements.ts'

const StoredWatch = z.object({
  id: z.string(),
  name: z.string(),
  folder: z.string(),
  destination: z.string(),
  account: z.string(),
  conflict: ConflictPolicy,
  existing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('skip') }),
    z.object({ kind: z.literal('upload') }),
    z.object({ kind: z.literal('since'), at: z.number() }),
  ]),
  template: z.string().optional(),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  hidden: z.boolean().optional(),
  limits: FileLimits.optional(),
  links: LinkPolicy.optional(),
  longestWaitMs: z.number().optional(),
  existingFrom: z.number().optional(),
  settleMs: z.number(),
  after: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('keep') }),
    z.object({ kind: z.literal('trash') }),
    z.object({ kind: z.literal('move'), to: z.string() }),
  ]),
  state: z.enum(['active', 'paused', 'missing']),
  missingSince: z.number().optional(),
  rootIdentity: z.string(),
  initialScanDone: z.boolean(),
  createdAt: z.number(),
})

const StoredAccount = z.object({
  name: z.string(),
  kind: z.enum(['microsoft', 'box', 'practice']),
  user: z.string().nullable(),
  userId: z.string().nullable().optional(),
  cloud: z.enum(['global', 'us-gov', 'us-dod', 'china']),
  tenant: z.string().nullable(),
  clientId: z.string().nullable(),
  graphUrl: z.string().nullable(),
  loginUrl: z.string().nullable(),
  boxUrl: z.string().nullable(),
  boxUploadUrl: z.string().nullable(),
  boxLoginUrl: z.string().nullable(),
  createdAt: z.number(),
  signedOut: z.boolean(),
  consents: z.array(z.enum(consentKinds)).optional(),
  claims: z.string().nullable().optional(),
})

// Made once: a schema costs more to make than to use, and tokens are read for every request.
const DataRow = z.object({ data: z.string() })
const TokensRow = z.object({ tokens: z.string().nullable() })
const SecretRow = z.object({ secret: z.string().nullable() })
const UsesRow = z.object({ uses: z.number() })
const PauseRow = z.object({ account: z.string(), until: z.number(), failure: z.string() })
const SettingRows = z.array(z.object({ key: z.string(), value: z.string() }))

/** What each kind of sealed thing was sealed for. */
const purposes = {
  'sign-in': signInPurpose,
  client: clientSecretPurpose,
  upload: uploadPurpose,
  proxy: () => proxyLoginPurpose,
} as const

const SampleRows = z.array(
  z.object({ kind: z.enum(['sign-in', 'client', 'upload', 'proxy']), id: z.string(), sealed: z.string() }),
)

export class Records {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  watches(): Watch[] {
    const rows = this.#sql.all('SELECT data FROM watch ORDER BY created_at, id')
    return rows.map((row) => StoredWatch.parse(JSON.parse(DataRow.parse(row).data)))
  }

  putWatch(watch: Watch): void {
    this.#sql.run('INSERT OR REPLACE INTO watch VALUES (?, ?, ?)', watch.id, watch.createdAt, JSON.stringify(watch))
  }

  removeWatch(id: string): void {
    this.#sql.run('DELETE FROM watch WHERE id = ?', id)
  }

  accounts(): Account[] {
    const rows = this.#sql.all('SELECT data FROM account ORDER BY created_at, name')
    return rows.map((row) => StoredAccount.parse(JSON.parse(DataRow.parse(row).data)))
  }

  /** @param tokens sealed, as the client secret is; undefined: what is there stays */
  putAccount(account: Account, tokens?: string, clientSecret?: string): void {
    this.#sql.run(
      `INSERT INTO account VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET data = excluded.data, tokens = coalesce(excluded.tokens, tokens),
           client_secret = coalesce(excluded.client_secret, client_secret)`,
      account.name,
      account.createdAt,
      JSON.stringify(account),
      tokens ?? null,
      clientSecret ?? null,
    )
  }

  /** @returns sealed tokens */
  tokens(name: string): string | null {
    const row = this.#sql.get('SELECT tokens FROM account WHERE name = ?', name)
    return row === undefined ? null : TokensRow.parse(row).tokens
  }

  putTokens(name: string, tokens: string): void {
    this.#sql.run('UPDATE account SET tokens = ? WHERE name = ?', tokens, name)
  }

  /** Compares sealed text, which is never the same twice: equal means that nobody has written since it was read. */
  replaceTokens(name: string, known: string, next: string): boolean {
    return this.#sql.run('UPDATE account SET tokens = ? WHERE name = ? AND tokens IS ?', next, name, known) === 1
  }

  setSignedOut(name: string, known: string | null, claims: string | null): boolean {
    const update = `UPDATE account SET data = json_set(data, '$.signedOut', json('true'), '$.claims', ?)
      WHERE name = ? AND tokens IS ?`
    return this.#sql.run(update, claims, name, known) === 1
  }

  knowPerson({ name, createdAt }: Pick<Account, 'name' | 'createdAt'>, { id, user }: Person): boolean {
    const update = `UPDATE account SET data = json_set(data, '$.userId', coalesce(?, data ->> '$.userId'),
        '$.user', coalesce(?, data ->> '$.user'))
      WHERE name = ? AND created_at = ? AND (data ->> '$.userId' IS NULL OR data ->> '$.userId' IS ?)`
    return this.#sql.run(update, id, user, name, createdAt, id) === 1
  }

  /** @returns sealed */
  clientSecret(name: string): string | null {
    const row = this.#sql.get('SELECT client_secret AS secret FROM account WHERE name = ?', name)
    return row === undefined ? null : SecretRow.parse(row).secret
  }

  /** @returns how many transfers and watches still use it; 0: it is gone, or was another one of the name */
  removeUnused({ name, createdAt }: Pick<Account, 'name' | 'createdAt'>): number {
    const uses = this.usesOf(name)
    const isThere = this.#sql.get('SELECT 1 FROM account WHERE name = ? AND created_at = ?', name, createdAt)
    if (uses === 0 && isThere !== undefined) this.removeAccount(name)
    return uses
  }

  /** With what was held against it: another account of its name has nothing to do with that. Called inside a transaction. */
  removeAccount(name: string): void {
    this.#sql.run('DELETE FROM account WHERE name = ?', name)
    this.clearAccountPause(name)
  }

  /** A few sealed things: then the key that sealed them must be there. */
  sealedSamples(): SealedSample[] {
    const rows = this.#sql.all(
      `SELECT * FROM (SELECT 'sign-in' AS kind, name AS id, tokens AS sealed FROM account WHERE tokens IS NOT NULL LIMIT 10)
       UNION ALL SELECT * FROM (SELECT 'client', name, client_secret FROM account WHERE client_secret IS NOT NULL LIMIT 10)
       UNION ALL SELECT * FROM (SELECT 'upload', id, secret FROM session LIMIT 10)
       UNION ALL SELECT * FROM (SELECT 'upload', id, secret FROM abandoned LIMIT 10)
       UNION ALL SELECT 'proxy', key, json_extract(value, '$') FROM setting WHERE key = ? AND json_type(value) = 'text'`,
      proxyLoginKey,
    )
    return SampleRows.parse(rows).map(({ kind, id, sealed }) => ({ sealed, purpose: purposes[kind](id) }))
  }

  /** Unfinished transfers and watches that go to this account. */
  usesOf(account: string): number {
    const row = this.#sql.get(
      `SELECT (SELECT count(*) FROM transfer WHERE account = ? AND state NOT IN ('done', 'skipped', 'failed', 'canceled'))
         + (SELECT count(*) FROM watch WHERE json_extract(data, '$.account') = ?) AS uses`,
      account,
      account,
    )
    return UsesRow.parse(row).uses
  }

  accountPauses(now: number): AccountPause[] {
    const rows = this.#sql.all('SELECT * FROM account_pause WHERE until > ?', now)
    return rows.map((row) => {
      const { account, until, failure } = PauseRow.parse(row)
      return { account, until, failure: failureOf(failure) }
    })
  }

  putAccountPause({ account, until, failure }: AccountPause): void {
    this.#sql.run('INSERT OR REPLACE INTO account_pause VALUES (?, ?, ?)', account, until, JSON.stringify(failure))
  }

  clearAccountPause(account: string): void {
    this.#sql.run('DELETE FROM account_pause WHERE account = ?', account)
  }

  settings(): Record<string, unknown> {
    // Those of the store itself are nobody's settings.
    const rows = SettingRows.parse(this.#sql.all("SELECT * FROM setting WHERE key NOT LIKE 'store.%'"))
    return Object.fromEntries(rows.map(({ key, value }): [string, unknown] => [key, JSON.parse(value)]))
  }

  putSetting(key: string, value: unknown): void {
    this.#sql.run('INSERT OR REPLACE INTO setting VALUES (?, ?)', key, JSON.stringify(value ?? null))
  }
}
