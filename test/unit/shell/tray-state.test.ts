import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shellWords } from '../../../src/main/shell/shell-words.ts'
import {
  isSpeedAct,
  pauseEndOf,
  speedOf,
  trayMenu,
  traySentence,
  trayStateOf,
  trayStates,
} from '../../../src/main/shell/tray-state.ts'
import type { TrayState } from '../../../src/main/shell/tray-state.ts'
import type { Look } from '../../../src/main/shell/queue-look.ts'
import { aLook, anAccount } from '../../support/looks.ts'

const words = await shellWords(['en'])
const offlineSince = '2026-01-01T00:00:00.000Z'
const noEngine = aLook({ sending: 1 }, {}, { holding: 'none', status: null })

test.each<[string, Look, TrayState]>([
  ['nothing to do', aLook(), 'idle'],
  ['all done', aLook({ done: 3, canceled: 1 }), 'idle'],
  ['at work', aLook({ sending: 1 }), 'busy'],
  ['watching a file grow', aLook({ settling: 1 }), 'busy'],
  ['waiting for its time', aLook({ waiting: 1 }), 'busy'],
  ['all of it paused one by one', aLook({ paused: 2 }), 'idle'],
  ['some paused, some not', aLook({ paused: 2, queued: 1 }), 'busy'],
  ['paused as a whole', aLook({ queued: 2 }, { paused: true }), 'paused'],
  ['offline, and paused', aLook({ queued: 2 }, { paused: true, offlineSince }), 'offline'],
  ['a file that needs somebody, while others go', aLook({ sending: 1, blocked: 1 }), 'attention'],
  ['a file that failed, offline', aLook({ failed: 1 }, { offlineSince }), 'attention'],
  ['signed out, and a file failed', aLook({ failed: 1 }, { accounts: [anAccount('a', 'signed-out')] }), 'sign-in'],
  ['signed out, paused', aLook({}, { paused: true, accounts: [anAccount('a', 'signed-out')] }), 'sign-in'],
  ['its secrets locked', aLook({}, { accounts: [anAccount('a'), anAccount('b', 'secrets-locked')] }), 'sign-in'],
  ['no engine', noEngine, 'offline'],
  ['an engine that has not said anything', aLook({}, {}, { summary: null }), 'offline'],
])('%s', (_, look, expected) => {
  expect(trayStateOf(look)).toBe(expected)
})

test('each state can be reached', () => {
  const out = aLook({}, { accounts: [anAccount('a', 'signed-out')] })
  const reached = [aLook(), aLook({ sending: 1 }), aLook({}, { paused: true }), aLook({ failed: 1 }), out, noEngine]
  expect(new Set(reached.map(trayStateOf))).toEqual(new Set(trayStates))
})

test('each state has its pictures, for each platform and each panel', () => {
  const assets = join(import.meta.dirname, '..', '..', '..', 'assets', 'tray')
  const kinds = ['Template.png', '-dark.png', '-light.png', '-dark.ico', '-light.ico']
  const names = trayStates.flatMap((state) => kinds.map((kind) => `${state}${kind}`))
  expect(names.filter((name) => !existsSync(join(assets, name)))).toEqual([])
})

test('the sentence is the one of the page, in one line', () => {
  const look = aLook({ sending: 2, queued: 338 })
  const sentence = traySentence(look, 0, words)
  expect(sentence).toBe('Uploading 2 of 340 files')
  const paused = aLook({ sending: 1 }, { paused: true })
  expect(traySentence(paused, 0, words)).toBe('Uploading 1 of one file · pausing')
  expect(traySentence(noEngine, 0, words)).toBe('Looking for the engine…')
})

const labels = (look: Look): (string | null)[] =>
  trayMenu(look, 'The sentence', words).map((item) => (item === null ? null : item.label))

const noon = new Date(2026, 10, 23, 12).getTime()

