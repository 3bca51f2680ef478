/** The small, pure parts: what people type, what they read, and the exit table. */

import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { exitCodeOfFailure, exitCodeOfSummary } from '../../../src/main/cli/exit-code.ts'
import { summaryLine, summaryOf } from '../../../src/main/cli/summary.ts'
import { table } from '../../../src/main/cli/table.ts'
import { after, duration, existing, port, repeated, size, states } from '../../../src/main/cli/values.ts'
import { clipped, visible, visibleJson } from '../../../src/main/cli/visible.ts'
import { defaultDataDir } from '../../../src/main/data-folder.ts'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'
import type { FailureCode } from '../../../src/shared/failure.ts'
import { bytes, percent, plural, speed } from '../../../src/shared/format.ts'

describe('values as people type them', () => {
  test.each([
    ['0', 0],
    ['10', 10_000],
    ['10s', 10_000],
    ['250ms', 250],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['24d', 2_073_600_000],
    [' 2s ', 2_000],
  ])('the time %s', (text, ms) => expect(duration(text)).toBe(ms))

  test.each(['', 's', '-1s', '1w', '10 s s', '1e9', '25d', '99999999999s', '0x10', 'ten'])('not a time: %j', (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError)
  })

  test.each([
    ['0', 0],
    ['1500', 1_500],
    ['500kB', 500_000],
    ['10MB', 10_000_000],
    ['10mb', 10_000_000],
    ['1.5GiB', 1_610_612_736],
    ['2 TB', 2e12],
    ['3k', 3_000],
  ])('the size %s', (text, count) => expect(size(text)).toBe(count))

  test.each(['', '-1', 'MB', '1XB', '1e3', 'NaN'])('not a size: %j', (text) =>
    expect(() => size(text)).toThrow(InvalidArgumentError),
  )

  test('ports', () => {
    expect([port('0'), port('8080'), port('65535')]).toEqual([0, 8_080, 65_535])
    for (const text of ['65536', '-1', '1.5', '', 'http', '0x50'])
      expect(() => port(text)).toThrow(InvalidArgumentError)
  })

  test('states, with commas and again', () => {
    expect(states('failed', states('blocked,failed'))).toEqual(['blocked', 'failed'])
    for (const text of ['', 'planning', 'done,', 'constructor'])
      expect(() => states(text)).toThrow(InvalidArgumentError)
  })

  test('which existing files', () => {
    expect([existing('skip'), existing('upload')]).toEqual(['skip', 'upload'])
    expect(existing('since=2026-05-31T10:00:00Z')).toBe('since=2026-05-31T10:00:00.000Z')
    expect(existing('since=2026-05-31')).toBe(`since=${new Date(2026, 4, 31).toISOString()}`)
    for (const text of ['', 'since=', 'since=yesterday', 'since=1', 'all'])
      expect(() => existing(text)).toThrow(InvalidArgumentError)
  })

  test('what comes after', () => {
    expect([after('keep'), after('trash'), after('move=Sent')]).toEqual(['keep', 'trash', 'move=Sent'])
    for (const text of ['', 'move=', 'delete']) expect(() => after(text)).toThrow(InvalidArgumentError)
  })

  test('options that are said again add up', () => expect(repeated('b', repeated('a'))).toEqual(['a', 'b']))
})

describe('what people read', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [9_950, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_500_000, '1.5 MB'],
    [12e9, '12 GB'],
    [5e18, '5000 PB'],
  ])('%d bytes', (count, text) => expect(bytes(count)).toBe(text))

  test('never 100% before it is all there', () => {
    expect([percent(0, 0), percent(999_999, 1_000_000), percent(5, 5)]).toEqual(['0%', '99%', '100%'])
    expect([speed(1_000), plural(1, 'file'), plural(0, 'file')]).toEqual(['1.0 kB/s', 'one file', '0 files'])
  })

  test('a table is aligned, its last column open', () => {
    const lines = table(
      [{ title: 'A' }, { title: 'B', align: 'right' }, { title: 'PATH' }],
      [
        ['x', '1', '/p'],
        ['long', '12345', '/with\u001b[31mred\nline'],
      ],
    )
    expect(lines).toEqual(['A         B  PATH', 'x         1  /p', 'long  12345  /with\\x1b[31mred\\nline'])
    expect(table([{ title: 'A' }], [])).toEqual([])
  })
})

