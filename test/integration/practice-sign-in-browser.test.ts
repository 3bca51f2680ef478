/** The practice cloud's sign-in pages as a person meets them, in a real browser, with and without script. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium, whyNoChromium } from '../support/chromium.ts'
import { bodyOfRequest, httpServer } from '../support/raw-server.ts'
import { challengeOf, clientId, post, randomText, SignIn } from './practice-sign-in-client.ts'

const why = whyNoChromium()
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a program on this machine hears. */
interface Heard {
  readonly method: string
  readonly path: string
  readonly values: Record<string, string>
}

/** A program's loopback listener, and what came back to it. */
async function listener(): Promise<{ readonly uri: string; readonly heard: Heard[] }> {
  const heard: Heard[] = []
  const hear = async (req: IncomingMessage, res: ServerResponse) => {
    const body = (await bodyOfRequest(req)).toString()
    const url = new URL(req.url ?? '/', 'http://here')
    const values = req.method === 'POST' ? new URLSearchParams(body) : url.searchParams
    const path = url.pathname
    if (path === '/back') heard.push({ method: req.method ?? '', path, values: Object.fromEntries(values) })
    res.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>back</title><p>back')
  }
  const root = await httpServer((req, res) => void hear(req, res))
  return { uri: `${root}/back`, heard }
}

