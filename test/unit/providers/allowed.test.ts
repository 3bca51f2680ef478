import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GraphConnection } from '../../../src/main/engine/ports/http.ts'
import type { Provider, Target } from '../../../src/main/engine/ports/provider.ts'
import {
  allowedAttachmentName,
  attachmentNameKey,
  attachmentNameProblem,
} from '../../../src/main/providers/graph/attachment-name.ts'
import { marked, shortened } from '../../../src/main/providers/names.ts'
import { allowedName } from '../../../src/main/providers/onedrive/allowed.ts'
import { OneDriveProvider } from '../../../src/main/providers/onedrive/index.ts'
import { nameProblem } from '../../../src/main/providers/onedrive/names.ts'
import { OutlookProvider } from '../../../src/main/providers/outlook/index.ts'
import { TodoProvider } from '../../../src/main/providers/todo/index.ts'
import { ManualClock } from '../../fakes/clock.ts'

const connection: GraphConnection = {
  account: 'work',
  graphUrl: 'https://graph.example',
  box: null,
  http: { request: () => Promise.reject(new Error('nothing is asked')), refusalOf: () => null },
}
const clock = new ManualClock()
const providers: readonly (readonly [string, Provider])[] = [
  ['onedrive:/Scans', new OneDriveProvider({ connection, clock, keepTimesOfSmallFiles: true })],
  ['outlook:messages/M', new OutlookProvider({ connection, clock })],
  ['todo:lists/L/tasks/T', new TodoProvider({ connection, clock })],
]

/** Names that are made of what is refused, more often than chance would. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        '*',
        ':',
        '<',
        '>',
        '?',
        '/',
        '\\',
        '|',
        '.',
        ' ',
        '~$',
        '_vti_',
        '\u0001',
        '\ud800',
        '\u00a0',
      ),
      fc.constantFrom('CON', 'nul', 'desktop.ini', '.lock', 'com1', 'a', '漢', '😀', '.txt', 'x'.repeat(120)),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('a proposed name', () => {
  test('is taken by the rules that refused the other, whatever that was', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        expect(nameProblem(allowedName(name))).toBeNull()
      }),
      { numRuns: 3_000 },
    )
  })

  test('is the name itself where nothing is wrong with it, and proposing again changes nothing', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const found = allowedName(name)
        expect(allowedName(found)).toBe(found)
        if (nameProblem(name) === null) expect(found).toBe(name)
      }),
    )
  })

  test.each(providers)('%s: a whole target is taken as proposed, with as many folders', (destination, provider) => {
    fc.assert(
      fc.property(nasty, fc.array(nasty, { maxLength: 3 }), (name, folders) => {
        const own: Target = { destination, folders, name }
        const found = provider.allowed(own)
        if (found === null) return
        expect(provider.preflight(found, 1)).toBeNull()
        expect(found.folders).toHaveLength(folders.length)
        expect(found.destination).toBe(destination)
        if (provider.preflight(own, 1) === null) expect(found).toEqual(own)
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['Q3 figures: final?.xlsx', 'Q3 figures- final-.xlsx'],
    ['a.', 'a'],
    [' . ', '-'],
    ['...', '-'],
    ['CON', 'CON-'],
    ['con.', 'con-'],
    ['desktop.ini', 'desktop-.ini'],
    ['.lock', '.lock-'],
    ['~$report.docx', '-report.docx'],
    ['a_vti_b', 'a_vti-b'],
    ['tab\there', 'tab-here'],
    ['fine.txt', 'fine.txt'],
  ])('%j becomes %j', (name, expected) => {
    expect(allowedName(name)).toBe(expected)
  })

  test('is shortened where the path is too long, and not where the folders alone are', () => {
    const provider = providers[0]?.[1] as Provider
    const destination = 'onedrive:/Scans'
    const long = { destination, folders: ['f'.repeat(100)], name: `${'n'.repeat(390)}.tar.gz` }
    const found = provider.allowed(long)
    expect(found?.name).toMatch(/^n+\.tar\.gz$|^n+\.gz$/)
    expect(['Scans', ...(found?.folders ?? []), found?.name].join('/')).toHaveLength(400)
    expect(provider.allowed({ ...long, folders: ['f'.repeat(200), 'g'.repeat(210)] })).toBeNull()
  })

  test('an address that is refused itself has none', () => {
    const provider = providers[0]?.[1] as Provider
    expect(provider.allowed({ destination: 'onedrive:/CON', folders: [], name: 'a?' })).toBeNull()
  })
})

describe('names of attachments', () => {
  test('proposals are taken, and never cut a character in half', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 300 }), (name, most) => {
        const found = allowedAttachmentName(name, most)
        expect(attachmentNameProblem(found, most)).toBeNull()
        if (name.isWellFormed() && found.length > 1) expect(found.isWellFormed()).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('are one where people see one', () => {
    expect(attachmentNameKey('e\u0301.txt ')).toBe(attachmentNameKey('\u00e9.txt'))
    expect(attachmentNameKey('A')).not.toBe(attachmentNameKey('a'))
  })
})

test('marks and cuts keep the ending', () => {
  expect(marked('a.txt')).toBe('a-.txt')
  expect(marked('.bashrc')).toBe('.bashrc-')
  expect(shortened('abcdef.txt', 7)).toBe('abc.txt')
  expect(shortened('abc.txt', 4)).toBeNull()
  expect(shortened('ab😀.txt', 7)).toBe('ab.txt')
})
