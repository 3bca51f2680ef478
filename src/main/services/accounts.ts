/** Accounts: added, signed in, chosen, removed. Tokens go in here and never come out to a face. */

import type { AccountView, AddAccount, TokenFile } from '../../shared/contract.ts'
import { type DestinationKind, parseDestination } from '../../shared/destination.ts'
import { type Failure, type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Account, AccountStore, Person, Tokens } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import { askedUser } from './asked-user.ts'
import { withItsPerson } from './known-person.ts'
import { accountOf, needsNoSignIn } from './new-account.ts'
import { asPerson, isThere, otherUser } from './same-account.ts'
import { TriedSignIn } from './tried-sign-in.ts'

/** Who an account belongs to, asked of the service itself. */
export interface WhoAmI {
  /** Null where the service can't be reached now. Failures: `signed-out`, and others that need somebody to do something. */
  userOf(account: Account): Promise<Result<Person | null>>
  /** The same with a sign-in that is not stored. */
  userWith(account: Account, tried: AccountStore): Promise<Result<Person | null>>
}

export interface AccountParts {
  readonly store: AccountStore
  readonly clock: Clock
  readonly whoAmI: WhoAmI
  isSafeRoot(url: string): boolean
  /** What the administrator doesn't allow; null: it is allowed. */
  refusalOf(account: Account): Failure | null
  destinationRefusalOf(address: string): Failure | null
  canServe(kind: Account['kind'], destination: { readonly kind: DestinationKind }): boolean
  /** What has to be told of an account's sign-in: transfers that waited for it go on. */
  signedIn(account: string): Promise<void>
  /** No log says it from now on. */
  note(secret: string): void
  /** Forgets the account in one step with the question who uses it: how many transfers and watches, and then it stays. */
  removeUnused(account: Pick<Account, 'name' | 'createdAt'>): Promise<number>
  /**
   * Reads what is needed to end its tokens at the service; what comes back does it, where that can be asked for. Whatever
   * becomes of it, it comes back soon.
   */
  goodbyeOf(account: Account): Promise<() => Promise<void>>
}

export class Accounts {
  readonly #parts: AccountParts

  constructor(parts: AccountParts) {
    this.#parts = parts
  }

