/**
 * The engine's store: asks the worker, and seals what is secret before it leaves this thread. What lies in the database
 * is of no use without the data key.
 */

import type { Account, AccountStore, Tokens } from '../engine/ports/account.ts'
import type { ProxyLoginStore, StoredProxyLogin } from '../engine/ports/proxy-login.ts'
import type { AbandonedSession, Store } from '../engine/ports/store.ts'
import { remembering } from './remembered.ts'
import { clientSecretPurpose, proxyLoginKey, proxyLoginPurpose, signInPurpose, uploadPurpose } from './sealed.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** Seals text for one purpose: what was sealed for one doesn't open for another. */
export interface Seal {
  seal(text: string, purpose: string): string
  /** @throws FailureError `secrets-locked` */
  open(sealed: string, purpose: string): string
}

/** A method of the store in the worker. */
export type Ask = <K extends keyof SqliteStore>(
  method: K,
  ...args: Parameters<SqliteStore[K]>
) => Promise<ReturnType<SqliteStore[K]>>

/** What is sealed of a client secret. */
interface ClientSecret {
  readonly clientSecret: string
}

const dayMs = 24 * 3_600_000

export type RemoteStore = Store & AccountStore & ProxyLoginStore & UnusedAccounts

export interface UnusedAccounts {
  /** Forgets an account that nothing uses. @returns how many transfers and watches do: then it stays */
  removeUnused(account: Pick<Account, 'name' | 'createdAt'>): Promise<number>
}

