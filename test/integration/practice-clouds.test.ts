/** Microsoft's clouds for states: each with hosts, people and tokens of its own, and none that knows another's. */

import { expect, it } from 'vitest'
import { nationalClouds } from '../../src/main/practice/clouds.ts'
import { type Json, Practice, raw } from './practice-client.ts'
import { SignIn, clientId, post, sentBack } from './practice-sign-in-client.ts'

const names = {
  global: 'https://graph.microsoft.com',
  'us-gov': 'https://graph.microsoft.us',
  'us-dod': 'https://dod-graph.microsoft.us',
  china: 'https://microsoftgraph.chinacloudapi.cn',
} as const

type Cloud = keyof typeof names
const clouds = Object.keys(names) as Cloud[]

class Clouds {
  readonly practice: Practice
  readonly #here: SignIn

  private constructor(practice: Practice, here: SignIn) {
    this.practice = practice
    this.#here = here
  }

  static async start(): Promise<Clouds> {
    const practice = await Practice.start({ clouds: true })
    return new Clouds(practice, await SignIn.at(practice))
  }

  rootsOf(cloud: Cloud): { readonly graphUrl: string; readonly loginUrl: string; readonly uploadUrl: string } {
    const { cloud: all } = this.practice
    const roots = cloud === 'global' ? all : all.clouds?.[cloud]
    if (roots === undefined) throw new Error(`no ${cloud}`)
    return roots
  }

  at(cloud: Cloud): SignIn {
    return this.#here.elsewhere(this.rootsOf(cloud).loginUrl)
  }

  /** Somebody of that cloud, for its Graph. */
  async tokens(cloud: Cloud, tenant = 'organizations'): Promise<Json> {
    return this.at(cloud).tokens({ scope: scopeOf(cloud) }, tenant)
  }

  ask(cloud: Cloud, path: string, token: string, method = 'GET', body?: object) {
    const headers = { Authorization: `Bearer ${token}` }
    return raw(method, `${this.rootsOf(cloud).graphUrl}/v1.0${path}`, { headers, ...(body && { body }) })
  }
}

function scopeOf(cloud: Cloud): string {
  return `${names[cloud]}/User.Read ${names[cloud]}/Files.ReadWrite offline_access`
}

it('takes the tokens of a cloud at its own Graph alone, and knows there its own person, tenant and drive', async () => {
  const all = await Clouds.start()
  const seen = new Set<string>()
  for (const of of clouds) {
    const { access_token: token } = await all.tokens(of)
    const answers = await Promise.all(clouds.map(async (at) => [at, (await all.ask(at, '/me', token)).status]))
    expect(answers).toEqual(clouds.map((at) => [at, at === of ? 200 : 401]))
    const { json: me } = await all.ask(of, '/me', token)
    const { json: organization } = await all.ask(of, '/organization', token)
    const { json: drive } = await all.ask(of, '/me/drive', token)
    for (const fact of [me.userPrincipalName, organization.value[0].id, drive.id]) {
      expect(fact).toEqual(expect.any(String))
      expect(seen).not.toContain(fact)
      seen.add(fact)
    }
  }
  const { violations } = await all.practice.control('GET', '/journal/violations')
  const wrong = violations.filter(({ rule }: Json) => rule === 'token-of-another-cloud')
  expect(wrong).toHaveLength(clouds.length * (clouds.length - 1))
})

