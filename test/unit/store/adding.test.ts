/** Many files at once: whole groups of rows and what is left over, in their order, each once, and all of them to be found. */

import { expect, it } from 'vitest'
import { type OpenStore, newTransfer, openStore } from '../../support/stores.ts'

const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) =>
    newTransfer({ path: `/in/deep/scan-${from + n}.bin`, name: `scan-${from + n}.bin`, batchId: 'b' }),
  )

function queued({ sync }: OpenStore): string[] {
  const paths: string[] = []
  for (let cursor: string | undefined, isMore = true; isMore; ) {
    const page = sync.page({ limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    paths.push(...page.transfers.map(({ path }) => path))
    isMore = page.cursor !== null
    cursor = page.cursor ?? undefined
  }
  return paths
}

it.each([0, 1, 49, 50, 51, 137])('%i files come in as they were given', (count) => {
  const store = openStore()
  const given = entries(count)
  const added = store.sync.enqueue(given, 5)
  expect(added.map(({ transfer, isNew }) => [transfer.path, isNew])).toEqual(given.map(({ path }) => [path, true]))
  expect(queued(store)).toEqual(given.map(({ path }) => path))
  expect(store.sync.summary().tallies.queued).toBe(count)
  for (const { transfer } of added) {
    expect(store.sync.steps({ transferId: transfer.id, limit: 10 })).toEqual([
      { at: 5, what: 'queued', why: given[0]?.why },
    ])
  }
  const found = store.sync.page({ text: 'deep scan', limit: 200 })
  expect(found.transfers).toHaveLength(count)
})

it('a file that is there, or twice among them, is there once, and told with the id it has', () => {
  const store = openStore()
  const [there] = store.sync.enqueue(entries(1), 5)
  const given = [...entries(60), ...entries(60)]
  const added = store.sync.enqueue(given, 6)
  expect(added.map(({ isNew }) => isNew)).toEqual(given.map((_, n) => n > 0 && n < 60))
  expect(added.map(({ transfer }) => transfer.path)).toEqual(given.map(({ path }) => path))
  expect(added[0]?.transfer.id).toBe(there?.transfer.id)
  expect(added.slice(60).map(({ transfer }) => transfer.id)).toEqual(
    added.slice(0, 60).map(({ transfer }) => transfer.id),
  )
  expect(queued(store)).toHaveLength(60)
})

it('one that can not be, and nothing of them is added', () => {
  const store = openStore()
  const given = [...entries(70), newTransfer({ path: '' })]
  expect(() => store.sync.enqueue(given, 5)).toThrow('CHECK')
  expect(queued(store)).toEqual([])
  expect(store.sync.summary().tallies.queued).toBe(0)
  expect(store.sync.page({ text: 'scan', limit: 10 }).transfers).toEqual([])
})
