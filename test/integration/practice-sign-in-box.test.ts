/** Box's login host in the practice cloud, rule by rule (box-and-peers.md 1.13, 4.2). */

import { describe, expect, it } from 'vitest'
import { Practice, raw, type RawAnswer } from './practice-client.ts'
import { challengeOf, type Fields, post, query, randomText, sentBack } from './practice-sign-in-client.ts'

const right = { client_id: 'box-app', client_secret: 'box-secret' }
const redirectUri = 'http://localhost:7777/back'
const verifier = randomText(21)

class BoxSignIn {
  readonly practice: Practice

  constructor(practice: Practice) {
    this.practice = practice
  }

  static async start(switches: object = {}): Promise<BoxSignIn> {
    const practice = await Practice.start()
    await practice.switch({ signInConsent: 'allow', ...switches })
    return new BoxSignIn(practice)
  }

  authorize(changes: Fields = {}): Promise<RawAnswer> {
    const fields: Fields = {
      client_id: right.client_id,
      response_type: 'code',
      redirect_uri: redirectUri,
      state: randomText(22),
      code_challenge: challengeOf(verifier),
      ...changes,
    }
    return raw('GET', `${this.practice.cloud.boxLoginUrl}/api/oauth2/authorize?${query(fields)}`)
  }

  async code(changes: Fields = {}): Promise<string> {
    return sentBack(await this.authorize(changes))['code'] ?? ''
  }

  redeem(code: string, changes: Fields = {}): Promise<RawAnswer> {
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
    return post(`${this.practice.cloud.boxUrl}/oauth2/token`, { ...right, ...fields, ...changes })
  }

  refresh(token: string, changes: Fields = {}): Promise<RawAnswer> {
    const fields = { ...right, grant_type: 'refresh_token', refresh_token: token, ...changes }
    return post(`${this.practice.cloud.boxUrl}/oauth2/token`, fields)
  }

  revoke(token: string, changes: Fields = {}): Promise<RawAnswer> {
    return post(`${this.practice.cloud.boxUrl}/oauth2/revoke`, { ...right, token, ...changes })
  }

  async me(token: string): Promise<number> {
    const headers = { Authorization: `Bearer ${token}` }
    return (await raw('GET', `${this.practice.cloud.boxUrl}/2.0/users/me`, { headers })).status
  }

  register(redirects: readonly string[]): Promise<unknown> {
    const client = { clientId: right.client_id, secret: right.client_secret, issuer: 'box', redirects }
    return this.practice.control('POST', '/sign-in', { what: 'client', ...client })
  }
}

