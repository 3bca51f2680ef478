/**
 * The access token of one account. Refresh tokens rotate: each can be used once, and the answer brings the next one.
 * So there is one refresh at a time, and what it brought is durable before anybody uses it (faults A01 to A04).
 */

import * as z from 'zod'
import { claimsWith } from '../../shared/claims.ts'
import { FailureError, fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Account, AccountStore, Tokens } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { HttpAnswer } from '../engine/ports/http.ts'
import type { Http } from './http.ts'
import { passingFailure } from './passing.ts'

export interface TokenSource {
  /** A token that should be good; renewed ahead of its end. */
  get(): Promise<Result<string>>
  /**
   * The service did not take `rejected`: a newer one, from memory or by one refresh.
   *
   * @param claims what it wants of the next one: the JSON of its challenge
   */
  renew(rejected: string, claims?: string | null): Promise<Result<string>>
  /**
   * Nothing but a person helps: `rejected` was new, and the service wants `claims` of it, or doesn't say why it takes none
   * (null). A newer one, or `signed-out`.
   */
  giveUp(rejected: string, claims: string | null): Promise<Result<string>>
}

/** Where a refresh token is given for the next pair, and by which client (RFC 6749 section 6). */
export interface Renewal {
  readonly endpoint: string
  readonly clientId: string
  /** Of a client whose secret is none. Else the one that is stored with the account, where there is one. */
  readonly knownSecret?: string
  /** Whether the service understands `claims`, and is told that we take challenges. */
  readonly takesClaims?: boolean
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

/** What a refresh is about: the token that is no good any more, and what the next one must have. */
interface Need {
  readonly stale: string
  readonly claims: string | null
}

class RotatingTokens implements TokenSource {
  readonly #options: TokenOptions
  /** Fetched, but not yet durable. The refresh token before it is used up, so losing this signs the person out. */
  #unsaved: { readonly next: Tokens; readonly known: Tokens } | null = null
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
    if (refreshToken === null && isGood) return ok(accessToken)
    const renewed = await this.#refresh({ stale: accessToken, claims: null })
    // While the old one lives, trouble with the sign-in service holds nobody up.
    return !renewed.ok && isGood && renewed.failure.code !== 'signed-out' ? ok(accessToken) : renewed
  }

  async renew(rejected: string, claims: string | null = null): Promise<Result<string>> {
    const need = { stale: rejected, claims }
    const renewed = await this.#refresh(need)
    // We may have joined one that was about the token before a person's new sign-in.
    return renewed.ok && renewed.value === rejected ? this.#refresh(need) : renewed
  }

  async giveUp(rejected: string, claims: string | null): Promise<Result<string>> {
    const found = await this.#stored()
    if (!found.ok) return found
    return found.value.accessToken === rejected ? this.#signedOut(found.value, claims) : ok(found.value.accessToken)
  }

  async #stored(): Promise<Result<Tokens>> {
    try {
      if (this.#unsaved !== null) await this.#saveLate(this.#unsaved)
      const tokens = await this.#options.store.tokens(this.#options.account.name)
      return tokens === null ? await this.#withoutTokens() : ok(tokens)
    } catch (error) {
      return fail(storeFailure(error))
    }
  }

