/** E15: what the app may have the system's browser open. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { openSignInPage } from '../../../src/main/shell/open-external.ts'
import { judge } from '../../../src/main/shell/sign-in-page.ts'
import { shell } from '../../fakes/electron.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

const microsoft = 'https://login.microsoftonline.com'
const practice = 'http://localhost:41234'
const gateway = 'https://login.gateway.example:8443'

const cases: readonly (readonly [url: string, root: string, is: ReturnType<typeof judge>['is']])[] = [
  // The services themselves.
  [`${microsoft}/common/oauth2/v2.0/authorize?client_id=x&state=y`, microsoft, 'open'],
  [`${microsoft}/`, `${microsoft}/`, 'open'],
  ['https://login.microsoftonline.us/organizations/oauth2/v2.0/authorize', 'https://login.microsoftonline.us', 'open'],
  ['https://login.chinacloudapi.cn/common/oauth2/v2.0/authorize', 'https://login.chinacloudapi.cn', 'open'],
  ['https://account.box.com/api/oauth2/authorize?response_type=code', 'https://account.box.com', 'open'],
  ['https://login.microsoftonline.com:443/a', microsoft, 'open'],
  ['HTTPS://LOGIN.MICROSOFTONLINE.COM/a', microsoft, 'open'],
  // An account's own root: whoever sits before the screen is asked.
  [`${practice}/common/oauth2/v2.0/authorize`, practice, 'ask'],
  ['http://127.0.0.1:41234/device', 'http://127.0.0.1:41234', 'ask'],
  ['http://[::1]:41234/device', 'http://[::1]:41234', 'ask'],
  [`${gateway}/authorize`, gateway, 'ask'],
  ['https://login.microsoftonline.com:8443/a', 'https://login.microsoftonline.com:8443', 'ask'],
  ['https://login.microsoftonline.com.evil.example/a', 'https://login.microsoftonline.com.evil.example', 'ask'],
  // Not at the account's root.
  ['https://evil.example/', microsoft, 'never'],
  ['https://account.box.com/', microsoft, 'never'],
  ['https://login.microsoftonline.com.evil.example/', microsoft, 'never'],
  ['https://evil.example/login.microsoftonline.com', microsoft, 'never'],
  ['https://xlogin.microsoftonline.com/', microsoft, 'never'],
  ['https://login.microsoftonline.com./', microsoft, 'never'],
  ['https://login.microsoftonline.com:444/', microsoft, 'never'],
  ['http://login.microsoftonline.com/', microsoft, 'never'],
  ['https://login.microsoftonline.com@evil.example/', microsoft, 'never'],
  ['https://evil.example\\@login.microsoftonline.com/', microsoft, 'never'],
  ['https://login.microsoftonline.com\\.evil.example/', 'https://evil.example', 'never'],
  ['https://evil.example#@login.microsoftonline.com/', microsoft, 'never'],
  ['//login.microsoftonline.com/', microsoft, 'never'],
  ['https://l\u043egin.microsoftonline.com/', microsoft, 'never'],
  ['http://localhost:41235/', practice, 'never'],
  ['http://127.0.0.1:41234/', practice, 'never'],
  // Somebody's name or password in it.
  [`https://user@login.microsoftonline.com/`, microsoft, 'never'],
  ['https://:secret@login.microsoftonline.com/', microsoft, 'never'],
  // http to another computer, whatever the account says.
  ['http://login.gateway.example/', 'http://login.gateway.example', 'never'],
  ['http://192.168.0.7/', 'http://192.168.0.7', 'never'],
  ['http://localhost.evil.example/', 'http://localhost.evil.example', 'never'],
  // What is no page at all.
  ['javascript:alert(1)', microsoft, 'never'],
  ['javascript:alert(1)', 'javascript:alert(1)', 'never'],
  ['file:///etc/passwd', 'file:///', 'never'],
  ['file://login.microsoftonline.com/share', microsoft, 'never'],
  ['data:text/html,<script>', 'data:text/html,', 'never'],
  ['app://longshore/', 'app://longshore', 'never'],
  ['ms-msdt:/id PCWDiagnostic', 'ms-msdt:/', 'never'],
  ['smb://login.microsoftonline.com/', microsoft, 'never'],
  ['ftp://localhost/', 'ftp://localhost', 'never'],
  ['blob:https://login.microsoftonline.com/1', microsoft, 'never'],
  ['', microsoft, 'never'],
  ['login.microsoftonline.com', microsoft, 'never'],
  ['--help', microsoft, 'never'],
  [`${microsoft}/a`, '', 'never'],
  [`${microsoft}/?${'a'.repeat(8_192)}`, microsoft, 'never'],
]

const goesOn = new AbortController().signal

beforeEach(() => {
  shell.opened.length = 0
  shell.hasBrowser = true
})

test('E15: there are forty of them, and more', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40)
})

test.each(cases)('E15: %s for an account at %s: %s', async (url, root, is) => {
  expect(judge({ url, root }).is).toBe(is)
  const asked: string[] = []
  const refuse = async (host: string): Promise<boolean> => {
    asked.push(host)
    return false
  }
  expect(await openSignInPage({ url, root }, refuse, goesOn)).toBe(is === 'open')
  expect(asked).toEqual(is === 'ask' ? [new URL(root).host] : [])
  expect(shell.opened).toEqual(is === 'open' ? [new URL(url).href] : [])
})

test('what was parsed is opened, not what was written', async () => {
  const url = 'https://login.micro\tsoftonline.com/a b\n"<c>'
  expect(await openSignInPage({ url, root: microsoft }, () => Promise.resolve(false), goesOn)).toBe(true)
  expect(shell.opened).toEqual(['https://login.microsoftonline.com/a%20b%22%3Cc%3E'])
})

test('what a person allows is opened; a system without a browser says so', async () => {
  const allow = (): Promise<boolean> => Promise.resolve(true)
  expect(await openSignInPage({ url: `${practice}/a`, root: practice }, allow, goesOn)).toBe(true)
  expect(shell.opened).toEqual([`${practice}/a`])
  shell.hasBrowser = false
  expect(await openSignInPage({ url: `${practice}/a`, root: practice }, allow, goesOn)).toBe(false)
})

test('what a person allows once the sign-in has ended is not opened', async () => {
  const over = new AbortController()
  const allow = async (): Promise<boolean> => {
    over.abort()
    return true
  }
  expect(await openSignInPage({ url: `${practice}/a`, root: practice }, allow, over.signal)).toBe(false)
  expect(shell.opened).toEqual([])
})

test('E15: there is one place that opens anything', () => {
  const src = join(import.meta.dirname, '..', '..', '..', 'src')
  const places = globSync('**/*.{ts,tsx}', { cwd: src }).filter((path) =>
    readFileSync(join(src, path), 'utf8').includes('openExternal'),
  )
  expect(places).toEqual([join('main', 'shell', 'open-external.ts')])
})
