/** The device code flow of the practice cloud (RFC 8628; graph.md F1). */

import { describe, expect, it } from 'vitest'
import { type Json, type RawAnswer } from './practice-client.ts'
import { clientId, type Fields, post, SignIn } from './practice-sign-in-client.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const scope = 'User.Read Files.ReadWrite offline_access'

function open(signIn: SignIn, changes: Fields = {}, tenant = 'common'): Promise<RawAnswer> {
  return post(signIn.url('devicecode', tenant), { client_id: clientId, scope, ...changes })
}

async function poll(signIn: SignIn, device: Json, changes: Fields = {}, tenant = 'common'): Promise<Json> {
  const fields = { grant_type: grantType, client_id: clientId, device_code: device.device_code, ...changes }
  return (await post(signIn.url('token', tenant), fields)).json
}

describe('a device', () => {
  it('is told a code to show, and gets tokens once after somebody has allowed it', async () => {
    const signIn = await SignIn.start()
    const { json: device, status } = await open(signIn)
    expect(status).toBe(200)
    expect(device).toEqual({
      user_code: expect.stringMatching(/^[A-HJ-NP-Z2-9]{9}$/),
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      verification_uri: `${signIn.practice.cloud.loginUrl}/device`,
      expires_in: 900,
      interval: 5,
      message: expect.stringContaining(device.user_code),
    })
    expect(await poll(signIn, device)).toMatchObject({ error: 'authorization_pending', error_codes: [70016] })
    const change = { what: 'device', userCode: device.user_code.toLowerCase(), account: 'colleague@practice.example' }
    expect(await signIn.control(change)).toEqual({ found: true })
    await signIn.pass(5000)
    const tokens = await poll(signIn, device)
    expect(tokens).toMatchObject({ scope: 'User.Read Files.ReadWrite', refresh_token: expect.any(String) })
    expect((await signIn.refresh(tokens.refresh_token)).status).toBe(200)
    await signIn.pass(5000)
    expect(await poll(signIn, device)).toMatchObject({ error: 'bad_verification_code' })
  })

  it('has to wait longer when it asks too soon, each time', async () => {
    const signIn = await SignIn.start()
    const { json: device } = await open(signIn)
    expect((await poll(signIn, device)).error).toBe('authorization_pending')
    await signIn.pass(4000)
    expect((await poll(signIn, device)).error).toBe('slow_down')
    await signIn.pass(5000)
    expect((await poll(signIn, device)).error).toBe('slow_down')
    await signIn.pass(15_000)
    expect((await poll(signIn, device)).error).toBe('authorization_pending')
  })

  it('hears of being denied, of an old code, of one that nobody knows', async () => {
    const signIn = await SignIn.start()
    const { json: device } = await open(signIn)
    await signIn.control({ what: 'device', userCode: device.user_code, deny: true })
    expect(await poll(signIn, device)).toMatchObject({ error: 'authorization_declined' })
    const { json: old } = await open(signIn)
    await signIn.pass(15 * 60_000)
    expect(await poll(signIn, old)).toMatchObject({ error: 'expired_token', error_codes: [70019] })
    expect(await signIn.control({ what: 'device', userCode: old.user_code })).toEqual({ found: false })
    expect(await poll(signIn, old, { device_code: 'x' })).toMatchObject({ error: 'bad_verification_code' })
    const { json: mine } = await open(signIn)
    expect(await poll(signIn, mine, { client_id: 'somebody-else' })).toMatchObject({ error: 'bad_verification_code' })
    expect(await poll(signIn, mine, { device_code: null })).toMatchObject({ error: 'invalid_request' })
    expect((await signIn.practice.control('GET', '/sign-in')).devices).toHaveLength(3)
  })

  it('has to name itself and what it wants', async () => {
    const signIn = await SignIn.start({ signInUnknownClients: false })
    expect((await open(signIn)).json).toMatchObject({ error: 'unauthorized_client', error_codes: [700016] })
    await signIn.control({ what: 'client', clientId })
    expect((await open(signIn, { scope: null })).json).toMatchObject({ error_codes: [900144] })
    expect((await open(signIn, { scope: 'x' })).json).toMatchObject({ error: 'invalid_scope' })
    expect((await open(signIn, { client_id: null })).json).toMatchObject({ error_codes: [900144] })
    expect((await open(signIn, { client_secret: 'x' })).json).toMatchObject({ error: 'invalid_client' })
    expect((await open(signIn, {}, 'nowhere')).json).toMatchObject({ error_codes: [90002] })
    expect((await open(signIn)).status).toBe(200)
    expect(await signIn.violations()).toEqual(['secret-of-public-client'])
  })
})