describe.skipIf(why !== null)('in a browser', () => {
  let browser: Browser
  /** What the browser's console has said. */
  let complaints: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
  })
  beforeEach(() => {
    complaints = []
  })
  afterAll(() => browser.close())

  /** @param javaScriptEnabled the pages must do without; axe can't */
  async function tab(javaScriptEnabled = true): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    // A page that breaks its own policy says so there.
    page.on('console', (message) => void complaints.push(message.text()))
    return page
  }
  async function axe(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  }

  test.each([[true], [false]])(
    'somebody allows, with script %s, and the program can redeem what it gets',
    async (script) => {
      const signIn = await SignIn.start({ signInConsent: 'ask' })
      const { uri, heard } = await listener()
      const page = await tab(script)
      const state = randomText(31)
      await page.goto(signIn.address({ redirect_uri: uri, state, scope: 'User.Read Files.ReadWrite offline_access' }))
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in')
      expect(await page.getByRole('listitem').allTextContents()).toEqual([
        'User.Read',
        'Files.ReadWrite',
        'offline_access',
      ])
      expect(await page.getByRole('radio').count()).toBe(3)
      await page.getByRole('radio', { name: /colleague@practice\.example/ }).check()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect.poll(() => heard.length).toBe(1)
      expect(heard[0]).toEqual({ method: 'GET', path: '/back', values: { code: expect.any(String), state } })
      const { json, status } = await signIn.redeem(heard[0]?.values['code'] ?? '', { redirect_uri: uri })
      expect([status, json.scope]).toEqual([200, 'User.Read Files.ReadWrite'])
      const [consent] = (await signIn.practice.control('GET', '/sign-in')).consents
      expect(consent).toMatchObject({ clientId, account: '5a7e0000-0000-4000-8000-000000000002' })
      expect(await signIn.violations()).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  test('somebody denies, without choosing who they are', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { uri, heard } = await listener()
    const page = await tab()
    await page.goto(signIn.address({ redirect_uri: uri, prompt: 'select_account', state: 'st' }))
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Deny' }).click()
    await expect.poll(() => heard.length).toBe(1)
    expect(heard[0]?.values).toMatchObject({ error: 'access_denied', state: 'st' })
    expect(heard[0]?.values['error_description']).toContain('AADSTS65004')
  })

  test('a form carries the answer where that was asked for, by itself or by a button', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { uri, heard } = await listener()
    for (const script of [true, false]) {
      const page = await tab(script)
      await page.goto(signIn.address({ redirect_uri: uri, response_mode: 'form_post', state: `<"${script}">` }))
      await page.getByRole('button', { name: 'Allow' }).click()
      if (!script) await page.getByRole('button', { name: 'Continue' }).click()
      await expect.poll(() => heard.map(({ values }) => values['state'])).toContain(`<"${script}">`)
    }
    expect(heard.map(({ method, values }) => [method, typeof values['code']])).toEqual([
      ['POST', 'string'],
      ['POST', 'string'],
    ])
    expect(complaints).toEqual([])
  })

  test('a browser that remembers goes straight back, unless it is told to ask or something is new', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { uri, heard } = await listener()
    const page = await tab()
    const go = (changes = {}) => page.goto(signIn.address({ redirect_uri: uri, ...changes }))
    await go()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect.poll(() => heard.length).toBe(1)
    await go()
    await expect.poll(() => heard.length).toBe(2)
    const asking = [
      { prompt: 'login' },
      { prompt: 'consent' },
      { scope: 'User.Read Mail.ReadWrite' },
      { claims: '{"access_token":{"nbf":{"essential":true}}}' },
      { login_hint: 'colleague@practice.example' },
      { client_id: 'another' },
    ]
    for (const changes of asking) {
      await go(changes)
      expect(await page.getByRole('button', { name: 'Allow' }).count(), JSON.stringify(changes)).toBe(1)
    }
    await signIn.control({ what: 'demand', account: 'you@practice.example', kind: 'password' })
    await go()
    expect(await page.getByRole('button', { name: 'Allow' }).count(), 'a demand').toBe(1)
    await page.goto(signIn.url('logout'))
    expect(await page.title()).toBe('Signed out')
    await signIn.control({ what: 'relent', account: 'you@practice.example', kind: 'password' })
    await go()
    expect(await page.getByRole('button', { name: 'Allow' }).count(), 'signed out').toBe(1)
    expect(heard).toHaveLength(2)
  })

  test('a page is decided once, and not by an answer that was not on it', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const page = await tab()
    await page.goto(signIn.address({}, 'consumers'))
    expect(await page.getByRole('radio').count()).toBe(1)
    const request = await page.locator('[name=request]').inputValue()
    const url = `${signIn.practice.cloud.loginUrl}/decide`
    expect((await post(url, { request, decision: 'maybe' })).status).toBe(400)
    const stranger = await post(url, { request, decision: 'allow', account: 'you@practice.example' })
    expect(stranger.headers.location).toContain('error=access_denied')
    const again = await post(url, { request, decision: 'allow', account: 'you@home.practice.example' })
    expect([again.status, again.headers.location]).toEqual([400, undefined])
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('expired')
    expect(await axe(page)).toEqual([])
  })

  test.each([[true], [false]])('the code of a device is typed and allowed, with script %s', async (script) => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { json: device } = await post(signIn.url('devicecode'), { client_id: clientId, scope: 'User.Read' })
    const page = await tab(script)
    await page.goto(device.verification_uri)
    await page.getByLabel('Code that the device shows').fill('ABC')
    await page.getByRole('button', { name: 'Next' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('not known')
    if (script) expect(await axe(page)).toEqual([])
    const typed = `${device.user_code.slice(0, 4)}-${device.user_code.slice(4).toLowerCase()} `
    await page.getByLabel('Code that the device shows').fill(typed)
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: /you@home/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'Signed in' }).waitFor()
    const fields = { grant_type: deviceGrant, client_id: clientId, device_code: device.device_code }
    expect((await post(signIn.url('token'), fields)).json.scope).toBe('User.Read')
    const { refreshTokens } = await signIn.practice.control('GET', '/sign-in')
    expect(refreshTokens, 'offline_access was not asked for').toEqual([])
  })

  test('the code of a device is denied', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { json: device } = await post(signIn.url('devicecode'), { client_id: clientId, scope: 'User.Read' })
    const page = await tab()
    await page.goto(device.verification_uri)
    await page.getByLabel('Code that the device shows').fill(device.user_code)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByRole('heading', { name: 'Denied' }).waitFor()
    const fields = { grant_type: deviceGrant, client_id: clientId, device_code: device.device_code }
    expect((await post(signIn.url('token'), fields)).json.error).toBe('authorization_declined')
  })

  test('Box asks too, and sends back to every kind of loopback address', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { uri, heard } = await listener()
    const page = await tab(false)
    const query = (redirect: string) =>
      new URLSearchParams({
        client_id: 'box-app',
        response_type: 'code',
        redirect_uri: redirect,
        state: randomText(41),
        code_challenge: challengeOf(signIn.verifier),
      })
    const begin = (redirect: string) =>
      page.goto(`${signIn.practice.cloud.boxLoginUrl}/api/oauth2/authorize?${query(redirect).toString()}`)
    await begin(uri)
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['root_readwrite'])
    expect(await page.getByRole('radio').count()).toBe(1)
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect.poll(() => heard.length).toBe(1)
    const fields = { client_id: 'box-app', client_secret: 's', redirect_uri: uri, code_verifier: signIn.verifier }
    const code = heard[0]?.values['code'] ?? ''
    const url = `${signIn.practice.cloud.boxUrl}/oauth2/token`
    expect((await post(url, { grant_type: 'authorization_code', ...fields, code })).status).toBe(200)
    await begin(uri.replace('127.0.0.1', 'localhost'))
    await page.getByRole('button', { name: 'Deny' }).click()
    await expect.poll(() => heard.length).toBe(2)
    expect(heard[1]?.values).toMatchObject({ error: 'access_denied', state: randomText(41) })
    expect(await signIn.violations()).toEqual([])
  })

  test('no page keeps anybody out, and none may stand in a frame or load anything', async () => {
    const signIn = await SignIn.start({ signInConsent: 'ask' })
    const { loginUrl, boxLoginUrl } = signIn.practice.cloud
    const page = await tab()
    const box = `${boxLoginUrl}/api/oauth2/authorize?response_type=code&client_id=a&redirect_uri=http://localhost/`
    const pages = [
      [signIn.address(), 200],
      [signIn.address({ redirect_uri: 'https://evil.example/' }), 400],
      [`${loginUrl}/device`, 200],
      [signIn.url('logout'), 200],
      [box, 200],
      [`${box}x&redirect_uri=http://evil.example/`, 400],
    ] as const
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const [url, status] of pages) {
        const answer = await page.goto(url)
        expect(answer?.status()).toBe(status)
        expect(await axe(page), `${scheme} ${url}`).toEqual([])
        const headers = answer?.headers() ?? {}
        expect(headers['content-security-policy']).toMatch(
          /^default-src 'none'; .*base-uri 'none'; frame-ancestors 'none'$/,
        )
        expect(headers['content-security-policy']).not.toMatch(/unsafe|script-src/)
        expect(headers).toMatchObject({
          'x-frame-options': 'DENY',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
        })
      }
    }
    expect(complaints.filter((text) => !text.includes('400 (Bad Request)'))).toEqual([])
  })
})
