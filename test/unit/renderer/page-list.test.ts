import { expect, test } from 'vitest'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { aTransfer } from '../../fakes/fake-engine.ts'
import { groupKey, linesOf } from '../../../src/renderer/queue/layout.ts'
import { PageList } from '../../../src/renderer/queue/page-list.ts'
import { kept, nothing, only, toggled, upTo } from '../../../src/renderer/queue/selection.ts'
import { problemsOf } from '../../../src/renderer/queue/problems.ts'

const never = new AbortController().signal

/** Rows with a number each; a cursor is the number of the last row that was handed out. */
class Source {
  rows: { readonly number: number; readonly row: TransferView }[] = []
  fetches = 0
  lingering = new Set<string>()
  readonly list = new PageList({
    fetch: async (cursor) => {
      this.fetches += 1
      const after = this.rows.filter(({ number }) => number > Number(cursor ?? -1))
      const page = after.slice(0, 5)
      return { rows: page.map(({ row }) => row), cursor: after.length > 5 ? String(page.at(-1)?.number) : null }
    },
    groupOf: ({ path, account, destination }) => groupKey(path, account, destination),
    onRows: () => undefined,
    lingers: (id) => this.lingering.has(id),
  })

  add(...numbers: number[]): this {
    for (const number of numbers) this.rows.push({ number, row: aTransfer(`t${number}`, 'queued') })
    this.rows.sort((a, b) => a.number - b.number)
    return this
  }

  drop(...numbers: number[]): void {
    this.rows = this.rows.filter(({ number }) => !numbers.includes(number))
  }

  get ids(): string[] {
    return this.list.pages.flatMap(({ ids }) => ids)
  }

  get all(): string[] {
    return this.rows.map(({ row }) => row.id)
  }
}

const upTo20 = Array.from({ length: 20 }, (_, number) => number)

test('walks only as far as somebody looks', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(3, never, () => undefined)
  expect([source.fetches, source.list.length, source.list.sawEnd]).toEqual([1, 5, false])
  await source.list.reach(11, never, () => undefined)
  expect([source.fetches, source.list.length]).toEqual([3, 15])
  await source.list.reach(Infinity, never, () => undefined)
  expect(source.ids).toEqual(source.all)
  expect(source.list.sawEnd).toBe(true)
})

test('a page that is asked again finds what went and what came, and takes nothing of the next', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(Infinity, never, () => undefined)
  source.drop(6, 8)
  source.add(6.5)
  await source.list.refresh('t7')
  expect(source.ids).toEqual(source.all)
})

test('what is over keeps its place for a moment', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(Infinity, never, () => undefined)
  source.lingering.add('t6')
  source.drop(6)
  await source.list.refresh('t7')
  expect(source.ids[6]).toBe('t6')
  source.lingering.clear()
  source.list.sweep((id) => id === 't6')
  expect(source.ids).toEqual(source.all)
})

test('more than a page of new rows in the middle are found one page after the other', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(Infinity, never, () => undefined)
  source.add(5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7)
  await source.list.refresh('t6')
  for (let round = 0; round < 10; round += 1) for (const { ids } of source.list.pages) await source.list.refresh(ids[0])
  await source.list.reach(Infinity, never, () => undefined)
  expect(source.ids).toEqual(source.all)
})

test('rows that were added at the end are found by asking the last page', async () => {
  const source = new Source().add(0, 1, 2)
  await source.list.reach(Infinity, never, () => undefined)
  source.add(3, 4, 5, 6)
  await source.list.refresh(undefined)
  await source.list.reach(Infinity, never, () => undefined)
  expect(source.ids).toEqual(source.all)
})

test('pages that ran empty are taken over, and rows that come back are found', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(Infinity, never, () => undefined)
  const gone = upTo20.slice(0, 12)
  source.drop(...gone)
  source.list.sweep((id) => gone.includes(Number(id.slice(1))))
  expect(source.ids).toEqual(source.all)
  source.add(4)
  await source.list.refresh(source.ids[0])
  expect(source.ids).toEqual(source.all)
})

test('nothing is listed twice, however it changes', async () => {
  const source = new Source().add(...upTo20)
  await source.list.reach(Infinity, never, () => undefined)
  let seed = 7
  const chance = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % most
  }
  for (let round = 0; round < 300; round += 1) {
    const number = chance(40)
    if (source.rows.some((each) => each.number === number)) source.drop(number)
    else source.add(number)
    await source.list.refresh(source.ids[chance(Math.max(1, source.ids.length))])
    expect(new Set(source.ids).size).toBe(source.ids.length)
  }
  for (let round = 0; round < 20; round += 1) {
    for (const { ids } of source.list.pages) await source.list.refresh(ids[0])
    await source.list.refresh(undefined)
    await source.list.reach(Infinity, never, () => undefined)
  }
  expect(source.ids).toEqual(source.all)
})

test('an engine that does not answer ends the walk', async () => {
  const list = new PageList({
    fetch: () => Promise.resolve(null),
    groupOf: () => '',
    onRows: () => undefined,
    lingers: () => false,
  })
  await list.reach(10, never, () => undefined)
  expect(list.length).toBe(0)
})

test('rows stand below the head of their group', () => {
  const pages = [
    { start: null, ids: ['a', 'b', 'c'], groups: ['x', 'x', 'y'] },
    { start: '1', ids: ['d'], groups: ['y'] },
  ]
  const head = (group: string, count: number, isOpen: boolean, isCut: boolean) => ({ group, count, isOpen, isCut })
  expect(linesOf(pages, new Set(), true)).toEqual([
    head('x', 2, true, false),
    'a',
    'b',
    head('y', 2, true, false),
    'c',
    'd',
  ])
  expect(linesOf(pages, new Set(['x']), false)).toEqual([
    head('x', 2, false, false),
    head('y', 2, true, true),
    'c',
    'd',
  ])
})

test('choosing is as everywhere', () => {
  const lines = [{ group: 'x', count: 4, isOpen: true, isCut: false }, 'a', 'b', 'c', 'd']
  expect([...upTo(only('b'), 'd', lines).ids]).toEqual(['b', 'c', 'd'])
  expect([...upTo(only('d'), 'b', lines).ids]).toEqual(['b', 'c', 'd'])
  expect([...upTo(nothing, 'c', lines).ids]).toEqual(['c'])
  expect([...toggled(only('a'), 'c').ids]).toEqual(['a', 'c'])
  expect([...toggled(only('a'), 'a').ids]).toEqual([])
  expect([...kept(upTo(only('b'), 'd', lines), (id) => id !== 'c').ids]).toEqual(['b', 'd'])
})

test('files with one cause are one thing to decide, whole accounts first', () => {
  const failure = (code: string) => ({ code, message: code, nextStep: '', retryAt: null })
  const rows = [
    aTransfer('a', 'blocked', { failure: failure('name-taken') }),
    aTransfer('b', 'blocked', { failure: failure('name-taken') }),
    aTransfer('c', 'blocked', { failure: failure('signed-out'), account: 'x' }),
    aTransfer('d', 'blocked', { failure: failure('signed-out'), account: 'y' }),
    aTransfer('e', 'failed', { failure: null }),
  ]
  const found = problemsOf(rows).map(({ failure: { code }, rows: members }) => [
    code,
    members.map(({ id }) => id).join(),
  ])
  expect(found).toEqual([
    ['signed-out', 'c'],
    ['signed-out', 'd'],
    ['name-taken', 'a,b'],
    ['bug', 'e'],
  ])
})