  #refresh(need: Need): Promise<Result<string>> {
    this.#refreshing ??= this.#refreshOnce(need).finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  /** Reads first: whoever comes just after a refresh has ended must not use up the next refresh token. */
  async #refreshOnce({ stale, claims }: Need): Promise<Result<string>> {
    const found = await this.#stored()
    if (!found.ok) return found
    const known = found.value
    if (known.accessToken !== stale) return ok(known.accessToken)
    const { renewal, http } = this.#options
    if (known.refreshToken === null || renewal === null) return this.#signedOut(known, claims)
    const form = await this.#form(renewal, known.refreshToken, claims)
    if (!form.ok) return form
    const asked = await http.request({
      method: 'POST',
      url: renewal.endpoint,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(form.value.toString()),
      // It belongs to no transfer, so none of them can stop it.
      signal: new AbortController().signal,
      // Nor does another network: Box takes the refresh token as it answers, and an answer that is lost signs the person out.
      isOnlyOnce: true,
      publicOnly: false,
    })
    if (!asked.ok) return asked
    if (asked.value.status !== 200) return this.#refused(asked.value, known, claims)
    return this.#take(asked.value, known)
  }

  /** RFC 6749 section 6. */
  async #form(renewal: Renewal, refreshToken: string, claims: string | null): Promise<Result<URLSearchParams>> {
    const { clientId, knownSecret, takesClaims = false } = renewal
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken })
    if (takesClaims) form.set('claims', claimsWith(claims))
    try {
      // Not kept in memory: it is asked for once an hour.
      const secret = knownSecret ?? (await this.#options.store.clientSecret(this.#options.account.name))
      if (secret !== null) form.set('client_secret', secret)
      return ok(form)
    } catch (error) {
      return fail(storeFailure(error))
    }
  }

  /** Durable before it is used, and never in the place of what a person's new sign-in has brought meanwhile. */
  async #take(answer: HttpAnswer, known: Tokens): Promise<Result<string>> {
    const { store, account, clock } = this.#options
    const parsed = tokenAnswer.safeParse(answer.json)
    if (!parsed.success)
      return fail(failure('bad-response', { host: this.#host(), detail: 'an answer without a token' }))
    const { access_token: accessToken, expires_in: seconds, refresh_token: fresh } = parsed.data
    const expiresAt = seconds === undefined ? null : clock.now() + seconds * 1000
    const next: Tokens = { accessToken, expiresAt, refreshToken: fresh ?? known.refreshToken }
    try {
      if (await store.replaceTokens(account.name, known, next)) return ok(accessToken)
    } catch (error) {
      this.#unsaved = { next, known }
      return fail(storeFailure(error))
    }
    return this.#newer()
  }

  /** What is stored now, because it isn't any more what it was. */
  async #newer(): Promise<Result<string>> {
    const found = await this.#stored()
    return found.ok ? ok(found.value.accessToken) : found
  }

  async #saveLate(unsaved: { readonly next: Tokens; readonly known: Tokens }): Promise<void> {
    await this.#options.store.replaceTokens(this.#options.account.name, unsaved.known, unsaved.next)
    if (this.#unsaved === unsaved) this.#unsaved = null
  }

  /** RFC 6749 section 5.2, and Entra's additions: some refusals are the person's business, the rest passes. */
  async #refused(answer: HttpAnswer, known: Tokens, claims: string | null): Promise<Result<string>> {
    const host = this.#host()
    const { error: code, claims: wanted } = refusal.safeParse(answer.json).data ?? {}
    if (code !== undefined && personal.has(code)) return this.#signedOut(known, wanted ?? claims)
    return fail(passingFailure(answer, host, this.#options.clock.now(), code))
  }

  /** Remembered with the account, so that every face says the same and nobody asks the service again. */
  async #signedOut(known: Tokens, claims: string | null): Promise<Result<string>> {
    const { account, store } = this.#options
    try {
      // A person has signed in meanwhile: the refusal was about the tokens before.
      if (!(await store.setSignedOut(account.name, known, claims))) return await this.#newer()
    } catch {
      // The failure below says it too; the mark is set next time.
    }
    return fail(failure('signed-out', { account: account.name }))
  }

  async #withoutTokens(): Promise<Result<never>> {
    const { account, store } = this.#options
    await store.setSignedOut(account.name, null, null)
    return fail(failure('signed-out', { account: account.name }))
  }

  #host(): string {
    return hostOf(this.#options.renewal?.endpoint ?? '')
  }
}

/** Entra says with some refusals what it wants of the next sign-in (reference-error-codes of entra-docs). */
const refusal = z.object({ error: z.string().max(100), claims: z.string().max(8_192).optional().catch(undefined) })

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
