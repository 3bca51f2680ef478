import { describe, expect, test } from 'vitest'
import type { Account, Person } from '../../../src/main/engine/ports/account.ts'
import type { SignInEvent } from '../../../src/main/engine/ports/sign-in.ts'
import { SignIns } from '../../../src/main/services/sign-ins.ts'
import type { OpenLink } from '../../../src/main/services/sign-ins.ts'
import type { SignInStep } from '../../../src/shared/contract.ts'
import { FailureError, type Result, fail, failure, ok } from '../../../src/shared/failure.ts'
import { ManualClock, settleTurns } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'

type User = Result<Person | null>

const granted: SignInEvent = { step: 'granted', tokens: { accessToken: 'fresh', expiresAt: null, refreshToken: null } }
const page: SignInEvent = { step: 'browser', url: 'https://login.example/a', root: 'https://login.example' }
const passing: User = fail(failure('offline', { host: 'graph.example' }))
const expired = new FailureError(failure('sign-in-expired', { service: 'Microsoft' }))
const ana = 'ana@contoso.example'
const isAna = ok({ id: 'a', user: ana })
const wanted = { kind: 'microsoft', name: 'work' } as const

interface Staged {
  /** What the service says when it is asked whose it is, one after the other; the last one again and again. */
  readonly users?: readonly User[]
  readonly asksForTenant?: boolean
  readonly openLink?: OpenLink
  /** Comes after the page; without it nobody has to open one. */
  readonly back?: Promise<SignInEvent>
  readonly meanwhile?: (store: MemoryAccounts) => Promise<void>
}

