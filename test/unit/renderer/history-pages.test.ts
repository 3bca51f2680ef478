import { expect, test } from 'vitest'
import type { EngineClient } from '../../../src/renderer/engine/engine-client.ts'
import { everything, filterOf, isEverything } from '../../../src/renderer/history/filter.ts'
import { HistoryPages, pageRows } from '../../../src/renderer/history/history-pages.ts'
import { Cell } from '../../../src/renderer/ui/cell.ts'
import { aTransfer } from '../../fakes/fake-engine.ts'
import { QueueWorld } from '../../fakes/queue-world.ts'
import { fakeOwner } from '../../fakes/fake-engine.ts'

function filled(count: number): { world: QueueWorld; client: Cell<EngineClient> } {
  const world = new QueueWorld()
  world.putAll(
    Array.from({ length: count }, (_, n) =>
      aTransfer(`t${n}`, n % 10 === 0 ? 'failed' : 'done', { finishedAt: '2026-11-20T10:00:00.000Z' }),
    ),
  )
  return { world, client: new Cell<EngineClient>(fakeOwner(world.staged()).client) }
}

const idsOf = (pages: HistoryPages): string[] => pages.view.get().rows.map(({ id }) => id)

test('the newest stand first, and one goes on and back between pages', async () => {
  const { client } = filled(pageRows * 2 + 3)
  const pages = new HistoryPages(client, {})
  await pages.show(0)
  expect(idsOf(pages)[0]).toBe(`t${pageRows * 2 + 2}`)
  expect(pages.view.get()).toMatchObject({ page: 0, isLast: false, isLoading: false })
  await pages.show(1)
  await pages.show(2)
  expect(idsOf(pages)).toEqual(['t2', 't1', 't0'])
  expect(pages.view.get()).toMatchObject({ page: 2, isLast: true })
  await pages.show(1)
  expect(idsOf(pages)).toHaveLength(pageRows)
  expect(idsOf(pages)[0]).toBe(`t${pageRows + 2}`)
})

test('a page that comes in pieces is filled, and shown as it comes', async () => {
  const { world } = filled(120)
  const staged = world.staged()
  const sizes: number[] = []
  const seen: number[] = []
  const { client } = fakeOwner({
    ...staged,
    history: {
      // A search that looks at ten rows in one call.
      page: async ({ filter, cursor, limit }) => {
        sizes.push(limit)
        const from = Number(cursor ?? 120)
        const found = [...world.rows.values()].slice(from - 10, from).toReversed()
        const transfers = found.filter(({ state }) => filter.states?.includes(state) ?? true).slice(0, limit)
        return { ok: true, value: { transfers, cursor: from > 10 ? String(from - 10) : null } }
      },
    },
  })
  const pages = new HistoryPages(new Cell<EngineClient>(client), { states: ['failed'] })
  pages.view.subscribe(() => seen.push(pages.view.get().rows.length))
  await pages.show(0)
  expect(idsOf(pages)).toEqual(Array.from({ length: 12 }, (_, n) => `t${110 - n * 10}`))
  expect(pages.view.get()).toMatchObject({ isLast: true, isLoading: false })
  expect(sizes[1]).toBe(pageRows - 1)
  expect(seen.at(-1)).toBe(12)
})

test('what ends shows on the first page, and moves nothing under who reads another one', async () => {
  const { world, client } = filled(pageRows + 5)
  const pages = new HistoryPages(client, {})
  await pages.show(0)
  world.put(aTransfer('new', 'done'))
  pages.refresh()
  await expect.poll(() => idsOf(pages)[0]).toBe('new')
  await pages.show(1)
  const before = idsOf(pages)
  world.put(aTransfer('newer', 'done'))
  pages.refresh()
  expect(idsOf(pages)).toEqual(before)
})

test('the fields say which part: both days belong to it', () => {
  expect(isEverything(everything)).toBe(true)
  expect(filterOf(everything)).toEqual({})
  const shown = {
    text: ' a b ',
    state: 'failed',
    account: 'work',
    code: 'source-gone',
    from: '2026-11-01',
    to: '2026-11-30',
  } as const
  expect(isEverything(shown)).toBe(false)
  expect(filterOf(shown)).toEqual({
    text: 'a b',
    states: ['failed'],
    account: 'work',
    code: 'source-gone',
    since: new Date(2026, 10, 1).toISOString(),
    before: new Date(2026, 11, 1).toISOString(),
  })
  expect(filterOf({ ...everything, from: 'nonsense' })).toEqual({})
})