describe('K2: what a terminal would act upon is made visible', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007', '\\x1b]8;;https://example.com\\x07link\\x1b]8;;\\x07'],
    ['\u009b31m', '\\x9b31m'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u0000\u0008\u007f', '\\x00\\x08\\x7f'],
    ['photo\u202egpj.exe', 'photo\\u202egpj.exe'],
    ['\u2066\u2067\u2068\u2069\u200e\u200f\u061c', '\\u2066\\u2067\\u2068\\u2069\\u200e\\u200f\\u061c'],
    ['a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\x85d'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud800', 'half\\ud800'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
    expect(visible(shown)).toBe(shown)
    const json = visibleJson({ [text]: text })
    expect(JSON.parse(json)).toEqual({ [text]: text })
    expect(visible(json)).toBe(json)
  })

  test.each(['häßlich.txt', '漢字.pdf', '👩‍👩‍👧 family.jpg', 'نامه‌ها', 'e\u0301', 'C:\\Users\\me'])(
    '%j stays as it is',
    (text) => {
      expect(visible(text)).toBe(text)
    },
  )

  test('what would flood the screen is cut', () => {
    expect(clipped('x'.repeat(1_000_000))).toBe(`${'x'.repeat(500)}…`)
  })
})

describe('K4: the exit table', () => {
  const expected: Partial<Record<FailureCode, number>> = {
    usage: 2,
    'path-missing': 2,
    'address-invalid': 2,
    'address-not-supported': 2,
    'not-found': 2,
    'watch-refused': 2,
    'account-ambiguous': 2,
    'account-exists': 2,
    'not-allowed-here': 2,
    'setting-locked': 2,
    'policy-invalid': 2,
    'client-id-missing': 2,
    'client-secret-missing': 2,
    'account-unknown': 3,
    'consent-missing': 3,
    'sign-in-refused': 3,
    'sign-in-not-allowed': 3,
    'sign-in-expired': 3,
    'sign-in-other-user': 3,
    'no-account': 3,
    'signed-out': 3,
    'secrets-locked': 3,
    'checks-off': 4,
    'engine-unreachable': 4,
    'web-ui-closed': 4,
    'store-failed': 4,
    'store-newer': 4,
    'view-only': 4,
    'disk-full-here': 4,
  }

  test.each(Object.keys(failureRules) as FailureCode[])('%s', (code) => {
    expect(exitCodeOfFailure(code)).toBe(expected[code] ?? 1)
  })

  test('all done or skipped is 0, everything else 1', () => {
    const of = (counts: Parameters<typeof summaryOf>[0], isTimedOut = false) =>
      exitCodeOfSummary(summaryOf(counts, isTimedOut))
    expect(of({})).toBe(0)
    expect(of({ done: 2, skipped: 1 })).toBe(0)
    for (const state of ['failed', 'blocked', 'paused', 'canceled'] as const)
      expect(of({ done: 9, [state]: 1 })).toBe(1)
    expect(of({ done: 1, sending: 1 }, true)).toBe(1)
    expect(of({ done: 2 }, true)).toBe(0)
  })

  test('the summary counts all that there was, and says it in a line', () => {
    const summary = summaryOf({ done: 3, blocked: 1, sending: 2, waiting: 1 }, true)
    expect(summary).toEqual({
      queued: 7,
      done: 3,
      skipped: 0,
      failed: 0,
      blocked: 1,
      paused: 0,
      canceled: 0,
      timedOut: 3,
    })
    expect(summaryLine(summary)).toBe('3 done, 1 blocked, 3 not finished in time.')
    expect(summaryLine(summaryOf({}, false))).toBe('Nothing to wait for.')
  })
})

test('the data folder is where the platform keeps such things', () => {
  expect(defaultDataDir({}, 'linux', '/home/me')).toBe('/home/me/.local/share/longshore')
  expect(defaultDataDir({ XDG_DATA_HOME: '/x' }, 'linux', '/home/me')).toBe('/x/longshore')
  expect(defaultDataDir({ XDG_DATA_HOME: 'x' }, 'linux', '/home/me')).toBe('/home/me/.local/share/longshore')
  expect(defaultDataDir({}, 'darwin', '/Users/me')).toBe('/Users/me/Library/Application Support/Longshore')
})
