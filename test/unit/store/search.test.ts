/** What is looked for is found, all of it, in its order, whichever way leads there. */

import { describe, expect, it } from 'vitest'
import type { TransferQuery } from '../../../src/main/engine/ports/store.ts'
import { between } from '../../../src/main/store/order.ts'
import { Search } from '../../../src/main/store/search.ts'
import { wantedIn } from '../../../src/main/store/search-words.ts'
import { Statements } from '../../../src/main/store/statements.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import { isFinal } from '../../../src/shared/lifecycle.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { type OpenStore, added, bringTo, everyState, newTransfer, openStore } from '../../support/stores.ts'

/** Everything that the pages of a query have, and how many there were. */
function read({ sync }: OpenStore, query: Omit<TransferQuery, 'limit'> & { readonly limit?: number }) {
  const paths: string[] = []
  let pages = 0
  for (let cursor: string | undefined, isMore = true; isMore; pages += 1) {
    const page = sync.page({ limit: 200, ...query, ...(cursor === undefined ? {} : { cursor }) })
    paths.push(...page.transfers.map(({ path }) => path))
    isMore = page.cursor !== null
    cursor = page.cursor ?? undefined
  }
  return { paths, pages }
}

const file = (path: string, more: object = {}) => ({ path, name: path.slice(path.lastIndexOf('/') + 1), ...more })

describe('looking for words', () => {
  const names: Readonly<Record<string, string>> = {
    'a part of a name': 'por',
    'another case': 'REPORT',
    'two words in any order': '2024 report',
    'a word of two letters': 're',
    'signs of the query language': '"rep" OR * (NEAR)',
    'a Mac’s é for ours': 'cafe\u0301',
    'our é for a Mac’s': 'th\u00e9',
    'a folder': 'docs',
    'where it goes': 'marketing',
    'a script without spaces': '報告書',
    'one sign beyond the first plane': '🚢',
    'blanks around it': '  report  ',
  }
  const paths = [
    '/docs/report-2024.pdf',
    '/docs/Report final.PDF',
    '/docs/caf\u00e9.txt',
    '/docs/the\u0301.txt',
    '/x/四半期報告書.xlsx',
    '/x/boat 🚢🚢🚢.mov',
    '/x/plain.bin',
    '/x/"rep" OR * (NEAR).txt',
  ]
  /** The slow way. */
  const fits = (path: string, text: string): boolean =>
    text
      .normalize('NFC')
      .toLowerCase()
      .split(/\s+/)
      .every((word) =>
        `${path} onedrive:/${path.includes('boat') ? 'Marketing' : 'In'}`.normalize('NFC').toLowerCase().includes(word),
      )

  it.each(Object.entries(names))('finds %s', (_, text) => {
    const opened = openStore()
    for (const path of paths) {
      added(opened.sync, file(path, path.includes('boat') ? { destination: 'onedrive:/Marketing' } : {}))
    }
    const wanted = paths.filter((path) => fits(path, text))
    expect(wanted.length).toBeGreaterThan(0)
    expect(read(opened, { text }).paths).toEqual(wanted)
    expect(read(opened, { text, order: 'queue', limit: 1 }).paths).toEqual(wanted)
  })

  it('asks the index for nothing where a word is too short for it', () => {
    expect(wantedIn('  ')).toBeNull()
    expect(wantedIn('ab')?.match).toBeNull()
    expect(wantedIn('ab report')?.match).not.toContain('ab"')
  })
})

