/** What the system shows of us to whoever looks at the screen: the window's title, the tray and its menu, notices. */

import { expect, test } from 'vitest'
import { noticesOf, toldAtStart } from '../../../src/main/shell/notices.ts'
import { shellWords } from '../../../src/main/shell/shell-words.ts'
import { trayMenu, traySentence } from '../../../src/main/shell/tray-state.ts'
import { aLook, anAccount } from '../../support/looks.ts'

test('S11: they have numbers and the names of accounts, and nothing of a file, an address or a person', async () => {
  const words = await shellWords(['en'])
  const person = 'canary-person@example.com'
  const account = (state: 'ready' | 'signed-out') => ({
    ...anAccount('lab', state),
    user: person,
    cloud: 'canary-cloud',
  })
  const status = { url: 'http://127.0.0.1:1/#canary-code', version: 'canary-version' }
  const before = aLook({ sending: 3 }, { ...status, accounts: [account('ready')] })
  const looks = [
    before,
    aLook({ done: 3 }, { ...status, accounts: [account('ready')] }),
    aLook(
      { blocked: 2, done: 1 },
      { ...status, accounts: [account('ready')], offlineSince: '2026-01-01T00:00:00.000Z' },
    ),
    aLook({ failed: 2 }, { ...status, accounts: [account('signed-out')], paused: true }),
  ]
  const said = looks.flatMap((look) => {
    const { notices } = noticesOf(look, toldAtStart(before), false, 1e9, words)
    const tip = traySentence(look, 1e9, words)
    return [tip, trayMenu(look, tip, words), notices]
  })
  const text = JSON.stringify(said)
  expect(said.flat().length).toBeGreaterThan(10)
  expect(text).toContain('lab')
  expect(text).not.toMatch(/canary|@|http|[/\\]/)
})