it('names upload addresses of its own, and keeps what came there in the drive of its own person', async () => {
  const all = await Clouds.start()
  const origins = new Set<string>()
  for (const cloud of clouds) {
    const { access_token: token } = await all.tokens(cloud)
    const { json } = await all.ask(cloud, '/me/drive/root:/a.bin:/createUploadSession', token, 'POST', {})
    const { origin } = new URL(json.uploadUrl)
    expect(origin).toBe(all.rootsOf(cloud).uploadUrl)
    origins.add(origin)
    expect((await all.practice.put(json.uploadUrl, Buffer.from(cloud), 0, cloud.length)).status).toBe(201)
    const { bytes } = await raw(
      'GET',
      (await all.ask(cloud, '/me/drive/root:/a.bin', token)).json['@microsoft.graph.downloadUrl'],
    )
    expect(bytes.toString()).toBe(cloud)
  }
  expect(origins.size).toBe(clouds.length)
  const puts = (await all.practice.journal('?op=put')).map(({ cloud }) => cloud)
  expect(puts).toEqual(clouds)
})

it('has one login host for the two of the United States, where the scope says whose Graph is meant', async () => {
  const all = await Clouds.start()
  const [gov, dod] = [all.rootsOf('us-gov'), all.rootsOf('us-dod')]
  expect(dod.loginUrl).toBe(gov.loginUrl)
  expect(new Set(nationalClouds.map((cloud) => all.rootsOf(cloud).loginUrl)).size).toBe(2)
  const both = await all.at('us-gov').authorize({ scope: `${names['us-gov']}/User.Read ${names['us-dod']}/Files.Read` })
  expect(sentBack(both)).toMatchObject({ error: 'invalid_scope' })
  // By the roots that this cloud has here, as by their names.
  const { access_token: token } = await all.at('us-dod').tokens({ scope: `${dod.graphUrl}/User.Read` }, 'organizations')
  expect((await all.ask('us-dod', '/me', token)).status).toBe(200)
  // Somebody of the one asks for the other.
  const { refresh_token: refreshToken } = await all.tokens('us-gov')
  const refused = await all.at('us-gov').refresh(refreshToken, { scope: `${names['us-dod']}/User.Read` })
  expect([refused.status, refused.json.error]).toEqual([400, 'invalid_resource'])
})

it.each([
  ['global', 'us-gov'],
  ['us-dod', 'china'],
  ['china', 'global'],
] as const)('what the login host of %s has given means nothing to that of %s', async (own, other) => {
  const all = await Clouds.start()
  const [here, there] = [all.at(own), all.at(other)]
  expect(sentBack(await there.authorize({ scope: scopeOf(own) }))).toMatchObject({ error: 'invalid_scope' })
  const { refresh_token: refreshToken } = await all.tokens(own)
  const refused = await there.refresh(refreshToken)
  expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant'])
  // It wasn't used up by that.
  const { json } = await here.refresh(refreshToken)
  expect((await all.ask(own, '/me', json.access_token)).status).toBe(200)
  const code = await here.code({ scope: scopeOf(own) }, 'organizations')
  expect((await there.redeem(code)).json.error).toBe('invalid_grant')
  const device = (await post(here.url('devicecode'), { client_id: clientId, scope: scopeOf(own) })).json
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: clientId }
  await all.practice.control('POST', '/sign-in', { what: 'device', userCode: device.user_code })
  const polled = await post(there.url('token'), { ...grant, device_code: device.device_code })
  expect(polled.json.error).toBe('bad_verification_code')
})

it('comes back where it was', async () => {
  const all = await Clouds.start()
  const { access_token: token } = await all.tokens('china')
  const before = clouds.map((cloud) => all.rootsOf(cloud))
  await all.practice.restart()
  expect(clouds.map((cloud) => all.rootsOf(cloud))).toMatchObject(
    before.map(({ graphUrl, loginUrl, uploadUrl }) => ({ graphUrl, loginUrl, uploadUrl })),
  )
  expect((await all.ask('china', '/me', token)).status).toBe(200)
})

it('is not there unless it is asked for', async () => {
  const practice = await Practice.start()
  expect(practice.cloud.ready()).not.toHaveProperty('clouds')
  const asked = await (await SignIn.at(practice)).authorize({ scope: scopeOf('china') })
  expect(sentBack(asked)).toMatchObject({ error: 'invalid_scope' })
})
