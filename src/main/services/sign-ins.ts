/** A person signs in: a new account, or one that is there, again. */

import type { AccountView, Authorize, ConsentKind, SignInStep } from '../../shared/contract.ts'
import { type Failure, FailureError, type Result, failure } from '../../shared/failure.ts'
import type { Account, AccountStore, Person, Tokens } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { SignInAsk, SignInPort } from '../engine/ports/sign-in.ts'
import { type AccountParts, viewOf } from './accounts.ts'
import { askedUser, isLastWord } from './asked-user.ts'
import { type ClientIdOf, clientIdPlaces } from './client-ids.ts'
import { withItsPerson } from './known-person.ts'
import { accountOf } from './new-account.ts'
import { asPerson, isThere, otherUser } from './same-account.ts'
import { TriedSignIn } from './tried-sign-in.ts'

/**
 * Opens an address in the system's browser, and nothing that isn't at `root`; false where that can't be. Once the signal is
 * aborted nobody comes back from there any more, so that it is not opened.
 */
export type OpenLink = (link: { readonly url: string; readonly root: string }, signal: AbortSignal) => Promise<boolean>

export interface SignInsParts extends Pick<AccountParts, 'whoAmI' | 'isSafeRoot' | 'signedIn' | 'note'> {
  readonly store: AccountStore
  readonly clock: Clock
  readonly port: SignInPort
  readonly clientIdOf: ClientIdOf
  readonly openLink: OpenLink
  redirectPort(): Promise<number>
  /** What the administrator doesn't allow, by what is known before anybody is asked; null: it is allowed. */
  refusalOf(account: Account): Failure | null
  /** Whether the administrator lets an account in only by what its service says of it. */
  asksForTenant(account: Account): boolean
}

/** What is to be signed in, before anybody is asked. */
interface Wish {
  readonly account: Account
  readonly isNew: boolean
  /** Where it is a new one; else the stored one stays. */
  readonly clientSecret: string | undefined
  readonly ask: SignInAsk
}

export class SignIns {
  readonly #parts: SignInsParts
  /** Names of new accounts that are being stored. */
  readonly #adding = new Set<string>()

  constructor(parts: SignInsParts) {
    this.#parts = parts
  }