describe('authorizing', () => {
  it('sends code and state back, and the code becomes tokens for Box alone', async () => {
    const box = await BoxSignIn.start()
    const state = randomText(23)
    const answer = await box.authorize({ state })
    expect(answer.status).toBe(302)
    expect(sentBack(answer)).toEqual({ code: expect.any(String), state })
    const { json } = await box.redeem(sentBack(answer)['code'] ?? '')
    expect(json).toEqual({
      access_token: expect.any(String),
      expires_in: 3599,
      restricted_to: [],
      refresh_token: expect.any(String),
      token_type: 'bearer',
    })
    expect(await box.me(json.access_token)).toBe(200)
    const headers = { Authorization: `Bearer ${json.access_token}` }
    expect((await box.practice.graph('GET', '/me', { headers })).status).toBe(401)
    expect((await box.practice.control('GET', '/journal/violations')).violations).toEqual([])
  })

  it('takes a challenge or none, but not plain, and holds whoever sent one to it', async () => {
    const box = await BoxSignIn.start()
    const without = await box.code({ code_challenge: null })
    expect((await box.redeem(without, { code_verifier: null })).status).toBe(200)
    const named = await box.code({ code_challenge_method: 'S256' })
    expect((await box.redeem(named)).status).toBe(200)
    expect((await box.redeem(await box.code(), { code_verifier: null })).json.error).toBe('invalid_grant')
    expect((await box.redeem(await box.code(), { code_verifier: randomText(9) })).json.error).toBe('invalid_grant')
    expect((await box.redeem(await box.code({ code_challenge: null }))).json.error).toBe('invalid_grant')
    expect(sentBack(await box.authorize({ code_challenge_method: 'plain' })).error).toBe('invalid_request')
    expect(sentBack(await box.authorize({ code_challenge: 'short' })).error).toBe('invalid_request')
    const { violations } = await box.practice.control('GET', '/journal/violations')
    expect(violations.map(({ rule }: { rule: string }) => rule)).toEqual([
      'challenge-weak',
      'challenge-weak',
      'challenge-weak',
    ])
  })

  it.each([
    ['http://evil.example/back'],
    ['https://evil.example/back'],
    ['http://localhost.evil.example/'],
    ['http://user@localhost/'],
    ['http://localhost/#a'],
    ['longshore://back'],
  ])('shows an error instead of sending anybody to %s', async (address) => {
    const box = await BoxSignIn.start()
    const answer = await box.authorize({ redirect_uri: address })
    expect([answer.status, answer.headers.location]).toEqual([400, undefined])
    expect(answer.bytes.toString()).toContain('redirect_uri_mismatch')
  })

  it('takes any loopback port, and host, path and query as registered; exact ports by a switch', async () => {
    const box = await BoxSignIn.start()
    await box.register(['http://localhost:7777/back?kept=1', 'http://[::1]/back', 'https://app.practice.example/back'])
    const status = async (address: string) => (await box.authorize({ redirect_uri: address })).status
    expect(await status('http://localhost:81/back?kept=1')).toBe(302)
    expect(await status('http://[::1]:81/back')).toBe(302)
    expect(await status('https://app.practice.example/back')).toBe(302)
    expect(await status('https://app.practice.example:81/back')).toBe(400)
    expect(await status('http://127.0.0.1:81/back?kept=1')).toBe(400)
    expect(await status('http://localhost:81/Back?kept=1')).toBe(400)
    expect(await status('http://localhost:81/back?kept=2')).toBe(400)
    expect(await status('http://localhost:81/back')).toBe(400)
    await box.practice.switch({ boxExactPorts: true })
    expect(await status('http://localhost:81/back?kept=1')).toBe(400)
    expect(await status('http://localhost:7777/back?kept=1')).toBe(302)
  })

  it('needs no redirect where one is registered, and one where several or none are', async () => {
    const box = await BoxSignIn.start()
    const bare = { redirect_uri: null }
    expect((await box.authorize(bare)).bytes.toString()).toContain('redirect_uri_missing')
    await box.register(['http://localhost/only'])
    const answer = await box.authorize(bare)
    expect(answer.headers.location).toMatch(/^http:\/\/localhost\/only\?code=/)
    expect((await box.redeem(sentBack(answer)['code'] ?? '', bare)).status).toBe(200)
    await box.register(['http://localhost/one', 'http://localhost/two'])
    expect((await box.authorize(bare)).bytes.toString()).toContain('redirect_uri_missing')
  })

  it('tells the program what else is wrong, and that somebody denied', async () => {
    const box = await BoxSignIn.start()
    expect(sentBack(await box.authorize({ response_type: 'token' })).error).toBe('unsupported_response_type')
    expect(sentBack(await box.authorize({ scope: 'manage_everything' })).error).toBe('invalid_scope')
    expect((await box.authorize({ client_id: null })).status).toBe(400)
    const twice = async (name: string, value: string) => {
      const { location } = (await box.authorize()).headers
      expect(location).toContain('code=')
      const asked = new URLSearchParams({ client_id: 'a', response_type: 'code', redirect_uri: redirectUri })
      asked.append(name, value)
      return raw('GET', `${box.practice.cloud.boxLoginUrl}/api/oauth2/authorize?${asked.toString()}`)
    }
    expect((await twice('redirect_uri', 'http://evil.example/')).status).toBe(400)
    expect((await twice('client_id', 'b')).status).toBe(400)
    expect(sentBack(await twice('response_type', 'code')).error).toBe('invalid_request')
    await box.practice.switch({ signInConsent: 'deny', signInUnknownClients: false })
    expect((await box.authorize()).bytes.toString()).toContain('invalid_client')
    await box.register([redirectUri])
    expect(sentBack(await box.authorize({ state: 'st' }))).toMatchObject({ error: 'access_denied', state: 'st' })
  })
})

