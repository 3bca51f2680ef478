/** Many files of one folder: one list instead of a look each, and never a file of somebody else's for it. */

import { describe, expect, test } from 'vitest'
import { codeOf, value } from '../conformance/provider-means.ts'
import { bodyOf } from '../support/bodies.ts'
import { type OneDriveBench, call, oneDriveBench, target } from '../support/onedrive-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const lately = { ...call, lately: true } as const
const bytes = pseudoRandom(100, 7)
const content = { size: bytes.length, modifiedAt: Date.UTC(2025, 5, 1) }
const isNew = { kind: 'new' } as const

async function asked({ practice }: OneDriveBench): Promise<string[]> {
  const { entries } = await practice.control('GET', '/journal')
  return entries.map((entry: { method: string; op: string }) => `${entry.method} ${entry.op}`)
}

const looksIn = (all: readonly string[]): number => all.filter((one) => one === 'GET item').length
const listsIn = (all: readonly string[]): number => all.filter((one) => one === 'GET children').length

describe.each([[[]], [['Photos', '2025']]])('in the folder %j', (folders) => {
  test('forty names take one look, and as many lists as there are pages', async () => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    for (let n = 0; n < 40; n += 1) {
      expect(value(await provider.look(target(`${n}.bin`, 'onedrive:/', folders), lately))).toBeNull()
    }
    const all = await asked(bench)
    // A folder that isn't there is no list: the name is asked about beside it.
    expect(looksIn(all)).toBeLessThanOrEqual(2)
    expect(listsIn(all)).toBe(1)
  })

  test('who asks without "lately" is told how it is now', async () => {
    const bench = await oneDriveBench()
    const provider = await bench.provider()
    const to = target('a.bin', 'onedrive:/', folders)
    for (const name of ['1', '2', '3']) value(await provider.look(target(name, 'onedrive:/', folders), lately))
    await bench.practice.write({ what: 'create', path: `/${[...folders, 'a.bin'].join('/')}`, content: 'somebody' })
    expect(value(await provider.look(to, lately))).toBeNull()
    expect(value(await provider.look(to, call))).toMatchObject({ name: 'a.bin', size: 8 })
  })
})

test.each(['odp', 'odb', 'spo'] as const)(
  'a name that somebody takes after the list is refused, and what is there stays as it is, on %s',
  async (profile) => {
    const bench = await oneDriveBench({ profile })
    const provider = await bench.provider()
    const to = target('mine.bin')
    for (const name of ['1', '2', 'mine.bin']) expect(value(await provider.look(target(name), lately))).toBeNull()
    await bench.practice.write({ what: 'create', path: '/MINE.bin', content: 'somebody' })
    expect(codeOf(await provider.put(to, content, isNew, bodyOf(bytes), call))).toBe('name-taken')
    expect(codeOf(await provider.open(to, content, isNew, call))).toBe('name-taken')
    expect(value(await provider.look(to, call))).toMatchObject({ name: 'MINE.bin', size: 8 })
  },
)

test('a name of the list, and one that we have used since, are looked at', async () => {
  const bench = await oneDriveBench()
  const provider = await bench.provider()
  await bench.practice.write({ what: 'create', path: '/theirs.bin', content: 'somebody' })
  for (const name of ['1', '2']) value(await provider.look(target(name), lately))
  expect(value(await provider.look(target('Theirs.BIN'), lately))).toMatchObject({ name: 'theirs.bin', size: 8 })
  const stored = value(await provider.put(target('ours.bin'), content, isNew, bodyOf(bytes), call))
  expect(value(await provider.look(target('ours.bin'), lately))).toMatchObject({ id: stored.id })
})

test('where the list is refused, names are looked at one by one; a pause that was asked for is told', async () => {
  const bench = await oneDriveBench()
  const provider = await bench.provider()
  value(await provider.look(target('1'), lately))
  await bench.practice.fault({
    match: { op: 'children' },
    action: 'respond',
    params: { status: 403, code: 'accessDenied' },
  })
  for (const name of ['2', '3', '4']) expect(value(await provider.look(target(name), lately))).toBeNull()
  expect(listsIn(await asked(bench))).toBe(1)
  const other = await bench.fresh()
  value(await other.look(target('1'), lately))
  await bench.practice.fault({ match: { op: 'children' }, action: 'respond', params: { status: 429, retryAfter: 3 } })
  expect(codeOf(await other.look(target('2'), lately))).toBe('throttled')
})
