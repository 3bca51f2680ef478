import { readFileSync } from 'node:fs'
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lockEverything, lockPage, lockSession } from '../../../src/main/shell/lockdown.ts'
import { pageUrl } from '../../../src/main/shell/origin.ts'
import { FakePage, FakeSession, isPrevented } from '../../fakes/electron.ts'
import { foreignAddresses } from '../../support/foreign-addresses.ts'

/** As the runtime's own types have them, so that one that a later version brings is asked for too. */
function permissionNames(): string[] {
  const types = join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'electron.d.ts')
  const unions = readFileSync(types, 'utf8').matchAll(/permission: ((?:'[\w-]+' \| )+'[\w-]+')/g)
  return [...new Set([...unions].flatMap(([, union = '']) => union.replaceAll("'", '').split(' | ')))]
}

function lockedSession() {
  const session = new FakeSession()
  lockSession(session as never)
  const call = (name: string, ...args: unknown[]): unknown => session.handlers.get(name)?.(...(args as never[]))
  return { session, call }
}

function lockedPage(): FakePage {
  const page = new FakePage()
  lockPage(page as never)
  return page
}

test('E05: every permission that the runtime knows is refused, but writing text to the clipboard', () => {
  const names = permissionNames()
  expect(names.length).toBeGreaterThan(40)
  expect(names).toEqual(expect.arrayContaining(['media', 'geolocation', 'hid', 'openExternal', 'fileSystem']))
  const { call } = lockedSession()
  for (const name of [...names, 'one that comes later', '', '__proto__', 'constructor']) {
    const isAllowed = name === 'clipboard-sanitized-write'
    expect(call('check', null, name, pageUrl, {}), name).toBe(isAllowed)
    const answers: unknown[] = []
    call('request', {}, name, (answer: unknown) => answers.push(answer), {})
    expect(answers, name).toEqual([isAllowed])
  }
})

test('E05: no device, and no picture of the screen', () => {
  const { call } = lockedSession()
  for (const deviceType of ['hid', 'serial', 'usb']) expect(call('device', { deviceType, origin: pageUrl })).toBe(false)
  const answers: unknown[] = []
  call('display', { videoRequested: true, audioRequested: true }, (streams: unknown) => answers.push(streams))
  // Null refuses. An object without a stream makes the runtime throw.
  expect(answers).toEqual([null])
})

test('NW8: nothing is downloaded, no dictionary either, and no text is sent to a spell checker', () => {
  const { session } = lockedSession()
  expect(isPrevented(session, 'will-download')).toBe(true)
  expect(session.isSpellChecked).toBe(false)
  expect(session.spellCheckedLanguages).toEqual([])
})

test.each(['will-navigate', 'will-redirect'])('E13: %s leads nowhere but to our page', (event) => {
  const page = lockedPage()
  for (const url of foreignAddresses) expect(isPrevented(page, event, { url }), url).toBe(true)
  expect(isPrevented(page, event, { url: pageUrl })).toBe(false)
})

test('E13: a frame leads nowhere, not even to our page', () => {
  const page = lockedPage()
  for (const url of foreignAddresses) {
    expect(isPrevented(page, 'will-frame-navigate', { url, isMainFrame: true }), url).toBe(true)
    expect(isPrevented(page, 'will-frame-navigate', { url, isMainFrame: false }), url).toBe(true)
  }
  expect(isPrevented(page, 'will-frame-navigate', { url: pageUrl, isMainFrame: false })).toBe(true)
  expect(isPrevented(page, 'will-frame-navigate', { url: pageUrl, isMainFrame: true })).toBe(false)
})

test('E12: no webview is attached', () => {
  expect(isPrevented(lockedPage(), 'will-attach-webview', {}, {}, { src: pageUrl })).toBe(true)
})

test('E14: no window is opened, wherever it would lead', () => {
  const page = lockedPage()
  for (const url of [...foreignAddresses, pageUrl]) {
    expect(page.openHandler?.({ url, disposition: 'new-window' } as never)).toEqual({ action: 'deny' })
  }
})

test('E05, E13: also a session and a page that something makes later', () => {
  const app = new EventEmitter()
  lockEverything(app as never)
  const session = new FakeSession()
  app.emit('session-created', session)
  expect(session.handlers.get('check')?.(...([null, 'media'] as never[]))).toBe(false)
  const page = new FakePage()
  app.emit('web-contents-created', {}, page)
  expect(isPrevented(page, 'will-navigate', { url: 'https://x.evil/' })).toBe(true)
})