export function createRemoteStore(asked: Ask, vault: Seal): RemoteStore {
  const ask = remembering(asked)
  const withTokens = (name: string, tokens: Tokens): string => vault.seal(JSON.stringify(tokens), signInPurpose(name))
  const withSecret = (name: string, clientSecret: string): string =>
    vault.seal(JSON.stringify({ clientSecret } satisfies ClientSecret), clientSecretPurpose(name))
  const open = new Map<string, { readonly sealed: string; readonly tokens: Tokens }>()
  const opened = (name: string, sealed: string | null): Tokens | null => {
    if (sealed === null) {
      open.delete(name)
      return null
    }
    const last = open.get(name)
    if (last?.sealed === sealed) return last.tokens
    const tokens = JSON.parse(vault.open(sealed, signInPurpose(name))) as Tokens
    open.set(name, { sealed, tokens })
    return tokens
  }
  /** Acts on what is sealed as long as it is `known`: in between, the same may have been sealed again. */
  const whileItIs = async (
    name: string,
    known: Tokens | null,
    act: (sealed: string | null) => Promise<boolean>,
  ): Promise<boolean> => {
    for (;;) {
      const sealed = await ask('tokens', name)
      if (!isSame(opened(name, sealed), known)) return false
      if (await act(sealed)) return true
      // The account is gone, or somebody was faster: only then there is something else to compare.
      if ((await ask('tokens', name)) === sealed) return false
    }
  }
  return {
    enqueue: (entries, now) => ask('enqueue', entries, now),
    get: (id) => ask('get', id),
    getMany: (ids) => ask('getMany', ids),
    page: (query) => ask('page', query),
    move: (ids, goal) => ask('move', ids, goal),
    pruneHistory: (before, limit) => ask('pruneHistory', before, limit),
    summary: () => ask('summary'),
    recentPlaces: (limit) => ask('recentPlaces', limit),
    watchTallies: (watchId) => ask('watchTallies', watchId),
    runnable: (query) => ask('runnable', query),
    apply: (change, now) => {
      const { session } = change
      if (session === undefined || typeof session === 'string') return ask('apply', change, now)
      const secret = vault.seal(session.open.secret, uploadPurpose(session.open.id))
      return ask('apply', { ...change, session: { open: { ...session.open, secret } } }, now)
    },
    session: async (transferId) => {
      const found = await ask('session', transferId)
      return found === null ? null : { ...found, secret: vault.open(found.secret, uploadPurpose(found.id)) }
    },
    holderOf: (sessionId) => ask('holderOf', sessionId),
    wakeDue: (now) => ask('wakeDue', now),
    wakeRoot: (root, now) => ask('wakeRoot', root, now),
    awayRoots: () => ask('awayRoots'),
    recover: (now) => ask('recover', now),
    moveWaits: (ms) => ask('moveWaits', ms),
    abandoned: async (now, limit) => {
      const readable: AbandonedSession[] = []
      for (const one of await ask('abandoned', now, limit)) {
        try {
          readable.push({ ...one, secret: vault.open(one.secret, uploadPurpose(one.id)) })
        } catch {
          // One that is damaged must not keep the others from being deleted.
          await ask('postponeAbandoned', one.id, one.attempts + 1, now + dayMs)
        }
      }
      return readable
    },
    forgetAbandoned: (id) => ask('forgetAbandoned', id),
    postponeAbandoned: (id, attempts, nextAt) => ask('postponeAbandoned', id, attempts, nextAt),
    steps: (query) => ask('steps', query),
    addStep: (path, step, now) => ask('addStep', path, step, now),
    latestOfPath: (path) => ask('latestOfPath', path),
    cleanUps: (query) => ask('cleanUps', query),
    isUnderWay: (path) => ask('isUnderWay', path),
    ledgerGet: (account, destination, path) => ask('ledgerGet', account, destination, path),
    ledgerPut: (entries) => ask('ledgerPut', entries),
    watches: () => ask('watches'),
    putWatch: (watch) => ask('putWatch', watch),
    removeWatch: (id) => ask('removeWatch', id),
    accountPauses: (now) => ask('accountPauses', now),
    putAccountPause: (pause) => ask('putAccountPause', pause),
    clearAccountPause: (account) => ask('clearAccountPause', account),
    settings: () => ask('settings'),
    putSetting: (key, value) => ask('putSetting', key, value),
    proxyLogin: async () => {
      const sealed = (await ask('settings'))[proxyLoginKey]
      return typeof sealed === 'string' ? (JSON.parse(vault.open(sealed, proxyLoginPurpose)) as StoredProxyLogin) : null
    },
    putProxyLogin: (login) =>
      ask('putSetting', proxyLoginKey, login === null ? null : vault.seal(JSON.stringify(login), proxyLoginPurpose)),
    accounts: () => ask('accounts'),
    putAccount: (account, tokens, clientSecret) => {
      const { name } = account
      const sealedTokens = tokens === undefined ? undefined : withTokens(name, tokens)
      const sealedSecret = clientSecret === undefined ? undefined : withSecret(name, clientSecret)
      return ask('putAccount', account, sealedTokens, sealedSecret)
    },
    tokens: async (name) => opened(name, await ask('tokens', name)),
    putTokens: (name, tokens) => ask('putTokens', name, withTokens(name, tokens)),
    replaceTokens: (name, known, next) =>
      whileItIs(name, known, (sealed) =>
        sealed === null ? Promise.resolve(false) : ask('replaceTokens', name, sealed, withTokens(name, next)),
      ),
    setSignedOut: (name, known, claims) =>
      whileItIs(name, known, (sealed) => ask('setSignedOut', name, sealed, claims)),
    knowPerson: ({ name, createdAt }, person) => ask('knowPerson', { name, createdAt }, person),
    clientSecret: async (name) => {
      const sealed = await ask('clientSecret', name)
      if (sealed === null) return null
      return (JSON.parse(vault.open(sealed, clientSecretPurpose(name))) as ClientSecret).clientSecret
    },
    removeAccount: (name) => ask('removeAccount', name),
    removeUnused: ({ name, createdAt }) => ask('removeUnused', { name, createdAt }),
  }
}

function isSame(one: Tokens | null, other: Tokens | null): boolean {
  return one?.accessToken === other?.accessToken && one?.refreshToken === other?.refreshToken
}