describe('tokens', () => {
  it('come of a code within thirty seconds, once, to who asked for it', async () => {
    const box = await BoxSignIn.start()
    const [early, late, foreign, elsewhere] = [await box.code(), await box.code(), await box.code(), await box.code()]
    expect((await box.redeem(foreign, { client_id: 'another-app' })).json.error).toBe('invalid_grant')
    expect((await box.redeem(elsewhere, { redirect_uri: 'http://localhost:1/' })).json.error).toBe(
      'redirect_uri_mismatch',
    )
    await box.practice.control('POST', '/clock', { advanceMs: 20_000 })
    const { json } = await box.redeem(early)
    expect(await box.me(json.access_token)).toBe(200)
    expect((await box.redeem(early)).json.error).toBe('invalid_grant')
    expect(await box.me(json.access_token), 'a code shown twice ends what came of it').toBe(401)
    await box.practice.control('POST', '/clock', { advanceMs: 10_000 })
    expect((await box.redeem(late)).json).toEqual({
      error: 'invalid_grant',
      error_description: 'The authorization code has expired',
    })
  })

  it.each([
    [{ client_secret: null }, 'invalid_client'],
    [{ client_secret: 'wrong' }, 'invalid_client'],
    [{ client_id: null }, 'invalid_client'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ grant_type: 'toString' }, 'unsupported_grant_type'],
    [{ code: null }, 'invalid_grant'],
  ])('do not come of %j', async (changes, error) => {
    const box = await BoxSignIn.start()
    await box.register([redirectUri])
    expect(await box.redeem(await box.code(), changes)).toMatchObject({ status: 400, json: { error } })
  })

  it.each(['access', 'refresh'] as const)(
    'live, as was seen, until what a refresh brought is used: the %s token',
    async (used) => {
      const box = await BoxSignIn.start({ boxRefreshEnds: 'when the next is used' })
      const { json: first } = await box.redeem(await box.code())
      expect((await box.refresh(first.refresh_token)).status).toBe(200)
      const { json: second } = await box.refresh(first.refresh_token)
      if (used === 'access') expect(await box.me(second.access_token)).toBe(200)
      else expect((await box.refresh(second.refresh_token)).status).toBe(200)
      expect((await box.refresh(first.refresh_token)).json.error).toBe('invalid_grant')
    },
  )

  it('are refreshed once with each refresh token, within sixty days', async () => {
    const box = await BoxSignIn.start()
    const { json: first } = await box.redeem(await box.code())
    await box.practice.control('POST', '/clock', { advanceMs: 3_600_000 })
    expect(await box.me(first.access_token)).toBe(401)
    const { json: second } = await box.refresh(first.refresh_token)
    expect(await box.me(second.access_token)).toBe(200)
    const gone = { error: 'invalid_grant', error_description: 'Refresh token has expired' }
    expect(await box.refresh(first.refresh_token)).toMatchObject({ status: 400, json: gone })
    expect((await box.refresh(second.refresh_token, { client_id: 'another-app' })).json.error).toBe('invalid_grant')
    await box.practice.control('POST', '/clock', { advanceMs: 60 * 24 * 3_600_000 })
    expect((await box.refresh(second.refresh_token)).json).toEqual(gone)
  })

  it('end together when either is revoked, by their own program', async () => {
    const box = await BoxSignIn.start()
    const { json: first } = await box.redeem(await box.code())
    const { json: second } = await box.redeem(await box.code())
    expect((await box.revoke(first.refresh_token, { client_id: 'another-app' })).status).toBe(200)
    expect(await box.me(first.access_token)).toBe(200)
    expect((await box.revoke(first.refresh_token, { client_secret: null })).status).toBe(400)
    expect(await box.revoke(first.refresh_token)).toMatchObject({ status: 200, bytes: Buffer.alloc(0) })
    expect(await box.me(first.access_token)).toBe(401)
    expect((await box.revoke('nothing')).status).toBe(200)
    await box.revoke(second.access_token)
    expect((await box.refresh(second.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('of a developer last an hour', async () => {
    const box = await BoxSignIn.start()
    const made = await box.practice.control('POST', '/tokens', { developer: true })
    expect(Object.keys(made).sort()).toEqual(['accessToken', 'expiresAt'])
    await box.practice.control('POST', '/clock', { advanceMs: 3_590_000 })
    expect(await box.me(made.accessToken)).toBe(200)
    await box.practice.control('POST', '/clock', { advanceMs: 10_000 })
    expect(await box.me(made.accessToken)).toBe(401)
  })
})
