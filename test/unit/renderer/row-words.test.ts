import { expect, test } from 'vitest'
import { publicStates } from '../../../src/shared/lifecycle.ts'
import { aTransfer } from '../../fakes/fake-engine.ts'
import { can } from '../../../src/renderer/queue/acts.ts'
import {
  rowName,
  sizeText,
  stateLine,
  storyText,
  told,
  toneOf,
  withTimeLeft,
} from '../../../src/renderer/queue/row-words.ts'
import { visible } from '../../../src/renderer/ui/visible.ts'
import { nameOf, placeOf } from '../../../src/renderer/words/place.ts'
import { visible as visibleInTerminal } from '../../../src/main/cli/visible.ts'
import { hostileTexts } from '../../fixtures/hostile-texts.ts'
import { theWords } from './the-words.ts'

const now = Date.parse('2026-11-21T12:00:00.000Z')
const video = { path: '/films/report.mov', destination: 'onedrive:/Marketing/Videos', size: 5e9 }

test('a row is named by what it is, how far, how long and where to', async () => {
  const { t, f } = await theWords()
  const row = aTransfer('a', 'sending', { ...video, acknowledgedBytes: 2.1e9 })
  expect(rowName({ ...row, secondsLeft: 180 }, t, f, now)).toBe(
    'report.mov, uploading, 42 percent, 3 minutes left, to Marketing / Videos',
  )
  expect(rowName({ ...row, secondsLeft: 20 }, t, f, now)).toContain('one minute left')
  const done = aTransfer('b', 'done', { ...video, acknowledgedBytes: 5e9 })
  expect(rowName(done, t, f, now)).toBe('report.mov, done, to Marketing / Videos')
})

test('who listens is told when it is tried again', async () => {
  const { t, f } = await theWords()
  const retryAt = '2026-11-21T14:32:00.000Z'
  const failure = { code: 'unheard-of', message: `Not before ${retryAt}.`, nextStep: '', retryAt }
  const said = (state: Parameters<typeof aTransfer>[1]) =>
    rowName(aTransfer('a', state, { ...video, failure }), t, f, now)
  expect(said('waiting')).toMatch(/^report\.mov, waiting, Not before \d\d:\d\d\., next try at \d\d:\d\d, to Marketing/)
  expect(said('queued')).toMatch(/, next try at \d\d:\d\d, /)
  expect(said('finishing')).toMatch(/, asked again at \d\d:\d\d, /)
  expect(said('failed')).not.toContain('next try')
})

test('complaint-C23 a state is a word, with what is worth knowing of it', async () => {
  const { t, f } = await theWords()
  const line = (state: Parameters<typeof aTransfer>[1], more = {}) =>
    stateLine(aTransfer('a', state, { ...video, ...more }), t, f, now)
  expect(line('sending', { acknowledgedBytes: 4.999e9 })).toBe('Uploading · 99%')
  expect(line('done', { evidence: 'hash' })).toBe('Done · verified by hash')
  expect(line('waiting')).toBe('Waiting')
  const failure = { code: 'throttled', message: '', nextStep: '', retryAt: '2026-11-21T14:32:00.000Z' }
  expect(line('waiting', { failure })).toMatch(/^Waiting · throttled · until \d\d:\d\d$/)
  expect(line('waiting', { failure: { ...failure, code: 'unheard-of', retryAt: null } })).toBe('Waiting')
  expect(line('finishing', { failure: { ...failure, code: 'still-finishing' } })).toMatch(
    / · asked again at \d\d:\d\d$/,
  )
  const activity = { id: 'a', what: 'checking', doneBytes: 43, totalBytes: 100 } as const
  const checking = aTransfer('a', 'sending', video)
  expect(stateLine(checking, t, f, now, activity)).toBe('Checking · 43%')
  expect(rowName(checking, t, f, now, activity)).toContain('checking what has arrived')
  for (const state of publicStates) expect(line(state)).not.toContain('state.')
})

test('sizes name their unit once', async () => {
  const { t, f } = await theWords()
  const size = (acknowledgedBytes: number, whole: number) =>
    sizeText(aTransfer('a', 'sending', { size: whole, acknowledgedBytes }), t, f)
  expect(size(3.1e9, 5e9)).toBe('3.1 of 5.0 GB')
  expect(size(110e6, 40.6e9)).toBe('110 MB of 41 GB')
  expect(size(0, 8_400)).toBe('8.4 kB')
  expect(size(0, 0)).toBe('')
})

test('only what waits for a person or failed is told in red', () => {
  const red = publicStates.filter((state) => toneOf(aTransfer('a', state)) === 'bad')
  expect(red).toEqual(['blocked', 'failed'])
})

test('buttons follow the table of the lifecycle', () => {
  const who = (act: Parameters<typeof can>[0]) => publicStates.filter((state) => can(act, state))
  expect(who('pause')).toEqual(['settling', 'queued', 'sending', 'finishing', 'waiting', 'blocked'])
  expect(who('resume')).toEqual(['paused'])
  expect(who('cancel')).toEqual(['settling', 'queued', 'sending', 'finishing', 'waiting', 'blocked', 'paused'])
  expect(who('retry')).toEqual(['waiting', 'blocked', 'skipped', 'failed', 'canceled'])
})

test('a time in a sentence is told in the reader’s way', async () => {
  const { f } = await theWords()
  const at = '2026-11-21T14:32:00.000Z'
  expect(told(`Goes on at ${at}.`, at, f, now)).toMatch(/^Goes on at \d\d:\d\d\.$/)
})

test('a time that is left is told when it is known', async () => {
  const { t, f } = await theWords()
  expect(withTimeLeft('Uploading · 42%', 1_500, t, f)).toBe('Uploading · 42% · 25 min')
})

test('places are said as people say them', () => {
  expect(placeOf('onedrive:/A/B', 'My drive')).toBe('A / B')
  expect(placeOf('onedrive:/', 'My drive')).toBe('My drive')
  expect(placeOf('onedrive:special/documents/X', 'My drive')).toBe('documents / X')
  expect(placeOf('onedrive:drives/b!1/root:/X', 'My drive')).toBe('onedrive:drives/b!1/root:/X')
  expect(placeOf('no\u202eaddress', 'My drive')).toBe(String.raw`no\u202eaddress`)
  expect(nameOf(String.raw`C:\films\report.mov`)).toBe('report.mov')
  expect(nameOf('/films/')).toBe('films')
})

test.each(hostileTexts)('%j is shown as the terminal shows it', (text) => {
  expect(visible(text)).toBe(visibleInTerminal(text))
})

test('a name of a megabyte is cut', () => {
  expect(visible('x'.repeat(1_000_000)).length).toBeLessThan(5_000)
})

test('a story tells its times as the reader writes them', async () => {
  const { f } = await theWords()
  const at = '2026-11-21T12:30:05.182Z'
  const said = f.time(Date.parse(at), now)
  expect(storyText(`waiting until ${at}: server-error`, f, now)).toBe(`waiting until ${said}: server-error`)
  expect(storyText('report 2026-11-21.pdf', f, now)).toBe('report 2026-11-21.pdf')
})
