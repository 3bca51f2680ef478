/** Accounts: added, signed in, chosen, removed. Tokens go in here and never come out to a face. */

import type { AccountView, AddAccount, TokenFile } from '../../shared/contract.ts'
import { type DestinationKind, parseDestination } from '../../shared/destination.ts'
import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Account, AccountStore, Tokens } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'

/** Who an account belongs to, asked of the service itself. */
export interface WhoAmI {
  /** The user's name, or null where the service can't be reached now. Failures: `signed-out`. */
  userOf(account: Account): Promise<Result<string | null>>
}

export interface AccountParts {
  readonly store: AccountStore
  readonly clock: Clock
  readonly whoAmI: WhoAmI
  isSafeRoot(url: string): boolean
  canServe(kind: Account['kind'], destination: { readonly kind: DestinationKind }): boolean
  /** What has to be told of an account's sign-in: transfers that waited for it go on. */
  signedIn(account: string): Promise<void>
  /** Transfers and watches that still use the account: then it stays. */
  usesOf(account: string): Promise<number>
}

/** Roots of Microsoft's clouds (graph.md F3). */
const cloudRoots: Record<AddAccount['cloud'], { readonly graph: string; readonly login: string }> = {
  global: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
  'us-gov': { graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  'us-dod': { graph: 'https://dod-graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  china: { graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.chinacloudapi.cn' },
}

export class Accounts {
  readonly #parts: AccountParts

  constructor(parts: AccountParts) {
    this.#parts = parts
  }

  async list(): Promise<AccountView[]> {
    return (await this.#parts.store.accounts()).map(viewOf)
  }

  /**
   * The account to use for an address: the one that was named, else the only one that can serve it.
   * Failures: `address-invalid`, `account-unknown`, `address-not-supported`, `no-account`, `account-ambiguous`.
   */
  async choose(name: string | undefined, address: string): Promise<Result<Account>> {
    const destination = parseDestination(address)
    return destination.ok ? this.chooseFor(name, destination.value.kind, address) : destination
  }

  /** The same for a kind of destination (null: any), `address` being what failures speak of. */
  async chooseFor(name: string | undefined, kind: DestinationKind | null, address: string): Promise<Result<Account>> {
    const accounts = await this.#parts.store.accounts()
    const able = accounts.filter((account) => kind === null || this.#parts.canServe(account.kind, { kind }))
    if (name !== undefined) {
      const named = accounts.find((account) => account.name === name)
      if (named === undefined) return fail(failure('account-unknown', { account: name }))
      return able.includes(named) ? ok(named) : fail(failure('address-not-supported', { destination: address }))
    }
    const [only, ...others] = able
    if (only === undefined) return fail(failure('no-account', { destination: address }))
    if (others.length === 0) return ok(only)
    const choices = able.map((account) => account.name).join(', ')
    return fail(failure('account-ambiguous', { destination: address, choices }))
  }

  async add(request: AddAccount, signal: AbortSignal): Promise<Result<AccountView>> {
    const { store, clock } = this.#parts
    const made = this.#accountOf(request, clock.now())
    if (!made.ok) return made
    const account = made.value
    const existing = await store.accounts()
    if (existing.some((other) => other.name === account.name)) {
      return fail(failure('account-exists', { account: account.name }))
    }
    await store.putAccount(account, request.tokens === undefined ? undefined : tokensOf(request.tokens))
    signal.throwIfAborted()
    const user = await this.#parts.whoAmI.userOf(account)
    if (!user.ok) {
      await store.removeAccount(account.name)
      return user
    }
    const known = { ...account, user: user.value }
    await store.putAccount(known)
    return ok(viewOf(known))
  }

  async signIn(name: string, tokens: TokenFile): Promise<Result<AccountView>> {
    const { store } = this.#parts
    const account = (await store.accounts()).find((other) => other.name === name)
    if (account === undefined) return fail(failure('account-unknown', { account: name }))
    const fresh = { ...account, signedOut: false }
    await store.putAccount(fresh, tokensOf(tokens))
    const user = await this.#parts.whoAmI.userOf(fresh)
    if (!user.ok) {
      await store.putAccount({ ...fresh, signedOut: true })
      return user
    }
    const known = { ...fresh, user: user.value ?? fresh.user }
    await store.putAccount(known)
    await this.#parts.signedIn(name)
    return ok(viewOf(known))
  }

  async remove(name: string): Promise<Result<Record<string, never>>> {
    const { store } = this.#parts
    if (!(await store.accounts()).some((account) => account.name === name)) {
      return fail(failure('account-unknown', { account: name }))
    }
    const uses = await this.#parts.usesOf(name)
    if (uses > 0) {
      const detail = `'${name}' is still used by ${uses} unfinished transfers or watched folders; cancel or remove them first.`
      return fail(failure('not-now', { detail }))
    }
    await store.removeAccount(name)
    return ok({})
  }

  #accountOf(request: AddAccount, now: number): Result<Account> {
    const { kind, cloud, graphUrl, loginUrl } = request
    for (const url of [graphUrl, loginUrl]) {
      if (url === undefined || this.#parts.isSafeRoot(url)) continue
      return fail(
        failure('usage', { detail: `${url} is not a safe root: https anywhere, http on this computer only.` }),
      )
    }
    const isBuiltIn = kind === 'practice' && graphUrl === undefined
    if (!isBuiltIn && request.tokens === undefined) {
      return fail(
        failure('usage', {
          detail: 'Say where the sign-in is with --token-file: this version cannot open a sign-in page.',
        }),
      )
    }
    const roots = kind === 'practice' ? null : cloudRoots[cloud]
    return ok({
      name: request.name ?? kind,
      kind,
      user: null,
      cloud,
      tenant: request.tenant ?? null,
      clientId: request.clientId ?? null,
      graphUrl: bare(graphUrl) ?? roots?.graph ?? null,
      loginUrl: bare(loginUrl) ?? roots?.login ?? null,
      createdAt: now,
      signedOut: false,
    })
  }
}

function bare(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '')
}

function tokensOf(file: TokenFile): Tokens {
  const { accessToken, expiresAt, refreshToken } = file
  const at = typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt
  return { accessToken, expiresAt: at ?? null, refreshToken: refreshToken ?? null }
}

function viewOf(account: Account): AccountView {
  const { name, kind, user, cloud, signedOut } = account
  return {
    name,
    kind,
    user,
    cloud: kind === 'practice' ? 'practice' : cloud,
    state: signedOut ? 'signed-out' : 'ready',
  }
}
