/** A library of others signs in at both of the practice cloud's login hosts, over TLS, with what it checks by itself. */

import { readFileSync } from 'node:fs'
import * as oauth from 'oauth4webapi'
import { Agent, fetch as undiciFetch } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Practice, raw } from './practice-client.ts'

const clientId = '0badcafe-0000-4000-8000-00000000000c'
const redirectUri = 'http://127.0.0.1:5173/back'

interface Signer {
  readonly practice: Practice
  readonly options: { readonly [oauth.customFetch]: (url: string, init: object) => Promise<Response> }
  readonly ca: Buffer
}

async function start(): Promise<Signer> {
  const practice = await Practice.start({ tls: true })
  await practice.switch({ signInConsent: 'allow' })
  const ca = readFileSync(practice.cloud.caFile ?? '')
  const dispatcher = new Agent({ allowH2: false, connect: { ca } })
  onTestFinished(() => dispatcher.close())
  const send = async (url: string, init: object) => {
    const answer = await undiciFetch(url, { ...init, dispatcher })
    // Undici's own type of an answer and Node's differ in what neither side uses here.
    return answer as unknown as Response
  }
  return { practice, ca, options: { [oauth.customFetch]: send } }
}

/** What a browser would do: follow where the login host sends it. */
async function visit(url: URL, ca: Buffer): Promise<URL> {
  const answer = await raw('GET', url.href, { ca })
  expect(answer.status).toBe(302)
  return new URL(answer.headers.location ?? '')
}

async function begin(as: oauth.AuthorizationServer, scope: string | null) {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scope !== null && { scope }),
  }).toString()
  return { url, verifier, state }
}

describe('oauth4webapi', () => {
  it('finds Microsoft’s endpoints, signs in by code, and refreshes', async () => {
    const { practice, ca, options } = await start()
    const issuer = new URL(`${practice.cloud.loginUrl}/consumers/v2.0`)
    const found = await oauth.discoveryRequest(issuer, options)
    const tenant = new URL(`${practice.cloud.loginUrl}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`)
    const as = await oauth.processDiscoveryResponse(tenant, found)
    const client: oauth.Client = { client_id: clientId }
    const { url, verifier, state } = await begin(as, 'User.Read Files.ReadWrite offline_access')
    const back = oauth.validateAuthResponse(as, client, await visit(url, ca), state)
    const answer = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      back,
      redirectUri,
      verifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer)
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'User.Read Files.ReadWrite', expires_in: 3599 })
    const refreshToken = tokens.refresh_token ?? ''
    const refresh = () => oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshToken, options)
    const next = await oauth.processRefreshTokenResponse(as, client, await refresh())
    const headers = { Authorization: `Bearer ${next.access_token}` }
    expect((await practice.graph('GET', '/me', { headers, ca })).status).toBe(200)
    const refused = oauth.processRefreshTokenResponse(as, client, await refresh())
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
    expect((await practice.control('GET', '/journal/violations')).violations).toMatchObject([
      { rule: 'refresh-token-resent' },
    ])
  })

  it('hears a refusal at the redirect', async () => {
    const { practice, ca, options } = await start()
    await practice.switch({ signInConsent: 'deny' })
    const tenant = '5a7e0000-0000-4000-8000-000000000006'
    const issuer = new URL(`${practice.cloud.loginUrl}/${tenant}/v2.0`)
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
    const { url, state } = await begin(as, 'User.Read')
    const back = await visit(url, ca)
    const check = () => oauth.validateAuthResponse(as, { client_id: clientId }, back, state)
    expect(check).toThrow(expect.objectContaining({ error: 'access_denied' }))
  })

  it('signs a device in', async () => {
    const { practice, options } = await start()
    const issuer = new URL(`${practice.cloud.loginUrl}/practice.example/v2.0`)
    const found = await oauth.discoveryRequest(issuer, options)
    const as = await oauth.processDiscoveryResponse(
      new URL(`${practice.cloud.loginUrl}/5a7e0000-0000-4000-8000-000000000006/v2.0`),
      found,
    )
    const client: oauth.Client = { client_id: clientId }
    const parameters = { scope: 'User.Read offline_access' }
    const opened = await oauth.deviceAuthorizationRequest(as, client, oauth.None(), parameters, options)
    const device = await oauth.processDeviceAuthorizationResponse(as, client, opened)
    expect(device).toMatchObject({ verification_uri: `${practice.cloud.loginUrl}/device`, interval: 5 })
    const poll = async () => {
      const answer = await oauth.deviceCodeGrantRequest(as, client, oauth.None(), device.device_code, options)
      return oauth.processDeviceCodeResponse(as, client, answer)
    }
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    await expect(poll()).rejects.toMatchObject({ error: 'slow_down' })
    await practice.control('POST', '/sign-in', { what: 'device', userCode: device.user_code })
    await practice.control('POST', '/clock', { advanceMs: 10_000 })
    expect(await poll()).toMatchObject({ scope: 'User.Read', refresh_token: expect.any(String) })
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })

  it('signs in at Box with the secret in the body, refreshes and revokes', async () => {
    const { practice, ca, options } = await start()
    const { boxUrl, boxLoginUrl } = practice.cloud
    const as: oauth.AuthorizationServer = {
      issuer: boxLoginUrl,
      authorization_endpoint: `${boxLoginUrl}/api/oauth2/authorize`,
      token_endpoint: `${boxUrl}/oauth2/token`,
      revocation_endpoint: `${boxUrl}/oauth2/revoke`,
    }
    const client: oauth.Client = { client_id: clientId }
    const secret = oauth.ClientSecretPost('a secret')
    const { url, verifier, state } = await begin(as, null)
    const back = oauth.validateAuthResponse(as, client, await visit(url, ca), state)
    const answer = await oauth.authorizationCodeGrantRequest(as, client, secret, back, redirectUri, verifier, options)
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer)
    const refreshed = await oauth.refreshTokenGrantRequest(as, client, secret, tokens.refresh_token ?? '', options)
    const next = await oauth.processRefreshTokenResponse(as, client, refreshed)
    const me = () =>
      raw('GET', `${boxUrl}/2.0/users/me`, { ca, headers: { Authorization: `Bearer ${next.access_token}` } })
    expect((await me()).status).toBe(200)
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, secret, next.access_token, options))
    expect((await me()).status).toBe(401)
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })
})
