/**
 * The access token of one account. Refresh tokens rotate: each can be used once, and the answer brings the next one.
 * So there is one refresh at a time, and what it brought is durable before anybody uses it (faults A01 to A04).
 */

import * as z from 'zod'
import { FailureError, fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Account, AccountStore, Tokens } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { HttpAnswer } from '../engine/ports/http.ts'
import type { Http } from './http.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'

export interface TokenSource {
  /** A token that should be good; renewed ahead of its end. */
  get(): Promise<Result<string>>
  /** The service did not take `rejected`: a newer one, from memory or by one refresh. */
  renew(rejected: string): Promise<Result<string>>
}

/** Where a refresh token is given for the next pair, and by which client (RFC 6749 section 6). */
export interface Renewal {
  readonly endpoint: string
  readonly clientId: string
  /** Of a client whose secret is none. Else the one that is stored with the account, where there is one. */
  readonly knownSecret?: string
}

export interface TokenOptions {
  readonly account: Pick<Account, 'name'>
  /** Null: it can't be renewed by itself. */
  readonly renewal: Renewal | null
  readonly store: AccountStore
  readonly http: Pick<Http, 'request'>
  readonly clock: Clock
}

/** A token is renewed this long before its end: a request may be queued, and clocks differ. */
const aheadMs = 5 * 60_000

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
})

export function createTokenSource(options: TokenOptions): TokenSource {
  return new RotatingTokens(options)
}

class RotatingTokens implements TokenSource {
  readonly #options: TokenOptions
  /** Fetched, but not yet durable. The refresh token before it is used up, so losing this signs the person out. */
  #unsaved: { readonly tokens: Tokens; readonly instead: string } | null = null
  #refreshing: Promise<Result<string>> | null = null

  constructor(options: TokenOptions) {
    this.#options = options
  }

  async get(): Promise<Result<string>> {
    const found = await this.#stored()
    if (!found.ok) return found
    const { accessToken, expiresAt, refreshToken } = found.value
    const now = this.#options.clock.now()
    if (expiresAt === null || now < expiresAt - aheadMs) return ok(accessToken)
    const isGood = now < expiresAt
    if (refreshToken === null) return isGood ? ok(accessToken) : this.#signedOut()
    const renewed = await this.#refresh(refreshToken)
    // While the old one lives, trouble with the sign-in service holds nobody up.
    return !renewed.ok && isGood && renewed.failure.code !== 'signed-out' ? ok(accessToken) : renewed
  }

  async renew(rejected: string): Promise<Result<string>> {
    const found = await this.#stored()
    if (!found.ok) return found
    if (found.value.accessToken !== rejected) return ok(found.value.accessToken)
    if (found.value.refreshToken === null) return this.#signedOut()
    return this.#refresh(found.value.refreshToken)
  }

  async #stored(): Promise<Result<Tokens>> {
    try {
      if (this.#unsaved !== null) await this.#saveLate(this.#unsaved)
      const tokens = await this.#options.store.tokens(this.#options.account.name)
      return tokens === null ? await this.#signedOut() : ok(tokens)
    } catch (error) {
      return fail(storeFailure(error))
    }
  }

  #refresh(refreshToken: string): Promise<Result<string>> {
    this.#refreshing ??= this.#refreshOnce(refreshToken).finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  async #refreshOnce(refreshToken: string): Promise<Result<string>> {
    const { renewal, account, store, http, clock } = this.#options
    if (renewal === null) return this.#signedOut()
    const { endpoint, clientId, knownSecret } = renewal
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken })
    try {
      // Not kept in memory: it is asked for once an hour.
      const secret = knownSecret ?? (await store.clientSecret(account.name))
      if (secret !== null) form.set('client_secret', secret)
    } catch (error) {
      return fail(storeFailure(error))
    }
    const asked = await http.request({
      method: 'POST',
      url: endpoint,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(form.toString()),
      // It belongs to no transfer, so none of them can stop it.
      signal: new AbortController().signal,
      publicOnly: false,
    })
    if (!asked.ok) return asked
    const answer = asked.value
    if (answer.status !== 200) return this.#refused(answer, hostOf(endpoint))
    const parsed = tokenAnswer.safeParse(answer.json)
    if (!parsed.success)
      return fail(failure('bad-response', { host: hostOf(endpoint), detail: 'an answer without a token' }))
    const { access_token: accessToken, expires_in: seconds, refresh_token: next } = parsed.data
    const expiresAt = seconds === undefined ? null : clock.now() + seconds * 1000
    const tokens: Tokens = { accessToken, expiresAt, refreshToken: next ?? refreshToken }
    try {
      await store.putTokens(account.name, tokens)
    } catch (error) {
      this.#unsaved = { tokens, instead: refreshToken }
      return fail(storeFailure(error))
    }
    return ok(accessToken)
  }

  /** Unless the person has signed in again meanwhile: then the store has what is newer. */
  async #saveLate(unsaved: { readonly tokens: Tokens; readonly instead: string }): Promise<void> {
    const { store, account } = this.#options
    const stored = await store.tokens(account.name)
    if (stored?.refreshToken === unsaved.instead) await store.putTokens(account.name, unsaved.tokens)
    if (this.#unsaved === unsaved) this.#unsaved = null
  }

  /** RFC 6749 section 5.2, and Entra's additions: some refusals are the person's business, the rest passes. */
  async #refused(answer: HttpAnswer, host: string): Promise<Result<never>> {
    const code = z.object({ error: z.string().max(100) }).safeParse(answer.json).data?.error
    if (code !== undefined && personal.has(code)) return this.#signedOut()
    const detail = code === undefined ? `status ${answer.status}` : `status ${answer.status}, ${code}`
    const delay = retryAfterMs(answer.header('retry-after'), answer.serverDate ?? this.#options.clock.now())
    if (answer.status === 429 || (answer.status === 503 && delay !== null)) {
      return fail(failure('throttled', { host }, delay === null ? undefined : this.#options.clock.now() + delay))
    }
    return fail(failure(answer.status >= 500 ? 'server-error' : 'bad-response', { host, detail }))
  }

  /** Remembered with the account, so that every face says the same and nobody asks the service again. */
  async #signedOut(): Promise<Result<never>> {
    const { account, store } = this.#options
    try {
      const stored = (await store.accounts()).find(({ name }) => name === account.name)
      if (stored !== undefined && !stored.signedOut) await store.putAccount({ ...stored, signedOut: true })
    } catch {
      // The failure below says it too; the mark is set next time.
    }
    return fail(failure('signed-out', { account: account.name }))
  }
}

/** Only a person can cure these (ENTRA: reference-error-codes; `invalid_client` and its kin are set up wrongly). */
const personal: ReadonlySet<string> = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
  'invalid_client',
  'unauthorized_client',
  'access_denied',
])

function storeFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  return failure('store-failed', { detail: 'the sign-in could not be read or saved' })
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The sign-in service'
}
