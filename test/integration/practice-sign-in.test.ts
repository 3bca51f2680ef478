/** Microsoft's authorization endpoint in the practice cloud, rule by rule (graph.md F1, F2, H5). */

import { describe, expect, it } from 'vitest'
import { raw } from './practice-client.ts'
import { clientId, randomText, redirectUri, sentBack, SignIn } from './practice-sign-in-client.ts'

describe('who is sent back', () => {
  it('gets a code and the state, at the address that was asked for', async () => {
    const signIn = await SignIn.start()
    const state = randomText(3)
    const answer = await signIn.authorize({ state })
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toMatch(/^http:\/\/127\.0\.0\.1:7777\/back\?code=/)
    expect(sentBack(answer)).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state })
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('gets it in the fragment or in a form where that was asked for', async () => {
    const signIn = await SignIn.start()
    const fragment = await signIn.authorize({ response_mode: 'fragment', state: 's' })
    expect(fragment.headers.location).toMatch(/^http:\/\/127\.0\.0\.1:7777\/back#code=[\w-]{43}&state=s$/)
    const form = await signIn.authorize({ response_mode: 'form_post', state: '"><script>x</script>' })
    expect(form.status).toBe(200)
    const html = form.bytes.toString()
    expect(html).toContain(`action="${redirectUri}"`)
    expect(html).toMatch(/name="code" value="[\w-]{43}"/)
    expect(html).not.toContain('<script>x')
    const policy = form.headers['content-security-policy']
    expect(policy).toMatch(/script-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:7777;/)
  })

  it.each([
    ['http://localhost', 'http://localhost/?code='],
    ['http://localhost:4242/', 'http://localhost:4242/?code='],
    ['http://127.0.0.1:1/Some/Path', 'http://127.0.0.1:1/Some/Path?code='],
  ])('may be at %s', async (address, begins) => {
    const signIn = await SignIn.start()
    const { location } = (await signIn.authorize({ redirect_uri: address })).headers
    expect(location?.startsWith(begins)).toBe(true)
  })

  it.each([
    [null, 'AADSTS900144'],
    ['', 'AADSTS900144'],
    ['http://evil.example/back', 'AADSTS50011'],
    ['https://evil.example/back', 'AADSTS50011'],
    ['https://127.0.0.1/back', 'AADSTS50011'],
    ['http://[::1]:7777/back', 'AADSTS50011'],
    ['http://127.0.0.2/back', 'AADSTS50011'],
    ['http://localhost.evil.example/', 'AADSTS50011'],
    ['http://localhost@evil.example/', 'AADSTS50011'],
    ['http://user@localhost/', 'AADSTS50011'],
    ['http://localhost/#code', 'AADSTS50011'],
    ['http://localhost/?a=b', 'AADSTS50011'],
    ['http://localhost\\@evil.example/', 'AADSTS50011'],
    ['javascript:alert(1)', 'AADSTS50011'],
    ['longshore://back', 'AADSTS50011'],
    ['/back', 'AADSTS50011'],
  ])('is never sent to %j', async (address, number) => {
    const signIn = await SignIn.start()
    const answer = await signIn.authorize({ redirect_uri: address })
    expect(answer.status).toBe(400)
    expect(answer.headers.location).toBeUndefined()
    expect(answer.bytes.toString()).toContain(number)
    expect(answer.headers['content-type']).toContain('text/html')
  })

  it('is held to what a program has registered: any port, but scheme, host, path and its case', async () => {
    const signIn = await SignIn.start({ signInUnknownClients: false })
    const redirects = ['http://localhost/Back', 'https://app.practice.example:8443/back']
    await signIn.control({ what: 'client', clientId, redirects })
    const status = async (address: string) => (await signIn.authorize({ redirect_uri: address })).status
    expect(await status('http://localhost:9/Back')).toBe(302)
    expect(await status('https://app.practice.example:8443/back')).toBe(302)
    expect(await status('http://localhost:9/back')).toBe(400)
    expect(await status('http://127.0.0.1/Back')).toBe(400)
    expect(await status('http://localhost/Back/')).toBe(400)
    expect(await status('https://app.practice.example/back')).toBe(400)
    const stranger = await signIn.authorize({ client_id: 'nobody', redirect_uri: 'http://localhost/Back' })
    expect(stranger.bytes.toString()).toContain('AADSTS700016')
  })

  it('may have a query where no personal account can come', async () => {
    const signIn = await SignIn.start()
    const redirects = ['http://localhost/?kept=1']
    await signIn.control({ what: 'client', clientId, redirects, audience: 'work' })
    const answer = await signIn.authorize({ redirect_uri: 'http://localhost:5/?kept=1' })
    expect(sentBack(answer)).toMatchObject({ kept: '1', code: expect.any(String) })
  })
})

describe('what is wrong with a request', () => {
  it.each([
    [{ response_type: null }, 'invalid_request', 'AADSTS900144'],
    [{ response_type: 'token' }, 'unsupported_response_type', 'AADSTS700051'],
    [{ response_type: 'code id_token' }, 'unsupported_response_type', 'AADSTS700051'],
    [{ response_mode: 'web_message' }, 'invalid_request', 'AADSTS90023'],
    [{ prompt: 'admin_consent' }, 'invalid_request', 'AADSTS90023'],
    [{ code_challenge: null, code_challenge_method: null }, 'invalid_request', 'AADSTS9002325'],
    [{ code_challenge_method: null }, 'invalid_request', 'AADSTS9002325'],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 'AADSTS9002325'],
    [{ code_challenge: 'short' }, 'invalid_request', 'AADSTS501491'],
    [{ code_challenge: `${randomText(9).slice(0, 42)}=` }, 'invalid_request', 'AADSTS501491'],
    [{ scope: null }, 'invalid_request', 'AADSTS900144'],
    [{ scope: 'Files.Everything' }, 'invalid_scope', 'AADSTS70011'],
    [{ scope: 'https://evil.example/Files.ReadWrite' }, 'invalid_scope', 'AADSTS70011'],
    [{ scope: 'https://graph.microsoft.com/offline_access' }, 'invalid_scope', 'AADSTS70011'],
    [
      { scope: 'https://graph.microsoft.com/User.Read https://graph.microsoft.us/User.Read' },
      'invalid_scope',
      'AADSTS70011',
    ],
    [{ claims: '{' }, 'invalid_request', 'AADSTS90023'],
    [{ claims: '[]' }, 'invalid_request', 'AADSTS90023'],
  ])('%j is told to the program as %s', async (changes, error, number) => {
    const signIn = await SignIn.start()
    const state = randomText(4)
    const answer = await signIn.authorize({ state, ...changes })
    expect(answer.status).toBe(302)
    expect(sentBack(answer)).toEqual({ error, error_description: expect.stringContaining(`${number}:`), state })
  })

  it('is shown where a parameter that decides on the redirect is there twice, else told', async () => {
    const signIn = await SignIn.start()
    const twice = (name: string) => raw('GET', `${signIn.address()}&${name}=x`)
    expect((await twice('redirect_uri')).status).toBe(400)
    expect((await twice('client_id')).status).toBe(400)
    expect(sentBack(await twice('scope'))).toMatchObject({ error: 'invalid_request' })
  })

  it('is a tenant that is not there, and another method', async () => {
    const signIn = await SignIn.start()
    const nowhere = await signIn.authorize({}, 'elsewhere.example')
    expect([nowhere.status, nowhere.bytes.toString()]).toEqual([400, expect.stringContaining('AADSTS90002')])
    expect(await raw('POST', signIn.address())).toMatchObject({ status: 405, headers: { allow: 'GET' } })
  })
})

