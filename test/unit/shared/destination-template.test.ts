import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BoxProvider } from '../../../src/main/providers/box/index.ts'
import { OneDriveProvider } from '../../../src/main/providers/onedrive/index.ts'
import type { GraphConnection } from '../../../src/main/engine/ports/http.ts'
import {
  type TemplateFacts,
  parseTemplate,
  placedBy,
  templateVariables,
} from '../../../src/shared/destination-template.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { hostileTexts } from '../../fixtures/hostile-texts.ts'

const facts: TemplateFacts = {
  folders: ['Trip', 'Day 1'],
  name: 'IMG_2041.raw.jpg',
  modifiedAt: Date.UTC(2026, 10, 30, 23, 30),
  host: 'Anna’s Mac',
  user: 'anna',
  root: '/home/anna/Trip',
  timeZone: 'UTC',
}

function outcome(text: string, differing: Partial<TemplateFacts> = {}): string {
  const parsed = parseTemplate(text)
  if (!parsed.ok) return `refused: ${parsed.failure.facts['detail'] ?? ''}`
  const { folders, name } = placedBy(parsed.value, { ...facts, ...differing })
  return [...folders, name].join('/')
}

test.each([
  ['{yyyy}/{mm}/{relpath}', '2026/11/Trip/Day 1/IMG_2041.raw.jpg'],
  ['{yyyy}/{mm}/{host}/{relpath}', '2026/11/Anna’s Mac/Trip/Day 1/IMG_2041.raw.jpg'],
  ['{yyyy}-{mm}-{dd}', '2026-11-30/IMG_2041.raw.jpg'],
  ['/By user/{user}/', 'By user/anna/IMG_2041.raw.jpg'],
  ['{reldir}/{hh}', 'Trip/Day 1/23/IMG_2041.raw.jpg'],
  ['{folder}/{stem} ({host}){ext}', 'Trip/IMG_2041.raw (Anna’s Mac).jpg'],
  ['{ext}/{name}', '.jpg/IMG_2041.raw.jpg'],
])('%s gives %s', (template, placed) => {
  expect(outcome(template)).toBe(placed)
})

test('the day is that of the computer, also at the turn of the year, and digits are digits everywhere', () => {
  const atMidnight = { modifiedAt: Date.UTC(2026, 11, 31, 23, 59) }
  expect(outcome('{yyyy}/{mm}/{dd}/{hh}', atMidnight)).toMatch(/^2026\/12\/31\/23\//)
  expect(outcome('{yyyy}/{mm}/{dd}/{hh}', { ...atMidnight, timeZone: 'Europe/Berlin' })).toMatch(/^2027\/01\/01\/00\//)
  expect(outcome('{yyyy}', { modifiedAt: 9e15 })).toMatch(/^9999\//)
  expect(outcome('{yyyy}', { modifiedAt: -9e15 })).toMatch(/^1000\//)
})

test('a file without an ending has a folder all the same', () => {
  expect(outcome('{ext}/{name}', { name: 'README' })).toBe('-/README')
  expect(outcome('{stem}{ext}', { name: '.profile' })).toBe('.profile')
})

test('a file in no folder has none', () => {
  expect(outcome('{reldir}/x', { folders: [] })).toBe('x/IMG_2041.raw.jpg')
  expect(outcome('{relpath}', { folders: [] })).toBe('IMG_2041.raw.jpg')
})

test.each([
  ['{year}', '{year}'],
  ['{yyyy', 'alone'],
  ['yyyy}', 'alone'],
  ['a//b', 'empty'],
  ['', 'empty'],
  ['..', 'not a name'],
  ['a/../b', 'not a name'],
  ['a:b', 'sign'],
  ['a\\b', 'sign'],
  ['x{relpath}', 'alone'],
  ['{relpath}/x', 'nothing can follow'],
  ['{constructor}', 'there is no'],
  [Array.from({ length: 40 }, () => 'a').join('/'), 'parts'],
])('%s is refused', (template, why) => {
  expect(outcome(template)).toMatch(/^refused: /)
  expect(outcome(template)).toContain(why)
})

describe('hostile values', () => {
  const clock = new ManualClock()
  const http = { request: () => Promise.reject(new Error('nothing is asked')), refusalOf: () => null }
  const graph: GraphConnection = { account: 'work', graphUrl: 'https://graph.example', box: null, http }
  const box = { ...graph, graphUrl: null, box: { apiUrl: 'https://box.example', uploadUrl: 'https://up.example' } }
  const providers = [
    ['onedrive:/In', new OneDriveProvider({ connection: graph, clock, keepTimesOfSmallFiles: true })],
    ['box:/In', new BoxProvider({ connection: box, clock })],
  ] as const
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...hostileTexts,
      '..',
      '.',
      'CON',
      'nul',
      'a.',
      ' ',
      '~$x',
      '_vti_',
      'x_VTI_y',
      'a/../../b',
      '\ud800',
    ),
  )

  test('become folders that every destination takes, one for each part, the same every time', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (host, user, root) => {
        const parsed = parseTemplate('{host}/{user} {yyyy}/{folder}.')
        if (!parsed.ok) throw new Error('refused')
        const given = { ...facts, host, user, root, name: 'a.txt' }
        const placed = placedBy(parsed.value, given)
        expect(placed.folders).toHaveLength(3)
        expect(placedBy(parsed.value, given)).toEqual(placed)
        for (const [destination, provider] of providers) {
          expect(provider.preflight({ destination, ...placed }, 1)).toBeNull()
        }
      }),
    )
  })

  test('whatever the template is, a file never leaves the destination', () => {
    const pieces = fc.constantFrom(
      ...Object.keys(templateVariables).map((name) => `{${name}}`),
      '/',
      'a',
      ' ',
      '.',
      '-',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), nasty, (template, value) => {
        const parsed = parseTemplate(template.join(''))
        if (!parsed.ok) return
        const placed = placedBy(parsed.value, { ...facts, host: value, user: value, root: value })
        for (const name of [...placed.folders, placed.name]) {
          expect(name).not.toMatch(/^\.{0,2}$|[/\\]/)
        }
      }),
    )
  })
})
