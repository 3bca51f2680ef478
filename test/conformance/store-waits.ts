/** Waits are stored as times of day. What becomes of them when somebody sets the computer's clock. */

import { describe, expect, test } from 'vitest'
import type { Store, Transfer } from '../../src/main/engine/ports/store.ts'
import { failure } from '../../src/shared/failure.ts'
import type { State } from '../../src/shared/lifecycle.ts'
import { inState } from '../support/store-rows.ts'
import type { NewStore } from './store-parts.ts'

const hour = 3_600_000

async function waiting(store: Store, at: number, retryAt: number, notBefore?: number): Promise<Transfer> {
  const row = await inState(store, 'planning')
  const set = { failure: failure('throttled', { host: 'h' }, notBefore), retryAt }
  const moved = await store.apply({ id: row.id, from: 'planning', event: 'falter', set, step: null }, at)
  if (moved === null) throw new Error('it does not wait')
  return moved
}

export function movesWaits(open: NewStore): void {
  describe('a clock that is set', () => {
    test('while we run moves every end of a wait, and how long each lasts stays', async () => {
      for (const ms of [10 * hour, -10 * hour]) {
        const store = await open()
        const row = await waiting(store, 100 * hour, 101 * hour, 101 * hour)
        const free = await waiting(store, 100 * hour, 102 * hour)
        const failed = await inState(store, 'failed')
        const pause = { account: 'me', until: 103 * hour, failure: failure('throttled', {}, 103 * hour) }
        await store.putAccountPause(pause)
        await store.moveWaits(ms)
        expect(await store.get(row.id)).toEqual({
          ...row,
          stateAt: 100 * hour + ms,
          retryAt: 101 * hour + ms,
          failure: failure('throttled', { host: 'h' }, 101 * hour + ms),
        })
        expect(await store.get(free.id)).toEqual({ ...free, stateAt: 100 * hour + ms, retryAt: 102 * hour + ms })
        expect(await store.get(failed.id)).toEqual(failed)
        expect(await store.accountPauses(0)).toEqual([
          { account: 'me', until: 103 * hour + ms, failure: failure('throttled', {}, 103 * hour + ms) },
        ])
        expect((await store.wakeDue(101 * hour + ms - 1)).woken).toEqual([])
        expect((await store.wakeDue(101 * hour + ms)).woken.map(({ id }) => id)).toEqual([row.id])
      }
    })

    test('back while nobody ran makes no wait longer than was decided', async () => {
      const store = await open()
      const row = await waiting(store, 100 * hour, 101 * hour)
      const now = 3 * hour
      await store.recover(now)
      expect(await store.get(row.id)).toEqual({ ...row, stateAt: now, retryAt: now + hour })
    })

    test('back while nobody ran makes it no longer either for what was at work, in the queue or paused', async () => {
      const store = await open()
      const told = { failure: failure('still-finishing', { name: 'x' }), retryAt: 1_000 + hour }
      const rows = new Map<State, Transfer>()
      for (const state of ['committing', 'queued', 'paused'] as const) {
        const row = await inState(store, 'committing')
        const event = state === 'committing' ? null : state === 'queued' ? 'interrupted' : 'pause'
        await store.apply({ id: row.id, from: 'committing', event: null, set: told, step: null }, 1_000)
        const change = { id: row.id, from: 'committing', event, step: null } as const
        const moved = event === null ? await store.get(row.id) : await store.apply(change, 1_000)
        if (moved !== null) rows.set(state, moved)
      }
      const now = 5
      await store.recover(now)
      for (const [state, { id, stateAt }] of rows) {
        const retryAt = now + 1_000 + hour - stateAt
        expect(await store.get(id)).toMatchObject({ state: state === 'paused' ? state : 'queued', retryAt })
      }
      expect(rows.size).toBe(3)
    })

    test('forward while nobody ran leaves the time that was told', async () => {
      const store = await open()
      const row = await waiting(store, 100 * hour, 101 * hour)
      await store.recover(100.5 * hour)
      expect(await store.get(row.id)).toEqual(row)
    })

    test('back while nobody ran keeps no session at its destination for ever', async () => {
      const store = await open()
      const row = await inState(store, 'sending')
      const session = { id: 's', secret: 'https://up.example/s', openedAt: 100 * hour, expiresAt: null }
      await store.apply(
        { id: row.id, from: 'sending', event: null, session: { open: session }, step: null },
        100 * hour,
      )
      await store.apply({ id: row.id, from: 'sending', event: null, session: 'abandon', step: null }, 100 * hour)
      await store.postponeAbandoned('s', 1, 100.1 * hour)
      await store.recover(3 * hour)
      expect(await store.abandoned(4 * hour - 1, 5)).toEqual([])
      expect(await store.abandoned(4 * hour, 5)).toMatchObject([{ id: 's', attempts: 1 }])
    })
  })
}