test('the menu: sentence, what can be done, how to leave', () => {
  expect(trayMenu(aLook(), 'The sentence', words, noon)).toEqual([
    { label: 'The sentence', act: null },
    null,
    { label: 'Open Longshore', act: 'open' },
    { label: 'Add files…', act: 'add' },
    {
      label: 'Pause all',
      act: null,
      items: [
        { label: 'For 30 minutes', act: 'pause 30m' },
        { label: 'For 1 hour', act: 'pause 1h' },
        { label: 'Until tomorrow, 8:00 AM', act: 'pause tomorrow' },
        { label: 'Until I resume', act: 'pause' },
      ],
    },
    null,
    { label: 'Settings…', act: 'settings' },
    { label: 'Quit Longshore', act: 'quit' },
  ])
})

test('paused, it offers to go on; without an engine it still opens and quits', () => {
  expect(labels(aLook({}, { paused: true }))).toContain('Resume all')
  expect(labels(aLook({}, { paused: true }))).not.toContain('Pause all')
  expect(labels(noEngine)).toEqual(expect.arrayContaining(['Open Longshore', 'Quit Longshore']))
})

test('each length of a pause is a moment; other acts have none', () => {
  expect(pauseEndOf('pause 30m', noon)).toBe(noon + 30 * 60_000)
  expect(pauseEndOf('pause tomorrow', noon)).toBe(new Date(2026, 10, 24, 8).getTime())
  expect([pauseEndOf('pause', noon), pauseEndOf('resume', noon), pauseEndOf('speed none', noon)]).toEqual([
    null,
    null,
    null,
  ])
})

test('what needs somebody is said under the sentence, and an account leads to where it is signed in', () => {
  const accounts = [
    anAccount('a', 'signed-out'),
    anAccount('b'),
    anAccount('{{name}} $t(tray.quit) & co', 'signed-out'),
  ]
  const menu = trayMenu(aLook({ blocked: 1, failed: 1_233 }, { accounts }), 'The sentence', words)
  expect(menu.slice(0, 5)).toEqual([
    { label: 'The sentence', act: null },
    { label: '1,234 files need you', act: null },
    { label: 'Sign in again: a', act: 'accounts' },
    // What a service calls an account is only text: no value is put into it, and no other words are looked up.
    { label: 'Sign in again: {{name}} $t(tray.quit) & co', act: 'accounts' },
    null,
  ])
})

const limit = (bytesPerSecond: number | null, until: string | null = null) => ({ limit: { bytesPerSecond, until } })
const speedsIn = (look: Look) =>
  trayMenu(look, 'The sentence', words)
    .find((item) => item?.label === 'Speed')
    ?.items?.map(({ label, act, isChosen }) => [label, act, isChosen])

test('how fast can be chosen in two clicks; what holds now is marked, whatever it is', () => {
  const look = aLook({}, limit(3_000_000), { settings: { 'bandwidth.bytesPerSecond': 3_000_000 } })
  expect(speedsIn(look)).toEqual([
    ['As fast as it goes', 'speed none', false],
    ['3.0 MB/s', 'speed 3000000', true],
    ['10.0 MB/s', 'speed 10000000', false],
    ['5.0 MB/s', 'speed 5000000', false],
    ['2.0 MB/s', 'speed 2000000', false],
    ['500 kB/s', 'speed 500000', false],
  ])
  expect([speedOf('speed none'), speedOf('speed 500000')]).toEqual([null, 500_000])
  expect([isSpeedAct('speed 500000'), isSpeedAct('pause')]).toEqual([true, false])
})

test('while the week’s plan says how fast, that is told instead; an engine without a limit is asked for none', () => {
  const at = new Date(2026, 10, 23, 18).toISOString()
  expect(speedsIn(aLook({}, limit(2_000_000, at)))?.[0]?.[0]).toMatch(/^2.0 MB\/s until .*by the weekly plan$/)
  expect(speedsIn(aLook())).toBeUndefined()
})