describe('a tenant', () => {
  const work = 'you@practice.example'
  const home = 'you@home.practice.example'

  it.each([
    ['common', work, work],
    ['common', home, home],
    ['organizations', work, work],
    ['organizations', home, work],
    ['consumers', home, home],
    ['consumers', work, home],
    ['practice.example', 'colleague@practice.example', 'colleague@practice.example'],
    ['5a7e0000-0000-4000-8000-000000000006', home, work],
    ['9188040d-6c67-4c5b-b112-36a304b66dad', work, home],
  ])('%s, with the hint %s, signs %s in', async (tenant, hint, login) => {
    const signIn = await SignIn.start()
    const { access_token: token } = await signIn.tokens({ login_hint: hint }, tenant)
    const { accounts, accessTokens } = await signIn.practice.control('GET', '/sign-in')
    const { account } = accessTokens.find(({ clientId: id }: { clientId?: string }) => id === clientId)
    expect(accounts.find(({ id }: { id: string }) => id === account).login).toBe(login)
    expect((await signIn.me(token)).status).toBe(200)
  })

  it('lets nobody redeem who is not of it', async () => {
    const signIn = await SignIn.start()
    const code = await signIn.code({ login_hint: home })
    expect((await signIn.redeem(code, {}, 'organizations')).json).toMatchObject({
      error: 'invalid_grant',
      error_codes: [50020],
    })
  })

  it('has scopes that a personal account cannot give', async () => {
    const signIn = await SignIn.start()
    const changes = { login_hint: home, scope: 'Sites.ReadWrite.All' }
    expect(sentBack(await signIn.authorize(changes))).toMatchObject({ error: 'invalid_scope' })
    expect(sentBack(await signIn.authorize({ ...changes, login_hint: work }))).toHaveProperty('code')
  })
})

