import { describe, expect, test } from 'vitest'
import type { FolderView } from '../../../src/shared/destinations-contract.ts'
import { crumbsOf } from '../../../src/renderer/browse/crumbs.ts'
import { detailOf, titleOf } from '../../../src/renderer/browse/entry-words.ts'
import { movedTo, typedTo } from '../../../src/renderer/browse/list-keys.ts'
import { anEntry } from '../../fakes/folder-world.ts'
import { theWords } from './the-words.ts'

describe('crumbs', () => {
  test.each([
    ['onedrive:/', [['My drive', 'onedrive:/']]],
    ['box:folders/0', [['Box', 'box:/']]],
    [
      'box:/Lab/Runs',
      [
        ['Box', 'box:/'],
        ['Lab', 'box:/Lab'],
        ['Runs', 'box:/Lab/Runs'],
      ],
    ],
    ['box:folders/12', [['box:folders/12', 'box:folders/12']]],
    [
      ' onedrive://Lab/Runs/ ',
      [
        ['My drive', 'onedrive:/'],
        ['Lab', 'onedrive:/Lab'],
        ['Runs', 'onedrive:/Lab/Runs'],
      ],
    ],
    [
      'onedrive:drives/D/root:/A',
      [
        ['onedrive:drives/D', 'onedrive:drives/D'],
        ['A', 'onedrive:drives/D/root:/A'],
      ],
    ],
    [
      'onedrive:items/ID:/A',
      [
        ['onedrive:items/ID', 'onedrive:items/ID'],
        ['A', 'onedrive:items/ID:/A'],
      ],
    ],
    [
      'onedrive:special/photos/2026',
      [
        ['photos', 'onedrive:special/photos'],
        ['2026', 'onedrive:special/photos/2026'],
      ],
    ],
    ['outlook:messages/M', [['Mail drafts', null]]],
    ['outlook:users/anna@example.com/events/E', [['Calendar', null]]],
    ['todo:lists/L/tasks/T', [['To Do', null]]],
    ['', []],
    ['nowhere', []],
  ])('%s', async (address, expected) => {
    const { t } = await theWords()
    expect(crumbsOf(address, t).map(({ name, address: at }) => [name, at])).toEqual(expected)
  })
})

describe('what is found, in words', () => {
  test('whom a message goes to, when an event begins, when a task is due', async () => {
    const { t, f } = await theWords()
    const at = new Date(2026, 10, 21, 14, 5).toISOString()
    const told = (kind: FolderView['kind'], more: Partial<FolderView>): string =>
      detailOf(anEntry(kind, 'x', more), t, f)
    expect(told('message', { detail: 'Anna\u202e', at })).toBe('to Anna\\u202e · 21 Nov 2026, 14:05')
    expect(told('event', { at: '2026-12-24' })).toBe('24 Dec 2026')
    expect(told('task', { at: '2026-12-24' })).toBe('due 24 Dec 2026')
    expect(told('list', {})).toBe('')
    expect(titleOf({ name: '  ' }, t)).toBe('(no title)')
    expect(titleOf({ name: 'a\u0007' }, t)).toBe('a\\x07')
  })
})

describe('keys in a list', () => {
  test.each([
    ['ArrowDown', 0, 3, 1],
    ['ArrowDown', 2, 3, 2],
    ['ArrowUp', 0, 3, 0],
    ['PageDown', 1, 30, 9],
    ['PageUp', 3, 30, 0],
    ['Home', 9, 10, 0],
    ['End', 0, 10, 9],
    ['ArrowDown', 0, 0, 0],
    ['Enter', 0, 3, null],
    ['a', 0, 3, null],
  ] as const)('%s from %i of %i leads to %s', (key, index, count, to) => {
    expect(movedTo(key, index, count)).toBe(to)
  })

  const names = ['Archive', 'apples', 'Banana', 'Bäume', 'Österreich', '🦊 fox']

  test.each([
    ['a', 0, 1],
    ['a', 1, 0],
    ['aa', 0, 1],
    ['ap', 0, 1],
    ['b', 0, 2],
    ['bä', 0, 3],
    ['ö', 0, 4],
    ['🦊', 0, 5],
    ['z', 0, null],
  ] as const)('typing %s from %i leads to %s', (typed, index, to) => {
    expect(typedTo(typed, index, names)).toBe(to)
  })

  test('in an empty list nothing is typed to', () => {
    expect(typedTo('a', 0, [])).toBeNull()
  })
})
