import { afterAll, beforeAll, expect, test } from 'vitest'
import { moment } from '../../../src/main/cli/values.ts'
import { pauseEnd } from '../../../src/shared/pause-ends.ts'

/** Where clocks are changed twice a year. */
const zone = process.env['TZ']
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const at = (text: string): number => new Date(text).getTime()

test.each([
  ['30m', '2026-11-22T12:00:00', '2026-11-22T12:30:00'],
  ['1h', '2026-11-22T23:30:00', '2026-11-23T00:30:00'],
  ['tomorrow', '2026-11-22T12:00:00', '2026-11-23T08:00:00'],
  ['tomorrow', '2026-12-31T23:59:59', '2027-01-01T08:00:00'],
  // Whoever is up at night means the coming morning; who gets up early, the next day.
  ['tomorrow', '2026-11-22T01:00:00', '2026-11-22T08:00:00'],
  ['tomorrow', '2026-11-22T05:00:00', '2026-11-23T08:00:00'],
  // A night of 25 hours, and one of 23.
  ['tomorrow', '2026-10-24T20:00:00', '2026-10-25T08:00:00'],
  ['tomorrow', '2026-03-28T20:00:00', '2026-03-29T08:00:00'],
] as const)('%s from %s on ends at %s', (length, now, end) => {
  expect(pauseEnd(length, at(now))).toBe(at(end))
})

test.each([
  ['18:30', '2026-11-22T18:30:00'],
  ['8:05', '2026-11-23T08:05:00'],
  ['12:00', '2026-11-23T12:00:00'],
  ['tomorrow', '2026-11-23T08:00:00'],
  ['2026-11-22T18:30', '2026-11-22T18:30:00'],
  ['2026-11-22T18:30:00Z', '2026-11-22T19:30:00'],
])('a moment at a terminal: %s', (text, moment_) => {
  expect(moment(text, at('2026-11-22T12:00:00'))).toBe(at(moment_))
})

test.each(['', 'soon', '25:00', '1', '2026-11-22', '2026-11-22T11:59', '12:60', '-5m'])('no moment: %j', (text) => {
  expect(() => moment(text, at('2026-11-22T12:00:00'))).toThrow(/A moment looks like|is over/)
})