describe('filters and orders', () => {
  /** Of every state some, that ended in another order than they came. */
  function filled() {
    const opened = openStore()
    const random = new SeededRandom(5)
    for (let n = 0; n < 120; n += 1) {
      const state = everyState[n % everyState.length] ?? 'queued'
      const batchId = n % 3 === 0 ? 'b1' : null
      const account = n % 4 === 0 ? 'home' : 'work'
      const transfer = added(opened.sync, file(`/in/${n % 5 === 0 ? 'movie' : 'sheet'}-${n}`, { batchId, account }))
      bringTo(opened.sync, transfer.id, state, 1_000 + Math.floor(random.fraction() * 50))
    }
    const all = opened.db.prepare('SELECT seq FROM transfer').all().length
    expect(all).toBe(120)
    return opened
  }

  type Row = ReturnType<OpenStore['sync']['getMany']>[number]
  const queries: readonly (readonly [string, Omit<TransferQuery, 'limit'>, (row: Row) => boolean])[] = [
    ['all of the queue', { order: 'queue' }, ({ state }) => !isFinal(state)],
    ['all that ended', { order: 'newest' }, ({ state }) => isFinal(state)],
    ['one account', { order: 'newest', account: 'home' }, (row) => isFinal(row.state) && row.account === 'home'],
    ['one reason', { code: 'name-taken' }, ({ failure }) => failure?.code === 'name-taken'],
    [
      'a batch with a word',
      { batchId: 'b1', text: 'movie' },
      (row) => row.batchId === 'b1' && row.path.includes('movie'),
    ],
    [
      'a time',
      { order: 'oldest', endedSince: 1_010, endedBefore: 1_030 },
      ({ finishedAt }) => finishedAt !== null && finishedAt >= 1_010 && finishedAt < 1_030,
    ],
    ['states that the order has nothing of', { order: 'newest', states: ['queued'] }, () => false],
  ]

  it.each(queries)('%s: all of it, in order, in pages of any size', (_, query, isWanted) => {
    const opened = filled()
    const rows = opened.sync
      .getMany(opened.db.prepare('SELECT id FROM transfer ORDER BY seq').pluck().all() as string[])
      .filter(isWanted)
    const ended = (row: Row): number => row.finishedAt ?? 0
    const seqOf = new Map(rows.map(({ path }, at) => [path, at]))
    const wanted = rows.toSorted((a, b) => {
      const came = (seqOf.get(a.path) ?? 0) - (seqOf.get(b.path) ?? 0)
      if (query.order === 'newest') return ended(b) - ended(a) || -came
      return query.order === 'oldest' ? ended(a) - ended(b) || came : came
    })
    for (const limit of [1, 7, 200]) {
      expect(read(opened, { ...query, limit }).paths).toEqual(wanted.map(({ path }) => path))
    }
  })

  it('walks a long way in bounded steps and loses nothing on it', () => {
    const { sync, db } = openStore()
    sync.enqueue(
      Array.from({ length: 200 }, (_, n) => newTransfer(file(`/in/photo-${n}.jpg`))),
      1,
    )
    added(sync, file('/in/photo-last.jpg', { account: 'home' }))
    // More hits than are put in order at once, and what is wanted at the far end.
    const search = new Search(new Statements(db), { few: 10, lookedAt: 30 })
    const read30 = (query: Omit<TransferQuery, 'limit'>) => {
      const sizes: number[] = []
      for (let cursor: string | undefined, isMore = true; isMore; ) {
        const page = search.page({ ...query, limit: 200, ...(cursor === undefined ? {} : { cursor }) }, 200)
        sizes.push(page.transfers.length)
        isMore = page.cursor !== null
        cursor = page.cursor ?? undefined
      }
      return sizes
    }
    expect(read30({ order: 'queue', text: 'photo jpg', account: 'home' })).toEqual([0, 0, 0, 0, 0, 0, 1])
    expect(read30({ order: 'queue', text: 'photo' })).toEqual([30, 30, 30, 30, 30, 30, 21])
    // Few hits need no walk.
    expect(read30({ order: 'queue', text: 'photo-19 jpg' }).reduce((sum, size) => sum + size, 0)).toBe(11)
  })
})

describe('the order of the queue', () => {
  function five(): { opened: OpenStore; ids: readonly string[]; order: () => string } {
    const opened = openStore()
    const ids = Array.from('abcde', (name) => added(opened.sync, file(`/in/${name}`)).id)
    const order = () =>
      read(opened, { order: 'queue' })
        .paths.map((path) => path.at(-1))
        .join('')
    return { opened, ids, order }
  }
  const id = (ids: readonly string[], name: string): string => ids['abcde'.indexOf(name)] ?? ''

  it.each([
    ['d', { to: 'top' }, 'dabce'],
    ['db', { to: 'top' }, 'bdace'],
    ['a', { to: 'bottom' }, 'bcdea'],
    ['e', { before: 'b' }, 'aebcd'],
    ['ae', { after: 'c' }, 'bcaed'],
    ['a', { after: 'e' }, 'bcdea'],
    ['c', { before: 'c' }, 'abcde'],
  ] as const)('moves %s to %o', (moved, goal, wanted) => {
    const { opened, ids, order } = five()
    const there =
      'to' in goal ? goal : 'before' in goal ? { before: id(ids, goal.before) } : { after: id(ids, goal.after) }
    opened.sync.move(
      Array.from(moved, (name) => id(ids, name)),
      there,
    )
    expect(order()).toBe(wanted)
    // It is the order that they have their turn in, and what comes later stands last.
    added(opened.sync, file('/in/z'))
    expect(order()).toBe(`${wanted}z`)
    const turns = opened.sync.runnable({ limit: 9, minBytes: 0, maxBytes: 1e12, exceptAccounts: [] })
    expect(turns.map(({ path }) => path.at(-1)).join('')).toBe(`${wanted}z`)
  })

  it('has room between any two, however often', () => {
    const { opened, ids, order } = five()
    for (let n = 0; n < 200; n += 1) {
      // The last but one goes before the second, again and again: into the same gap.
      const now = read(opened, { order: 'queue' }).paths.map((path) => path.at(-1) ?? '')
      const [, second = '', , fourth = ''] = now
      expect(opened.sync.move([id(ids, fourth)], { before: id(ids, second) })).toBe(1)
      const wanted = [now[0], fourth, second, now[2], now[4]].join('')
      expect(order()).toBe(wanted)
    }
  })

  it('moves nothing that has ended, and none to where nobody stands', () => {
    const { opened, ids, order } = five()
    bringTo(opened.sync, id(ids, 'a'), 'done')
    expect(opened.sync.move([id(ids, 'a')], { to: 'bottom' })).toBe(0)
    expect(opened.sync.move([id(ids, 'b')], { before: id(ids, 'a') })).toBe(0)
    expect(opened.sync.move([id(ids, 'b')], { after: 'nobody' })).toBe(0)
    expect(order()).toBe('bcde')
  })

  it('finds no place between neighbours', () => {
    expect(between(1, 2, 3)).toEqual([1.25, 1.5, 1.75])
    expect(between(1, 1 + Number.EPSILON, 1)).toBeNull()
    expect(between(-Infinity, 5, 2)).toEqual([3, 4])
  })
})