  async list(): Promise<AccountView[]> {
    return (await this.#parts.store.accounts()).map((account) => this.#view(account))
  }

  /**
   * The account to use for an address: the one that was named, else the only one that can serve it.
   * Failures: `address-invalid`, `account-unknown`, `address-not-supported`, `no-account`, `account-ambiguous`,
   * `not-allowed-here`.
   */
  async choose(name: string | undefined, address: string): Promise<Result<Account>> {
    const destination = parseDestination(address)
    if (!destination.ok) return destination
    const refused = this.#parts.destinationRefusalOf(address)
    return refused === null ? this.chooseFor(name, destination.value.kind, address) : fail(refused)
  }

  /** The same for a kind of destination (null: any), `address` being what failures speak of. */
  async chooseFor(name: string | undefined, kind: DestinationKind | null, address: string): Promise<Result<Account>> {
    const accounts = await this.#parts.store.accounts()
    const able = accounts.filter((account) => kind === null || this.#parts.canServe(account.kind, { kind }))
    if (name !== undefined) {
      const named = accounts.find((account) => account.name === name)
      if (named === undefined) return fail(failure('account-unknown', { account: name }))
      if (!able.includes(named)) return fail(failure('address-not-supported', { destination: address }))
      const refused = this.#parts.refusalOf(named)
      return refused === null ? ok(named) : fail(refused)
    }
    const allowed = able.filter((account) => this.#parts.refusalOf(account) === null)
    const [only, ...others] = allowed
    if (only === undefined) return fail(this.#noneFor(able, address))
    if (others.length === 0) return ok(only)
    const choices = allowed.map((account) => account.name).join(', ')
    return fail(failure('account-ambiguous', { destination: address, choices }))
  }

  #noneFor([able]: readonly Account[], destination: string): Failure {
    const refused = able === undefined ? null : this.#parts.refusalOf(able)
    return refused ?? failure('no-account', { destination })
  }

  #view(account: Account): AccountView {
    const view = viewOf(account)
    return this.#parts.refusalOf(account) === null ? view : { ...view, state: 'not-allowed' }
  }

  async add(request: AddAccount, signal: AbortSignal): Promise<Result<AccountView>> {
    const { store, clock } = this.#parts
    if (request.tokens === undefined && !needsNoSignIn(request)) {
      return fail(failure('usage', { detail: 'Say where its tokens are with --token-file, or sign in.' }))
    }
    const made = accountOf(request, clock.now(), (url) => this.#parts.isSafeRoot(url))
    if (!made.ok) return made
    const account = made.value
    const refused = this.#parts.refusalOf(account)
    if (refused !== null) return fail(refused)
    const existing = await store.accounts()
    if (existing.some((other) => other.name === account.name)) {
      return fail(failure('account-exists', { account: account.name }))
    }
    const tokens = request.tokens === undefined ? undefined : tokensOf(request.tokens)
    await store.putAccount(account, tokens, request.clientSecret)
    signal.throwIfAborted()
    const user = await this.#parts.whoAmI.userOf(account)
    if (!user.ok) {
      await store.removeAccount(account.name)
      return user
    }
    const known = { ...account, ...asPerson(account, user.value) }
    await store.putAccount(known)
    return ok(this.#view(known))
  }

  /**
   * What is stored is replaced once the service has said that it is the same person's; where nobody knew whose the
   * account is, once it has taken the new sign-in, or can't be reached to say so.
   * @param clientSecret undefined: the one that is there stays
   */
  async signIn(
    name: string,
    { tokens, clientSecret }: { readonly tokens: TokenFile; readonly clientSecret?: string | undefined },
    signal: AbortSignal,
  ): Promise<Result<AccountView>> {
    const { store, whoAmI, clock } = this.#parts
    const note = (secret: string): void => this.#parts.note(secret)
    const stored = (await store.accounts()).find((other) => other.name === name)
    if (stored === undefined) return fail(failure('account-unknown', { account: name }))
    const account = await withItsPerson({ store, whoAmI }, stored)
    if (clientSecret !== undefined && account.clientId === null) {
      const detail = `'${name}' was added without a client id, so that no client secret belongs to it.`
      return fail(failure('usage', { detail }))
    }
    // What a person was asked for, and what of a challenge was met, nobody knows of tokens in a file.
    const fresh: Account = { ...account, signedOut: false, consents: undefined, claims: null }
    if (clientSecret !== undefined) note(clientSecret)
    const tried = new TriedSignIn({
      account: fresh,
      tokens: tokensOf(tokens),
      clientSecret: async () => clientSecret ?? store.clientSecret(name),
      note,
    })
    const ask = () => whoAmI.userWith(fresh, tried)
    // A refresh token may be spent by then: nothing is given up for one passing trouble.
    const user = await (account.user === null ? ask() : askedUser(ask, clock, signal))
    if (!user.ok) return user
    const refused = otherUser(account, user.value)
    if (refused !== null) return fail(refused)
    if (!isThere(account, await store.accounts())) return fail(failure('account-unknown', { account: name }))
    const known = { ...fresh, ...asPerson(account, user.value) }
    await store.putAccount(known, tried.current, clientSecret)
    await this.#parts.signedIn(name)
    return ok(this.#view(known))
  }

  async remove(name: string): Promise<Result<Record<string, never>>> {
    const { store } = this.#parts
    const account = (await store.accounts()).find((one) => one.name === name)
    if (account === undefined) return fail(failure('account-unknown', { account: name }))
    // Read before it is forgotten, afterwards nobody could; said once nothing can be added to it any more.
    const sayGoodbye = await this.#parts.goodbyeOf(account)
    const uses = await this.#parts.removeUnused(account)
    if (uses > 0) {
      const detail = `'${name}' is still used by ${uses} unfinished transfers or watched folders; cancel or remove them first.`
      return fail(failure('not-now', { detail }))
    }
    await sayGoodbye()
    return ok({})
  }
}

function tokensOf(file: TokenFile): Tokens {
  const { accessToken, expiresAt, refreshToken } = file
  const at = typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt
  return { accessToken, expiresAt: at ?? null, refreshToken: refreshToken ?? null }
}

export function viewOf(account: Account): AccountView {
  const { name, kind, user, cloud, signedOut } = account
  return {
    name,
    kind,
    user,
    cloud: kind === 'practice' ? 'practice' : cloud,
    state: signedOut ? 'signed-out' : 'ready',
  }
}
