import { expect, test } from 'vitest'
import { FreeNames } from '../../../../src/main/providers/onedrive/free-names.ts'

const folder = 'root/photos'

/** A folder of which a list was read at `at`. */
function listed(names: readonly string[], at = 0): FreeNames {
  const free = new FreeNames()
  free.reading(folder, at)(names, 1)
  return free
}

test('one file needs no list: the second one within seconds reads the folder', () => {
  const free = new FreeNames()
  expect(free.tells(folder, 'a', 0)).toBe('ask')
  expect(free.tells('root/other', 'a', 0)).toBe('ask')
  expect(free.tells(folder, 'b', 1_000)).toBe('list')
})

test('files that come far apart are looked at one by one', () => {
  const free = new FreeNames()
  for (let at = 0; at < 10; at += 1) expect(free.tells(folder, 'a', at * 60_000)).toBe('ask')
})

test('while somebody reads the folder, the others ask', () => {
  const free = new FreeNames()
  const done = free.reading(folder, 0)
  for (let n = 0; n < 5; n += 1) expect(free.tells(folder, `${n}`, 1)).toBe('ask')
  done(['taken'], 1)
  expect(free.tells(folder, 'free', 2)).toBe('free')
})

test('a name that is there is asked about, in whatever case and spelling', () => {
  const free = listed(['Caf\u00e9.txt', 'Folder'])
  for (const name of ['Caf\u00e9.txt', 'CAFE\u0301.TXT', 'folder']) expect(free.tells(folder, name, 1)).toBe('ask')
  expect(free.tells(folder, 'cafe.txt', 1)).toBe('free')
  expect(free.tells('root/elsewhere', 'free', 1)).toBe('ask')
})

test('a name that we used since is asked about, also while the list was under way', () => {
  const free = listed([])
  free.use(folder, 'One')
  expect(free.tells(folder, 'one', 1)).toBe('ask')
  const done = free.reading(folder, 40_000)
  free.use(folder, 'two')
  done([], 1)
  expect(free.tells(folder, 'two', 40_001)).toBe('ask')
})

test('a list is old after half a minute, counted from before it was asked for', () => {
  const free = listed([], 0)
  expect(free.tells(folder, 'a', 30_000)).toBe('free')
  expect(free.tells(folder, 'a', 30_001)).not.toBe('free')
})

test('a list that spared few looks is not read again for as few', () => {
  const idle = listed([])
  const asked = [1, 2, 3, 4, 5].map((n) => idle.tells(folder, `${n}`, 40_000 + n))
  expect(asked).toEqual(['ask', 'ask', 'ask', 'ask', 'list'])
  const busy = listed([])
  for (let n = 0; n < 4; n += 1) expect(busy.tells(folder, `${n}`, n)).toBe('free')
  expect([1, 2].map((n) => busy.tells(folder, `${n}`, 40_000 + n))).toEqual(['ask', 'list'])
})

test('a folder whose list is no help is left alone for a while', () => {
  const free = new FreeNames()
  free.reading(folder, 0)(null, 10)
  for (let n = 0; n < 100; n += 1) expect(free.tells(folder, `${n}`, n)).toBe('ask')
  const later = Array.from({ length: 50 }, (_, n) => free.tells(folder, `${n}`, 120_000 + n))
  expect(later).toContain('list')
})

test('what is kept is bounded: the folders that nobody asks about go first', () => {
  const free = new FreeNames()
  const names = Array.from({ length: 9_000 }, (_, n) => `file ${n}`)
  for (const at of ['a', 'b', 'c']) free.reading(at, 0)(names, 9)
  expect(['a', 'b', 'c'].map((at) => free.tells(at, 'new', 1))).toEqual(['ask', 'free', 'free'])
})
