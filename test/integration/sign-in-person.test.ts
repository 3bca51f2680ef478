/** Whose an account is goes by what the service calls its person for ever, and not by a name, which changes hands. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { Account } from '../../src/main/engine/ports/account.ts'
import * as personIds from '../../src/main/store/migrations/0003-person-ids.ts'
import { expectGoodManners, threeRanges, valueOf } from '../support/owner-bench.ts'
import { SignInBench, follow } from '../support/sign-in-bench.ts'

afterEach(expectGoodManners)

const me = 'you@practice.example'
const home = 'you@home.practice.example'
const colleague = 'colleague@practice.example'
const renamed = 'you.married@practice.example'

const ids = { [me]: '5a7e0000-0000-4000-8000-000000000001', [home]: '00000000-0000-0000-5a7e-000000000007' }

type Who = 'work' | 'box'

function databaseOf({ owner }: SignInBench): Database.Database {
  return new Database(join(owner.dataDir, 'longshore.db'))
}

/** What lies in the file; the owner is closed for it. */
async function stored(bench: SignInBench, name: string): Promise<Account> {
  await bench.owner.close()
  const db = databaseOf(bench)
  const row = db.prepare('SELECT data FROM account WHERE name = ?').get(name) as { data: string }
  db.close()
  await bench.owner.start()
  return JSON.parse(row.data) as Account
}

/** As the version before the ids has left it, and what the migration made of that. */
async function asBefore(bench: SignInBench): Promise<void> {
  await bench.owner.close()
  const db = databaseOf(bench)
  db.exec("UPDATE account SET data = json_remove(data, '$.userId')")
  db.exec(personIds.sql)
  db.close()
  await bench.owner.start()
}

/** Whoever this is comes back from the sign-in page. */
function as(login: string): (url: string) => Promise<number> {
  return (url) => {
    const page = new URL(url)
    page.searchParams.set('login_hint', login)
    return follow(page.href)
  }
}

function rename(bench: SignInBench, account: string, login: string) {
  return bench.control({ what: 'rename', account, login })
}

async function userOf({ client }: SignInBench, name: string): Promise<string | null | undefined> {
  return valueOf(await client.accounts.list({})).find((account) => account.name === name)?.user
}

test.each<[Who, object]>([
  ['work', { id: ids[me] }],
  ['box', { id: '11446498' }],
])(
  '%s: somebody who was renamed signs in again, and is called by the new name',
  async (name, { id }: { id?: string }) => {
    const bench = await SignInBench.open()
    await bench.signIn(name === 'work' ? bench.microsoft() : bench.box())
    expect(await stored(bench, name)).toMatchObject({ user: me, userId: id })
    await rename(bench, me, renamed)
    expect((await bench.signIn({ again: name })).account).toMatchObject({ user: renamed, state: 'ready' })
    expect(await stored(bench, name)).toMatchObject({ user: renamed, userId: id })
  },
)

describe('a work and a personal account of one name', () => {
  test('are two accounts, and neither signs in again as the other', async () => {
    const bench = await SignInBench.open()
    await rename(bench, home, me)
    await bench.signIn(bench.microsoft({ tenant: 'organizations' }))
    await bench.signIn(bench.microsoft({ name: 'home', tenant: 'consumers' }))
    expect([await userOf(bench, 'work'), await userOf(bench, 'home')]).toEqual([me, me])
    expect([(await stored(bench, 'work')).userId, (await stored(bench, 'home')).userId]).toEqual([ids[me], ids[home]])
    // The page of an account for everybody offers both.
    await bench.signIn(bench.microsoft({ name: 'any', tenant: 'common' }), { visit: as(ids[me]) })
    const { failure } = await bench.signIn({ again: 'any' }, { visit: as(ids[home]) })
    expect(failure).toMatchObject({ code: 'sign-in-other-user', facts: { user: me } })
    expect(failure?.facts?.['other']).toContain('another account of that name')
    expect((await bench.signIn({ again: 'any' }, { visit: as(ids[me]) })).account).toMatchObject({ state: 'ready' })
  })
})

test('a name that went to somebody else lets nobody in', async () => {
  const bench = await SignInBench.open()
  await bench.signIn(bench.microsoft())
  await rename(bench, me, renamed)
  await rename(bench, colleague, me)
  const { failure } = await bench.signIn({ again: 'work' }, { visit: as(me) })
  expect(failure).toMatchObject({ code: 'sign-in-other-user' })
  expect(await stored(bench, 'work')).toMatchObject({ user: me, userId: ids[me] })
})

describe('an account from before the ids', () => {
  async function old(checkEveryMs = 3_600_000): Promise<SignInBench> {
    const bench = await SignInBench.open({}, { checkEveryMs })
    await bench.signIn(bench.microsoft())
    await asBefore(bench)
    expect((await stored(bench, 'work')).userId).toBeNull()
    return bench
  }

  test('learns it while something is uploaded, and the new name too', async () => {
    const bench = await old(100)
    await rename(bench, me, renamed)
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold', params: { gate: 'range' }, times: 1 })
    const file = bench.owner.file('learn.bin', threeRanges)
    valueOf(await bench.client.queue.enqueue({ paths: [file.path], to: 'onedrive:/', account: 'work' }))
    await expect.poll(() => userOf(bench, 'work'), { timeout: 20_000 }).toBe(renamed)
    await bench.practice.control('POST', '/faults/release', {})
    expect(await stored(bench, 'work')).toMatchObject({ user: renamed, userId: ids[me] })
  })

  test('learns it with the next sign-in, by the name', async () => {
    const bench = await old()
    await bench.practice.control('POST', '/tokens', { revoke: 'all' })
    await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' })
    const { failure } = await bench.signIn({ again: 'work' }, { visit: as(colleague) })
    expect(failure).toMatchObject({ code: 'sign-in-other-user', facts: { user: me, other: colleague } })
    expect((await stored(bench, 'work')).userId).toBeNull()
    expect((await bench.signIn({ again: 'work' })).account).toMatchObject({ state: 'ready' })
    expect(await stored(bench, 'work')).toMatchObject({ user: me, userId: ids[me] })
  })

  test('asks the sign-in that it has before another one takes its place: then names decide nothing', async () => {
    const bench = await old()
    await rename(bench, me, renamed)
    await rename(bench, colleague, me)
    const { failure } = await bench.signIn({ again: 'work' }, { visit: as(me) })
    expect(failure).toMatchObject({ code: 'sign-in-other-user' })
    expect(await stored(bench, 'work')).toMatchObject({ user: renamed, userId: ids[me] })
    expect((await bench.signIn({ again: 'work' }, { visit: as(ids[me]) })).account).toMatchObject({ user: renamed })
  })
})