describe('without a person', () => {
  it('denies by a switch, and where an administrator has to consent', async () => {
    const signIn = await SignIn.start({ signInConsent: 'deny' })
    expect(sentBack(await signIn.authorize())).toMatchObject({ error: 'access_denied', state: expect.any(String) })
    await signIn.practice.switch({ signInConsent: 'allow', signInAdminConsent: true })
    const { error, error_description: text } = sentBack(await signIn.authorize())
    expect([error, text]).toEqual(['access_denied', expect.stringContaining('AADSTS90094')])
    expect(sentBack(await signIn.authorize({ login_hint: 'you@home.practice.example' }))).toHaveProperty('code')
  })

  it('goes on with prompt=none only where one person is signed in and has consented', async () => {
    const signIn = await SignIn.start()
    const silently = async (cookie: string, changes = {}) =>
      sentBack(await signIn.authorize({ prompt: 'none', ...changes }, 'common', { Cookie: cookie }))
    expect(await silently('')).toMatchObject({ error: 'login_required' })
    const first = await signIn.authorize()
    const cookie = (answer: typeof first) => String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? ''
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Lax$/)
    expect(await silently(cookie(first), { scope: 'Mail.ReadWrite' })).toMatchObject({ error: 'consent_required' })
    expect(await silently(cookie(first), { login_hint: 'colleague@practice.example' })).toMatchObject({
      error: 'login_required',
    })
    const again = await signIn.authorize({ prompt: 'none' }, 'common', { Cookie: cookie(first) })
    expect(sentBack(again)).toHaveProperty('code')
    const hint = { login_hint: 'colleague@practice.example' }
    const both = await signIn.authorize(hint, 'common', { Cookie: cookie(again) })
    expect(await silently(cookie(both))).toMatchObject({ error: 'interaction_required' })
    expect(await silently(cookie(both), hint)).toHaveProperty('code')
    expect(await silently(cookie(first)), 'the session has another name by now').toMatchObject({
      error: 'login_required',
    })
  })

  it('forgets who is signed in at logout, and sends on to loopback alone', async () => {
    const signIn = await SignIn.start()
    const first = await signIn.authorize()
    const Cookie = String(first.headers['set-cookie']?.[0]).split(';')[0] ?? ''
    const next = (uri: string) =>
      `${signIn.url('logout')}?${new URLSearchParams({ post_logout_redirect_uri: uri, state: 'z' }).toString()}`
    const away = await raw('GET', next('http://localhost:5/out'), { headers: { Cookie } })
    expect(away).toMatchObject({ status: 303, headers: { location: 'http://localhost:5/out?state=z' } })
    expect(away.headers['set-cookie']?.[0]).toContain('Max-Age=0')
    expect(sentBack(await signIn.authorize({ prompt: 'none' }, 'common', { Cookie }))).toMatchObject({
      error: 'login_required',
    })
    expect((await raw('GET', next('https://evil.example/'))).status).toBe(200)
    expect((await raw('POST', signIn.url('logout'))).status).toBe(200)
  })
})

describe('the journal', () => {
  it('finds nothing wrong with a good client, and what a bad one does', async () => {
    const signIn = await SignIn.start()
    const { refresh_token: refreshToken } = await signIn.tokens()
    await signIn.refresh(refreshToken)
    expect(await signIn.violations()).toEqual([])
    await signIn.authorize({ code_challenge_method: 'plain' })
    await signIn.authorize({ state: null })
    await signIn.authorize({ state: 'tooshort' })
    await signIn.authorize({ redirect_uri: 'https://app.practice.example/' })
    const code = await signIn.code()
    await signIn.redeem(code, { client_secret: 'x' })
    await signIn.redeem(code)
    await signIn.refresh(refreshToken)
    expect(await signIn.violations()).toEqual([
      'challenge-weak',
      'state-weak',
      'state-weak',
      'redirect-elsewhere',
      'secret-of-public-client',
      'code-resent',
      'refresh-token-resent',
    ])
  })

  it('has neither codes nor tokens nor cookies in it', async () => {
    const signIn = await SignIn.start()
    const code = await signIn.code()
    const { json } = await signIn.redeem(code)
    await signIn.refresh(json.refresh_token)
    await signIn.authorize({ prompt: 'none' }, 'common', { Cookie: 'practice-sign-in=abcdefgh' })
    const text = JSON.stringify(await signIn.practice.journal())
    for (const secret of [code, json.access_token, json.refresh_token, 'abcdefgh']) expect(text).not.toContain(secret)
    const told = JSON.stringify(await signIn.practice.control('GET', '/sign-in'))
    for (const secret of [code, json.access_token, json.refresh_token]) expect(told).not.toContain(secret)
  })
})

describe('faults', () => {
  it('hold a request at a gate, answer in place of the host, and lose an answer whose code is then used up', async () => {
    const signIn = await SignIn.start()
    await signIn.practice.fault({ match: { op: 'authorize' }, action: 'hold' })
    const held = signIn.authorize()
    await signIn.practice.control('GET', '/journal/wait?op=authorize&state=held')
    await signIn.practice.control('POST', '/faults/release', {})
    const code = sentBack(await held)['code'] ?? ''
    await signIn.practice.fault({ match: { op: 'token' }, action: 'respond', params: { status: 503, retryAfter: 1 } })
    expect(await signIn.redeem(code)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    await signIn.practice.fault({ match: { op: 'token' }, action: 'reset', params: { at: 'stored' } })
    await expect(signIn.redeem(code)).rejects.toThrow(/ECONNRESET|hang up/)
    expect((await signIn.redeem(code)).json).toMatchObject({ error: 'invalid_grant', error_codes: [54005] })
    expect(await signIn.violations(), 'nobody had answered it').toEqual([])
  })
})
