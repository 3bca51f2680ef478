import { setImmediate as soon } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Changes } from '../../../src/main/engine/queue/changes.ts'
import type { Hold } from '../../../src/main/engine/queue/holds.ts'
import { followed, stateChanges } from '../../../src/main/server/change-stream.ts'
import { standingOf } from '../../../src/main/server/standing.ts'
import { transferView } from '../../../src/main/server/transfer-view.ts'
import { type FailureCode, failure, ruleOf } from '../../../src/shared/failure.ts'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'
import { type State, isFinal, states } from '../../../src/shared/lifecycle.ts'
import { Standing } from '../../../src/shared/standing.ts'
import { inState } from '../../support/store-rows.ts'
import { openStore } from '../../support/stores.ts'

const everyState = Object.keys(states) as State[]
const until = Date.UTC(2026, 10, 21, 14, 32)
const hold: Hold = { account: 'me', failure: failure('throttled', { host: 'graph.example' }), since: null, until }

describe('where a transfer stands', () => {
  test.each(everyState)('%s says since when, what it means and what comes next', async (state) => {
    const { store } = openStore()
    const row = await inState(store, state)
    const told = Standing.parse(standingOf(row, await store.session(row.id), null))
    expect(told).toMatchObject({ state, since: new Date(row.stateAt).toISOString(), isFinal: isFinal(state) })
    expect(told.next.length).toBeGreaterThan(10)
    if (state === 'waiting') expect(told.nextAt).toBe(new Date(row.retryAt ?? 0).toISOString())
    if (state === 'waiting' || state === 'blocked' || state === 'failed') expect(told.why?.code).toBe('interrupted')
    if (state === 'done') expect(told.evidence).toBe('hash')
  })

  test.each(Object.keys(failureRules) as FailureCode[])('%s tells its own reason and next step', async (code) => {
    const { store } = openStore()
    const reaction = ruleOf(code).reaction
    const row = await inState(store, reaction === 'wait' ? 'waiting' : reaction === 'block' ? 'blocked' : 'failed')
    const told = standingOf({ ...row, failure: failure(code, { name: 'a.bin' }) }, null, null)
    expect(told.why?.code).toBe(code)
    expect(told.why?.message.length).toBeGreaterThan(0)
    expect(told.next).not.toMatch(/\{|undefined/)
    expect(told.nextAt === null).toBe(reaction !== 'wait')
  })

  test('a session tells what was confirmed', async () => {
    const { store } = openStore()
    const row = await inState(store, 'sending')
    const session = { id: 's', secret: 'https://up.example/secret', openedAt: 5, expiresAt: 7 }
    await store.apply({ id: row.id, from: 'sending', event: null, session: { open: session }, step: null }, 6)
    const ranges = [{ start: 0, end: 327_680 }]
    const acknowledge = { ranges, expiresAt: 7, digestCheckpoint: null, digestOffset: 0 }
    await store.apply({ id: row.id, from: 'sending', event: 'ack', acknowledge, step: null }, 6)
    const told = standingOf(row, await store.session(row.id), null)
    expect(told.session?.confirmed).toEqual(ranges)
    expect(JSON.stringify(told)).not.toContain('secret')
  })
})

describe('a file whose account is held', () => {
  test('says until when, in a list and in `explain`, and is still queued', async () => {
    const { store } = openStore()
    const row = await inState(store, 'queued')
    expect(transferView(row)).toMatchObject({ state: 'queued', failure: null })
    const at = new Date(until).toISOString()
    expect(transferView(row, hold)).toMatchObject({
      state: 'queued',
      failure: { code: 'throttled', retryAt: at, nextStep: `Goes on at ${at}.` },
    })
    expect(standingOf(row, null, hold)).toMatchObject({ why: { code: 'throttled' }, nextAt: at })
    expect(transferView(await inState(store, 'sending'), hold).failure).toBeNull()
  })

  test('is shown anew to who follows it, although the row is as it was', async () => {
    const { store } = openStore()
    const row = await inState(store, 'queued')
    const changes = new Changes()
    const leaving = new AbortController()
    let held: Hold | null = null
    const looks = {
      view: (transfer: typeof row) => transferView(transfer, held),
      key: () => JSON.stringify(held),
      read: (ids: readonly string[]) => store.getMany(ids),
    }
    const values = followed([row.id], changes, soon, leaving.signal, () => false, looks)
    expect((await values.next()).value).toEqual([])
    held = hold
    changes.touch()
    expect((await values.next()).value).toMatchObject([{ id: row.id, failure: { code: 'throttled' } }])
    held = null
    changes.touch()
    expect((await values.next()).value).toMatchObject([{ id: row.id, failure: null }])
    leaving.abort()
  })
})

test('a change is news although somebody set the clock back before it', async () => {
  const { store } = openStore()
  const row = await inState(store, 'queued')
  const changes = new Changes()
  const leaving = new AbortController()
  const values = stateChanges({ ids: [row.id] }, changes, store, (one) => transferView(one), leaving.signal)
  expect((await values.next()).value).toMatchObject({ state: 'queued' })
  expect((await values.next()).value).toBe('listed')
  const next = values.next()
  await soon()
  changes.publish({
    ...row,
    state: 'waiting',
    stateAt: row.stateAt - 3_600_000,
    failure: failure('offline'),
    retryAt: 1,
  })
  expect((await next).value).toMatchObject({ state: 'waiting' })
  leaving.abort()
})