  /** Throws FailureError: of the request, of signing in, or that it was somebody else. */
  async *authorize(request: Authorize, signal: AbortSignal): AsyncGenerator<SignInStep> {
    const { port, note } = this.#parts
    const wish = await this.#wish(request)
    if (wish.clientSecret !== undefined) note(wish.clientSecret)
    const left = new AbortController()
    const events = port.signIn(wish.ask, AbortSignal.any([signal, left.signal]))[Symbol.asyncIterator]()
    try {
      let coming = events.next()
      for (;;) {
        const { done, value: event } = await coming
        if (done === true) return
        if (event.step === 'granted') {
          const keep = wish.isNew ? this.#add(wish, event.tokens, signal) : this.#renew(wish, event.tokens, signal)
          yield { step: 'done', account: await keep }
          return
        }
        // It goes on meanwhile, so that its end is heard while somebody is asked or reads.
        coming = events.next()
        coming.catch(() => undefined)
        if (event.step === 'code') yield { ...event, expiresAt: new Date(event.expiresAt).toISOString() }
        else yield { step: 'browser', url: event.url, opened: request.open && (await this.#opens(event, coming)) }
      }
    } finally {
      left.abort()
      await events.return?.()
    }
  }

  /** False, too, where the sign-in ends before anybody has said whether the page may be opened. */
  async #opens({ url, root }: { readonly url: string; readonly root: string }, end: Promise<unknown>) {
    const ended = new AbortController()
    const over = end.then(
      () => false,
      () => false,
    )
    void over.then(() => ended.abort())
    return Promise.race([this.#parts.openLink({ url, root }, ended.signal), over])
  }

  /**
   * Reads what a good-bye needs; what comes back says it, as far as the service lets us, and as far as it answers soon:
   * nobody is kept from forgetting an account.
   */
  async goodbyeOf(account: Account): Promise<() => Promise<void>> {
    const { store, port } = this.#parts
    const { name, kind, clientId } = account
    // Where it isn't allowed to speak to, nothing is sent, not even for a good-bye.
    if (kind === 'practice' || clientId === null || this.#parts.refusalOf(account) !== null) return async () => {}
    try {
      const tokens = await store.tokens(name)
      const clientSecret = await store.clientSecret(name)
      return async () => {
        if (tokens === null) return
        await port.signOut(account, tokens, { clientId, clientSecret }).catch(() => undefined)
      }
    } catch {
      // Locked secrets are of no use to anybody, and the tokens end by themselves.
      return async () => {}
    }
  }

  async #wish(request: Authorize): Promise<Wish> {
    const accounts = await this.#parts.store.accounts()
    const { account: wanted, way } = request
    const named = 'again' in wanted ? accounts.find(({ name }) => name === wanted.again) : undefined
    if ('again' in wanted && named === undefined) throw thrown('account-unknown', { account: wanted.again })
    const kind = named?.kind ?? ('kind' in wanted ? wanted.kind : 'practice')
    if (kind === 'practice') throw thrown('usage', { detail: 'The practice cloud needs no sign-in; add it as it is.' })
    const clientId = named?.clientId ?? (await this.#clientId(kind, 'kind' in wanted ? wanted.clientId : undefined))
    const account = named ?? this.#made(wanted, clientId, accounts)
    const refused = this.#parts.refusalOf({ ...account, clientId })
    if (refused !== null) throw new FailureError(refused)
    const clientSecret = wanted.clientSecret ?? (named === undefined ? null : await this.#storedSecret(named))
    if (kind === 'box' && clientSecret === null) throw thrown('client-secret-missing', { service: 'Box' })
    const ask: SignInAsk = {
      account,
      clientId,
      clientSecret,
      way,
      destinations: kind === 'microsoft' ? consentsOf(account, request.destinations) : [],
      claims: account.claims ?? null,
      user: named?.user ?? null,
      redirectPort: await this.#parts.redirectPort(),
    }
    return { account: { ...account, clientId }, isNew: named === undefined, clientSecret: wanted.clientSecret, ask }
  }

  async #clientId(kind: 'microsoft' | 'box', flag: string | undefined): Promise<string> {
    const found = await this.#parts.clientIdOf(kind, flag)
    if (found === null) throw thrown('client-id-missing', clientIdPlaces[kind])
    return found
  }

  #made(wanted: Authorize['account'], clientId: string, existing: readonly Account[]): Account {
    const { clock, isSafeRoot } = this.#parts
    if ('again' in wanted) throw thrown('account-unknown', { account: wanted.again })
    const made = valueOf(accountOf({ ...wanted, clientId }, clock.now(), isSafeRoot))
    if (existing.some(({ name }) => name === made.name)) throw thrown('account-exists', { account: made.name })
    return made
  }

  async #storedSecret({ name }: Account): Promise<string | null> {
    return this.#parts.store.clientSecret(name)
  }

  /** What the sign-in brought is durable before anything is done with it. */
  async #add({ account, clientSecret, ask }: Wish, tokens: Tokens, signal: AbortSignal): Promise<AccountView> {
    const { store } = this.#parts
    const added = { ...account, ...given(ask) }
    const { name } = added
    if (this.#adding.has(name)) throw thrown('account-exists', { account: name })
    this.#adding.add(name)
    try {
      if ((await store.accounts()).some((one) => one.name === name)) throw thrown('account-exists', { account: name })
      await store.putAccount(added, tokens, clientSecret)
    } finally {
      this.#adding.delete(name)
    }
    const person = await this.#personOf(added, signal)
    const present = (await store.accounts()).find((one) => isThere(added, [one]))
    if (present === undefined) throw thrown('account-unknown', { account: name })
    const known = { ...present, ...asPerson(present, person) }
    await store.putAccount(known)
    return viewOf(known)
  }

  /**
   * Of an account that has just been stored. It stays where its service can't say it now, unless that is what decides whether
   * it is allowed; it goes where it was refused, or called off.
   */
  async #personOf(added: Account, signal: AbortSignal): Promise<Person | null> {
    const { store, whoAmI, clock } = this.#parts
    const forget = async (): Promise<void> => {
      if (isThere(added, await store.accounts())) await store.removeAccount(added.name)
    }
    let user: Result<Person | null>
    try {
      user = await askedUser(() => whoAmI.userOf(added), clock, signal)
    } catch (error) {
      await forget()
      throw error
    }
    if (user.ok) return user.value
    if (!isLastWord(user) && !this.#parts.asksForTenant(added)) return null
    await forget()
    throw new FailureError(user.failure)
  }

  /** What is stored is replaced once the service has said whose sign-in it is. */
  async #renew({ account, clientSecret, ask }: Wish, tokens: Tokens, signal: AbortSignal): Promise<AccountView> {
    const { store, whoAmI, note, clock } = this.#parts
    const fresh = { ...account, ...given(ask), signedOut: false, claims: null }
    const tried = new TriedSignIn({ account: fresh, tokens, clientSecret: async () => ask.clientSecret, note })
    const itself = await withItsPerson({ store, whoAmI }, account)
    const person = valueOf(await askedUser(() => whoAmI.userWith(fresh, tried), clock, signal))
    const refused = otherUser(itself, person)
    if (refused !== null) throw new FailureError(refused)
    if (!isThere(account, await store.accounts())) throw thrown('account-unknown', { account: account.name })
    const known = { ...fresh, ...asPerson(itself, person) }
    await store.putAccount(known, tried.current, clientSecret)
    await this.#parts.signedIn(account.name)
    return viewOf(known)
  }
}

/** Together with what was asked for before: a new token shall do no less than the old one. */
function consentsOf({ consents = [] }: Account, wanted: readonly ConsentKind[] | undefined): readonly ConsentKind[] {
  const all = [...consents, ...(wanted ?? [])]
  return all.length === 0 ? ['onedrive'] : [...new Set(all)]
}

function given({ account, destinations }: SignInAsk): Pick<Account, 'consents'> {
  return account.kind === 'microsoft' ? { consents: destinations } : {}
}

function thrown(...[code, facts]: Parameters<typeof failure>): FailureError {
  return new FailureError(failure(code, { ...facts }))
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
