import { expect, onTestFinished, test } from 'vitest'
import { aSession, inState } from '../../support/store-rows.ts'
import { openStore } from '../../support/stores.ts'

const day = 24 * 3_600_000

test('an abandoned session whose secret is damaged is put off, and holds up no other', async () => {
  const { store, db } = openStore()
  onTestFinished(() => void db.close())
  for (const id of ['a', 'b', 'c']) {
    const row = await inState(store, 'sending')
    const change = { id: row.id, from: 'sending', event: null, step: null } as const
    await store.apply({ ...change, session: { open: aSession(id) } }, 1)
    await store.apply({ ...change, session: 'abandon' }, 2)
  }
  // Of another row: whole, but not sealed for this one.
  db.prepare("UPDATE abandoned SET secret = (SELECT secret FROM abandoned WHERE id = 'c') WHERE id = 'b'").run()
  const due = async (now: number) => (await store.abandoned(now, 10)).map(({ id, secret }) => [id, secret])
  const readable = ['a', 'c'].map((id) => [id, aSession(id).secret])
  expect(await due(2)).toEqual(readable)
  expect(await due(3)).toEqual(readable)
  expect(db.prepare("SELECT attempts, next_at FROM abandoned WHERE id = 'b'").get()).toEqual({
    attempts: 1,
    next_at: day + 2,
  })
})