function bench({ users = [isAna], asksForTenant = false, openLink = async () => true, back, meanwhile }: Staged) {
  const store = new MemoryAccounts()
  const clock = new ManualClock()
  const called = new AbortController()
  const world = { asked: 0, isOver: false }
  const userOf = async (): Promise<User> => {
    const user = users[Math.min(world.asked, users.length - 1)] ?? ok(null)
    world.asked += 1
    await meanwhile?.(store)
    return user
  }
  const signIns = new SignIns({
    store,
    clock,
    whoAmI: { userOf, userWith: userOf },
    isSafeRoot: () => true,
    signedIn: async () => {},
    note: () => {},
    clientIdOf: async () => 'client',
    openLink,
    redirectPort: async () => 0,
    refusalOf: () => null,
    asksForTenant: () => asksForTenant,
    port: {
      async *signIn(_, signal) {
        try {
          if (back === undefined) return yield granted
          yield page
          const aborted = new Promise<never>((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          )
          yield await Promise.race([back, aborted])
        } finally {
          world.isOver = true
        }
      },
      signOut: async () => ok(null),
    },
  })
  const begin = (account: { again: string } | typeof wanted = wanted) =>
    signIns.authorize({ account, way: 'browser', open: true }, called.signal)
  return { store, clock, world, begin, callOff: () => called.abort(new Error('called off')) }
}

/** All steps, or the failure's code. */
async function outcome(steps: AsyncGenerator<SignInStep>): Promise<SignInStep[] | string> {
  const all: SignInStep[] = []
  try {
    for await (const step of steps) all.push(step)
    return all
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : String(error)
  }
}

describe('whose a finished sign-in is', () => {
  test.each<[string, readonly User[], boolean, unknown, string | null | undefined]>([
    ['said at once', [isAna], true, [{ step: 'done', account: { user: ana } }], ana],
    ['said at last', [ok(null), passing, isAna], true, [{ step: 'done', account: { user: ana } }], ana],
    ['not said', [ok(null)], false, [{ step: 'done', account: { user: null } }], null],
    ['not to be asked', [passing], false, [{ step: 'done', account: { user: null } }], null],
    ['not to be asked, and decided by it', [passing], true, 'offline', undefined],
    ['refused', [fail(failure('signed-out', { account: 'work' }))], false, 'signed-out', undefined],
    ['not allowed after a trouble', [passing, fail(failure('not-allowed-here'))], true, 'not-allowed-here', undefined],
  ])('%s: a new account', async (_, users, asksForTenant, expected, kept) => {
    const { begin, clock, store, world } = bench({ users, asksForTenant })
    const ended = outcome(begin())
    await clock.advance(7_000)
    if (typeof expected === 'string') expect(await ended).toBe(expected)
    else expect(await ended).toMatchObject(expected as object)
    expect((await store.accounts()).map(({ user }) => user)).toEqual(kept === undefined ? [] : [kept])
    expect([world.asked <= 3, clock.sleepers]).toEqual([true, 0])
  })

  test('called off between two tries: nothing is kept', async () => {
    const { begin, store, callOff } = bench({ users: [ok(null)] })
    const ended = outcome(begin())
    await settleTurns()
    expect(await store.accounts()).toHaveLength(1)
    callOff()
    expect(await ended).toContain('called off')
    expect(await store.accounts()).toEqual([])
  })

  const known = someAccount({ name: 'work', kind: 'microsoft', user: ana, signedOut: true })

  test.each<[string, readonly User[], string | null]>([
    ['said at last', [passing, ok(null), ok({ id: 'a', user: ana.toUpperCase() })], null],
    ['never said', [ok(null)], 'bad-response'],
    ['somebody else', [ok(null), ok({ id: 'b', user: 'ben@contoso.example' })], 'sign-in-other-user'],
  ])('%s: one that is there', async (_, users, code) => {
    const { begin, clock, store } = bench({ users })
    await store.putAccount(known, { accessToken: 'old', expiresAt: null, refreshToken: null })
    const ended = outcome(begin({ again: 'work' }))
    await clock.advance(7_000)
    expect(await ended).toEqual(code ?? [expect.objectContaining({ step: 'done' })])
    expect(await store.tokens('work')).toMatchObject({ accessToken: code === null ? 'fresh' : 'old' })
  })

  test('one that was removed and added anew meanwhile is left alone', async () => {
    const other: Account = { ...known, createdAt: known.createdAt + 1 }
    const { begin, store } = bench({ meanwhile: (its) => its.putAccount(other) })
    await store.putAccount(known)
    expect(await outcome(begin({ again: 'work' }))).toBe('account-unknown')
    expect(await store.accounts()).toEqual([other])
  })
})

describe('while a person is asked whether the page may be opened', () => {
  function asking(back: Promise<SignInEvent>) {
    const link: { signal: AbortSignal | null } = { signal: null }
    const openLink: OpenLink = (_, signal) => {
      link.signal = signal
      return new Promise(() => {})
    }
    return { ...bench({ back, openLink }), link }
  }

  test('the sign-in may be answered: it goes on', async () => {
    const { begin, link } = asking(Promise.resolve(granted))
    const steps = await outcome(begin())
    expect(steps).toMatchObject([{ step: 'browser', opened: false }, { step: 'done' }])
    expect(link.signal?.aborted).toBe(true)
  })

  test('nobody may come in time: that is said', async () => {
    const { begin, link, world } = asking(Promise.reject(expired))
    expect(await outcome(begin())).toBe('sign-in-expired')
    expect([link.signal?.aborted, world.isOver]).toEqual([true, true])
  })

  test('it may be called off: nothing listens any more', async () => {
    const { begin, link, world, callOff } = asking(new Promise(() => {}))
    const ended = outcome(begin())
    await settleTurns()
    expect([link.signal?.aborted, world.isOver]).toEqual([false, false])
    callOff()
    expect(await ended).toContain('called off')
    expect([link.signal?.aborted, world.isOver]).toEqual([true, true])
  })
})

test('who leaves after the page leaves nothing that listens', async () => {
  const { begin, world } = bench({ back: new Promise(() => {}) })
  for await (const step of begin()) {
    expect(step).toMatchObject({ step: 'browser', opened: true })
    break
  }
  expect(world.isOver).toBe(true)
})