describe('forgetting', () => {
  it('takes what ended long ago with its steps, a few at a time, and nothing that waits for anybody', () => {
    const opened = openStore()
    const { sync, db } = opened
    const rows = everyState.map((state) => {
      const { id } = added(sync, file(`/in/${state}`))
      bringTo(sync, id, state, 100)
      return { id, state }
    })
    const young = added(sync, file('/in/young'))
    bringTo(sync, young.id, 'done', 900)
    sync.ledgerPut([
      {
        account: 'work',
        destination: 'onedrive:/In',
        path: '/in/done',
        fingerprint:
          newTransfer().fingerprint ??
          (() => {
            throw new Error('no version')
          })(),
        digest: null,
        itemId: null,
        eTag: null,
        remoteName: null,
      },
    ])
    expect([sync.pruneHistory(500, 2), sync.pruneHistory(500, 2), sync.pruneHistory(500, 2)]).toEqual([2, 1, 0])
    const gone = rows.filter(({ id }) => sync.get(id) === null).map(({ state }) => state)
    expect(gone.toSorted()).toEqual(['canceled', 'done', 'skipped'])
    expect(sync.get(young.id)?.state).toBe('done')
    expect(sync.steps({ path: '/in/done', limit: 5 })).toEqual([])
    expect(sync.steps({ path: '/in/failed', limit: 5 })).not.toEqual([])
    expect(sync.ledgerGet('work', 'onedrive:/In', '/in/done')).not.toBeNull()
    expect(sync.summary().tallies).toMatchObject({ done: 1, skipped: 0, canceled: 0, failed: 1 })
    // Nor is it found any more.
    expect(read(opened, { text: 'canceled' }).paths).toEqual([])
    db.exec("INSERT INTO transfer_text (transfer_text, rank) VALUES ('integrity-check', 1)")
  })

  it.each(['wanted', 'moving', 'undoing'])('leaves a file that is %s, until that has come to its end', (state) => {
    const { sync, db } = openStore()
    const [{ id: still }, { id: rested }] = [added(sync, file('/in/still')), added(sync, file('/in/rested'))]
    for (const id of [still, rested]) bringTo(sync, id, 'done', 100)
    const put = db.prepare("UPDATE transfer SET cleanup = json_object('state', ?) WHERE id = ?")
    put.run(state, still)
    put.run('moved', rested)
    expect(sync.pruneHistory(500, 10)).toBe(1)
    put.run('moved', still)
    expect(sync.pruneHistory(500, 10)).toBe(1)
  })

  it('leaves what a watched folder would find again and take for new', () => {
    const { sync, db } = openStore()
    db.exec("INSERT INTO watch VALUES ('w1', 1, '{}')")
    const rows = (['done', 'skipped', 'canceled'] as const).map((state) => {
      const { id } = added(sync, { ...file(`/in/${state}`), watchId: 'w1' })
      bringTo(sync, id, state, 100)
      return { id, state }
    })
    const left = () => rows.filter(({ id }) => sync.get(id) !== null).map(({ state }) => state)
    sync.pruneHistory(500, 10)
    expect(left()).toEqual(['skipped', 'canceled'])
    sync.removeWatch('w1')
    sync.pruneHistory(500, 10)
    expect(left()).toEqual([])
  })

  it('is the only way for a row to go, and not for one that isn’t over', () => {
    const { sync, db } = openStore()
    const { id } = added(sync)
    expect(() => db.prepare('DELETE FROM transfer WHERE id = ?').run(id)).toThrow('never disappears')
    expect(() => sync.enqueue([newTransfer({ path: '' })], 1)).toThrow(FailureError)
  })
})
