/** Microsoft's token endpoint in the practice cloud: codes, refresh tokens, and what stands between (graph.md F1, H5). */

import { describe, expect, it } from 'vitest'
import { raw } from './practice-client.ts'
import { clientId, post, randomText, redirectUri, sentBack, SignIn } from './practice-sign-in-client.ts'

const minute = 60_000
const day = 24 * 60 * minute
const colleague = 'colleague@practice.example'

describe('a code', () => {
  it('gives tokens for what was asked, and no refresh token where none was', async () => {
    const signIn = await SignIn.start()
    const scope = 'https://graph.microsoft.com/files.readwrite user.read openid offline_access'
    expect(await signIn.tokens({ scope })).toEqual({
      token_type: 'Bearer',
      scope: 'Files.ReadWrite User.Read openid',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
    })
    expect(await signIn.tokens({ scope: 'User.Read' })).not.toHaveProperty('refresh_token')
    const practiceScope = `${signIn.practice.cloud.graphUrl}/Mail.ReadWrite`
    expect(await signIn.tokens({ scope: practiceScope })).toMatchObject({ scope: 'Mail.ReadWrite' })
  })

  it('gives what its scopes allow on Graph, and nothing at Box', async () => {
    const signIn = await SignIn.start()
    const { access_token: token } = await signIn.tokens({ scope: 'User.Read' })
    const headers = { Authorization: `Bearer ${token}` }
    expect((await signIn.me(token)).status).toBe(200)
    const upload = await signIn.practice.graph('PUT', '/me/drive/root:/a.txt:/content', { headers, body: 'a' })
    expect(upload.status).toBe(403)
    expect((await raw('GET', `${signIn.practice.cloud.boxUrl}/2.0/users/me`, { headers })).status).toBe(401)
  })

  it('is good once, and what came of it ends with the second time', async () => {
    const signIn = await SignIn.start()
    const code = await signIn.code()
    const { json } = await signIn.redeem(code)
    const again = await signIn.redeem(code)
    expect(again).toMatchObject({ status: 400, json: { error: 'invalid_grant', error_codes: [54005] } })
    expect((await signIn.me(json.access_token)).status).toBe(401)
    expect((await signIn.refresh(json.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('lives ten minutes of the virtual clock', async () => {
    const signIn = await SignIn.start()
    const [early, late] = [await signIn.code(), await signIn.code()]
    await signIn.pass(10 * minute - 5000)
    expect((await signIn.redeem(early)).status).toBe(200)
    await signIn.pass(5001)
    expect((await signIn.redeem(late)).json).toMatchObject({ error: 'invalid_grant', error_codes: [70008] })
  })

  it.each([
    [{ client_id: 'somebody-else' }, 'invalid_grant', 700005],
    [{ redirect_uri: 'http://127.0.0.1:7778/back' }, 'invalid_grant', 500112],
    [{ redirect_uri: null }, 'invalid_request', 900144],
    [{ code_verifier: null }, 'invalid_grant', 50148],
    [{ code_verifier: randomText(77) }, 'invalid_grant', 501481],
    [{ code: randomText(78) }, 'invalid_grant', 70000],
    [{ code: null }, 'invalid_request', 900144],
    [{ client_secret: 'x' }, 'invalid_client', 700025],
    [{ client_assertion: 'x' }, 'invalid_client', 700025],
    [{ scope: 'Mail.ReadWrite' }, 'invalid_grant', 65001],
    [{ grant_type: 'password' }, 'unsupported_grant_type', 70003],
    [{ grant_type: 'constructor' }, 'unsupported_grant_type', 70003],
    [{ grant_type: null }, 'invalid_request', 900144],
  ])('is not redeemed with %j', async (changes, error, number) => {
    const signIn = await SignIn.start()
    const answer = await signIn.redeem(await signIn.code(), changes)
    expect(answer).toMatchObject({
      status: error === 'invalid_client' ? 401 : 400,
      json: {
        error,
        error_codes: [number],
        error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: .* Trace ID: .* Timestamp: `)),
        trace_id: expect.any(String),
        correlation_id: expect.any(String),
      },
      headers: { 'cache-control': 'no-store' },
    })
    expect(answer.json).not.toHaveProperty('access_token')
  })

  it('is used up by a wrong verifier', async () => {
    const signIn = await SignIn.start()
    const code = await signIn.code()
    await signIn.redeem(code, { code_verifier: randomText(5) })
    expect((await signIn.redeem(code)).json).toMatchObject({ error_codes: [54005] })
  })

  it('is not redeemed by a body that is no form, nor by one with something twice', async () => {
    const signIn = await SignIn.start()
    const code = await signIn.code()
    const form = `grant_type=authorization_code&client_id=${clientId}&code=${code}`
    const url = signIn.url('token')
    expect((await raw('POST', url, { body: form })).json).toMatchObject({ error_codes: [900144] })
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await raw('POST', url, { body: `${form}&code=x`, headers })).json).toMatchObject({ error_codes: [900144] })
    expect(await raw('GET', url)).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  })

  it('needs the secret of a confidential client, which needs no challenge', async () => {
    const signIn = await SignIn.start()
    await signIn.control({ what: 'client', clientId, redirects: ['http://127.0.0.1/back'], secret: 'right' })
    const code = await signIn.code({ code_challenge: null, code_challenge_method: null })
    const bare = { code_verifier: null }
    expect(await signIn.redeem(code, bare)).toMatchObject({ status: 401, json: { error_codes: [7000218] } })
    expect((await signIn.redeem(code, { ...bare, client_secret: 'wrong' })).json).toMatchObject({
      error_codes: [7000215],
    })
    const added = { client_secret: 'right', code_verifier: randomText(6) }
    expect((await signIn.redeem(code, added)).json, 'the challenge was cut away').toMatchObject({
      error_codes: [50148],
    })
    const next = await signIn.code({ code_challenge: null, code_challenge_method: null })
    expect((await signIn.redeem(next, { ...bare, client_secret: 'right' })).status).toBe(200)
    expect(await signIn.violations()).not.toContain('secret-of-public-client')
  })
})

describe('a refresh token', () => {
  it('is good once, for its own program, and gives the next one', async () => {
    const signIn = await SignIn.start()
    const first = await signIn.tokens()
    const foreign = await signIn.refresh(first.refresh_token, { client_id: 'somebody-else' })
    expect(foreign.json).toMatchObject({ error: 'invalid_grant', error_codes: [700005] })
    const second = await signIn.refresh(first.refresh_token)
    expect(second.json).toMatchObject({ scope: 'User.Read Files.ReadWrite', refresh_token: expect.any(String) })
    expect(second.json.refresh_token).not.toBe(first.refresh_token)
    expect((await signIn.refresh(first.refresh_token)).json).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
    })
    expect((await signIn.refresh(second.json.refresh_token)).status, 'the next one lives').toBe(200)
  })

  it('takes all of its sign-in along when it is used twice, where the switch says so', async () => {
    const signIn = await SignIn.start({ refreshReuseRevokes: true })
    const first = await signIn.tokens()
    const { json: second } = await signIn.refresh(first.refresh_token)
    const other = await signIn.tokens()
    await signIn.refresh(first.refresh_token)
    expect((await signIn.refresh(second.refresh_token)).json.error).toBe('invalid_grant')
    expect((await signIn.me(second.access_token)).status).toBe(401)
    expect((await signIn.me(other.access_token)).status, 'another sign-in').toBe(200)
  })

  it('serves every destination that was consented to, one after the other', async () => {
    const signIn = await SignIn.start()
    const { refresh_token: refreshToken } = await signIn.tokens()
    const mail = { scope: 'Mail.ReadWrite' }
    const early = await signIn.refresh(refreshToken, mail)
    expect(early.json).toMatchObject({ error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] })
    await signIn.code(mail)
    const later = await signIn.refresh(refreshToken, mail)
    expect(later.json).toMatchObject({ scope: 'Mail.ReadWrite' })
    await signIn.control({ what: 'withdraw', account: 'you@practice.example' })
    expect((await signIn.refresh(later.json.refresh_token, mail)).json.error_codes).toEqual([65001])
    expect((await signIn.refresh(later.json.refresh_token, { scope: 'nonsense' })).json.error).toBe('invalid_scope')
  })

  it('ends after ninety days, by revoking, and not at Box', async () => {
    const signIn = await SignIn.start()
    const [old, mine, theirs] = [
      await signIn.tokens(),
      await signIn.tokens(),
      await signIn.tokens({ login_hint: colleague }),
    ]
    const atBox = {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: 's',
      refresh_token: old.refresh_token,
    }
    expect((await post(`${signIn.practice.cloud.boxUrl}/oauth2/token`, atBox)).json.error).toBe('invalid_grant')
    const { json: young } = await signIn.refresh(mine.refresh_token)
    await signIn.control({ what: 'revoke', account: 'you@practice.example' })
    expect((await signIn.refresh(young.refresh_token)).json.error).toBe('invalid_grant')
    expect((await signIn.me(young.access_token)).status).toBe(401)
    expect((await signIn.me(signIn.practice.cloud.token)).status, 'the token of the ready line').toBe(200)
    const { json: next } = await signIn.refresh(theirs.refresh_token)
    await signIn.pass(90 * day)
    expect((await signIn.refresh(next.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('outlives a restart', async () => {
    const signIn = await SignIn.start()
    const { refresh_token: refreshToken } = await signIn.tokens()
    await signIn.practice.restart()
    expect((await signIn.refresh(refreshToken)).status).toBe(200)
  })
})

describe('what an administrator or a rule demands', () => {
  const account = 'you@practice.example'

  it.each([
    ['mfa', 'interaction_required', 50076],
    ['password', 'invalid_grant', 50173],
    ['idle', 'invalid_grant', 700082],
  ])('%s refuses the refresh tokens that are out, and ends with the next sign-in', async (kind, error, number) => {
    const signIn = await SignIn.start()
    const old = await signIn.tokens()
    const other = await signIn.tokens({ login_hint: colleague })
    await signIn.control({ what: 'demand', account, kind })
    const refused = await signIn.refresh(old.refresh_token)
    expect(refused.json).toMatchObject({ error, error_codes: [number] })
    expect(typeof refused.json.claims).toBe(kind === 'mfa' ? 'string' : 'undefined')
    expect((await signIn.refresh(other.refresh_token)).status).toBe(200)
    const fresh = await signIn.tokens()
    expect((await signIn.refresh(fresh.refresh_token)).status).toBe(200)
    expect((await signIn.refresh(old.refresh_token)).status, 'the old one stays refused').toBe(400)
  })

  it.each([
    ['blocked', 53003],
    ['disabled', 50057],
  ])('%s lets nobody in until control relents', async (kind, number) => {
    const signIn = await SignIn.start()
    const { refresh_token: refreshToken } = await signIn.tokens()
    const code = await signIn.code()
    await signIn.control({ what: 'demand', account, kind })
    expect((await signIn.refresh(refreshToken)).json).toMatchObject({ error: 'invalid_grant', error_codes: [number] })
    expect((await signIn.redeem(code)).json).toMatchObject({ error_codes: [number] })
    const told = sentBack(await signIn.authorize())
    expect(told).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining(`AADSTS${number}`),
    })
    await signIn.control({ what: 'relent', account, kind })
    expect((await signIn.refresh(refreshToken)).status).toBe(200)
  })
})

describe('a claims challenge', () => {
  function claimsOf(header: string | undefined): string {
    const encoded = /error="insufficient_claims", claims="([\w+/=]+)"/.exec(header ?? '')?.[1] ?? ''
    return Buffer.from(encoded, 'base64').toString()
  }

  it('is answered by an authorization that carries the claims, whatever else it carries', async () => {
    const signIn = await SignIn.start()
    const old = await signIn.tokens()
    await signIn.practice.fault({ match: { op: 'me' }, action: 'demandClaims' })
    const refused = await signIn.me(old.access_token)
    const header = refused.headers['www-authenticate']
    expect(refused).toMatchObject({ status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } })
    expect(header).toContain(`authorization_uri="${signIn.practice.cloud.loginUrl}/common/oauth2/v2.0/authorize"`)
    const claims = claimsOf(header)
    expect(JSON.parse(claims)).toEqual({
      access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } },
    })
    const refresh = await signIn.refresh(old.refresh_token)
    expect(refresh.json).toMatchObject({ error: 'interaction_required', error_codes: [50076], claims })
    expect((await signIn.refresh(old.refresh_token, { claims })).json).toMatchObject({ error: 'interaction_required' })
    const without = await signIn.tokens()
    expect((await signIn.me(without.access_token)).status).toBe(401)
    const capable = JSON.parse(claims)
    capable.access_token.xms_cc = { values: ['cp1'] }
    const met = await signIn.tokens({ claims: JSON.stringify(capable) })
    expect((await signIn.me(met.access_token)).status).toBe(200)
    const next = await signIn.refresh(met.refresh_token)
    expect((await signIn.me(next.json.access_token)).status, 'refreshed').toBe(200)
    const other = await signIn.tokens({ login_hint: colleague })
    expect((await signIn.me(other.access_token)).status, 'another account').toBe(200)
  })

  it('is answered by a refresh that carries them, where the fault says so', async () => {
    const signIn = await SignIn.start()
    const old = await signIn.tokens()
    const claims = { access_token: { acrs: { essential: true, value: 'c1' } } }
    await signIn.practice.fault({ match: { op: 'me' }, action: 'demandClaims', params: { silently: true, claims } })
    const sent = claimsOf((await signIn.me(old.access_token)).headers['www-authenticate'])
    expect(JSON.parse(sent)).toEqual(claims)
    expect((await signIn.refresh(old.refresh_token)).json).toMatchObject({ error: 'interaction_required' })
    const next = await signIn.refresh(old.refresh_token, { claims: sent })
    expect((await signIn.me(next.json.access_token)).status).toBe(200)
  })
})

describe('discovery', () => {
  it('names every endpoint of the tenant', async () => {
    const { practice } = await SignIn.start()
    const { loginUrl } = practice.cloud
    const { json } = await raw('GET', `${loginUrl}/organizations/v2.0/.well-known/openid-configuration`)
    expect(json).toMatchObject({
      issuer: `${loginUrl}/{tenantid}/v2.0`,
      authorization_endpoint: `${loginUrl}/organizations/oauth2/v2.0/authorize`,
      token_endpoint: `${loginUrl}/organizations/oauth2/v2.0/token`,
      device_authorization_endpoint: `${loginUrl}/organizations/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${loginUrl}/organizations/oauth2/v2.0/logout`,
      code_challenge_methods_supported: ['S256'],
    })
    const consumers = await raw('GET', `${loginUrl}/consumers/v2.0/.well-known/openid-configuration`)
    expect(consumers.json.issuer).toBe(`${loginUrl}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`)
    expect((await raw('GET', json.jwks_uri)).json).toEqual({ keys: [] })
    const instance = await raw('GET', `${loginUrl}/common/discovery/instance?api-version=1.1`)
    expect((await raw('GET', instance.json.tenant_discovery_endpoint)).status).toBe(200)
    const nowhere = await raw('GET', `${loginUrl}/nowhere.example/v2.0/.well-known/openid-configuration`)
    expect(nowhere).toMatchObject({ status: 400, json: { error_codes: [90002] } })
  })
})

it('keeps the redirect it was asked with apart from the one it is redeemed with', async () => {
  const signIn = await SignIn.start()
  const code = await signIn.code({ redirect_uri: 'http://localhost:81/' })
  expect((await signIn.redeem(code, { redirect_uri: redirectUri })).json).toMatchObject({ error_codes: [500112] })
})

it.each([
  ['colleague@practice.example', 'b!practice-other-user'],
  ['you@home.practice.example', 'b!practice-personal'],
])('makes %s the one whose drive it is', async (login, drive) => {
  const signIn = await SignIn.start()
  const { access_token: token } = await signIn.tokens({ login_hint: login })
  const headers = { Authorization: `Bearer ${token}` }
  expect((await signIn.me(token)).json).toMatchObject({ userPrincipalName: login })
  expect((await signIn.practice.graph('GET', '/me/drive', { headers })).json).toMatchObject({ id: drive })
  const made = await signIn.practice.graph('PUT', '/me/drive/root:/mine.txt:/content', { headers, body: login })
  expect(made).toMatchObject({ status: 201, json: { parentReference: { driveId: drive } } })
  const [account] = (await signIn.practice.journal('?op=me')).map((entry) => entry.account)
  await signIn.practice.graph('POST', '/me/drive/root:/big.bin:/createUploadSession', { headers, body: {} })
  expect((await signIn.practice.control('GET', '/sessions')).sessions).toMatchObject([{ account, driveId: drive }])
  const usual = await signIn.practice.graph('GET', '/me/drive/root:/mine.txt')
  expect(usual.status, 'not in the drive of the usual caller').toBe(404)
  const beside = await signIn.practice.graph('PUT', '/drives/b!practice-me/root:/x.txt:/content', {
    headers,
    body: 'x',
  })
  expect(beside.status, 'Files.ReadWrite is for one’s own').toBe(403)
})
