import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpPort, HttpRequest } from '../../../src/main/engine/ports/http.ts'
import { AccountConnections } from '../../../src/main/net/connections.ts'
import { Http } from '../../../src/main/net/http.ts'
import type { LookupAll } from '../../../src/main/net/lookup.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { bodyOf } from '../../support/bodies.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'
import { answerJson, bodyOfRequest, httpServer } from '../../support/raw-server.ts'

interface World {
  readonly http: HttpPort
  readonly graphUrl: string
  readonly otherUrl: string
  /** Authorization headers by where they arrived. */
  readonly seen: { graph: (string | null)[]; other: (string | null)[] }
  readonly accounts: MemoryAccounts
  readonly connections: AccountConnections
}

/** What comes of asking whose a sign-in is, while files are refused. */
type MeAnswer = (res: ServerResponse, accounts: MemoryAccounts) => unknown

/**
 * @param good the token that the service takes, or `any`
 * @param challenge what it says to every other one
 * @param elsewhere a path where it takes none at all; `cut`: the one that says whose a sign-in is doesn't answer
 * @param signIn called when the sign-in service is asked; it answers once this is through
 */
async function start(
  good: string,
  challenge?: string,
  elsewhere?: string,
  me?: MeAnswer,
  signIn: () => Promise<void> = () => Promise.resolve(),
): Promise<World> {
  const seen: World['seen'] = { graph: [], other: [] }
  const accounts = new MemoryAccounts()
  const note = (list: (string | null)[]) => (req: IncomingMessage) => list.push(req.headers.authorization ?? null)
  const graphUrl = await httpServer((req, res) => {
    note(seen.graph)(req)
    if (me !== undefined && req.url === '/v1.0/me') return me(res, accounts)
    if (challenge !== undefined) res.setHeader('www-authenticate', challenge)
    if (elsewhere === 'cut' && req.url === '/v1.0/me') return void req.socket.destroy()
    const isGood = good === 'any' || req.headers.authorization === `Bearer ${good}`
    if (!isGood || req.url === elsewhere) return answerJson(res, 401, { error: { code: 'InvalidAuthenticationToken' } })
    void bodyOfRequest(req).then((body) => answerJson(res, 200, { bytes: body.length }))
  })
  const otherUrl = await httpServer((req, res) => {
    note(seen.other)(req)
    answerJson(res, 200, {})
  })
  let n = 0
  const loginUrl = await httpServer((req, res) => {
    req.resume()
    n += 1
    const next = { access_token: `token-${n}`, refresh_token: `refresh-${n}`, expires_in: 3599 }
    void signIn().then(() => answerJson(res, 200, next))
  })
  const account = someAccount()
  await accounts.putAccount(account, { accessToken: 'token-0', expiresAt: null, refreshToken: 'refresh-0' })
  const client = new Http({ version: '0' })
  onTestFinished(() => client.destroy())
  const renewal = { endpoint: `${loginUrl}/token`, clientId: 'app' }
  const roots = { graphUrl, box: null, renewal, meUrl: `${graphUrl}/v1.0/me` }
  const connections = new AccountConnections({
    http: client,
    store: accounts,
    clock: new ManualClock(),
    rootsOf: () => roots,
  })
  const connected = await connections.connect(account)
  if (!connected.ok) throw new Error('not connected')
  return { http: connected.value.http, graphUrl, otherUrl, seen, accounts, connections }
}

function ask(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', url, body: null, authorization: 'account', signal: new AbortController().signal, ...more }
}

test('the token goes to the root', async () => {
  const { http, graphUrl, seen } = await start('token-0')
  expect(await http.request(ask(`${graphUrl}/v1.0/me`))).toMatchObject({ ok: true, value: { status: 200 } })
  expect(seen.graph).toEqual(['Bearer token-0'])
})

test('who is stopped waits for no sign-in service, whose answer counts for the next all the same', async () => {
  const asked = Promise.withResolvers<void>()
  const answers = Promise.withResolvers<void>()
  const signIn = (): Promise<void> => {
    asked.resolve()
    return answers.promise
  }
  const { http, graphUrl, seen, accounts } = await start('token-1', undefined, undefined, undefined, signIn)
  const stop = new AbortController()
  const stopped = http.request(ask(`${graphUrl}/a`, { signal: stop.signal }))
  const patient = http.request(ask(`${graphUrl}/b`))
  await asked.promise
  while (seen.graph.length < 2) await nextTurn()
  stop.abort()
  expect(await stopped).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
  expect(await http.request(ask(`${graphUrl}/c`, { signal: stop.signal }))).toMatchObject({ ok: false })
  expect(seen.graph).toEqual(['Bearer token-0', 'Bearer token-0'])
  answers.resolve()
  expect(await patient).toMatchObject({ ok: true, value: { status: 200 } })
  expect(seen.graph).toEqual(['Bearer token-0', 'Bearer token-0', 'Bearer token-1'])
  expect(accounts.stored).toHaveLength(1)
})

test('a challenge that the refresh of somebody else knew nothing of is asked for with one more', async () => {
  const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64')
  const { http, graphUrl, seen, accounts } = await start(
    'token-2',
    `Bearer error="insufficient_claims", claims="${claims}"`,
  )
  expect(await http.request(ask(`${graphUrl}/v1.0/me`))).toMatchObject({ ok: true, value: { status: 200 } })
  expect(seen.graph).toEqual(['Bearer token-0', 'Bearer token-1', 'Bearer token-2'])
  expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
})

test('new tokens that are refused without a reason: two, then a person is asked, once', async () => {
  const { http, graphUrl, seen, accounts } = await start('none')
  const both = await Promise.all([1, 2].map(() => http.request(ask(`${graphUrl}/v1.0/me`))))
  expect(both).toMatchObject([1, 2].map(() => ({ ok: false, failure: { code: 'signed-out' } })))
  expect([...new Set(seen.graph)]).toEqual(['Bearer token-0', 'Bearer token-1', 'Bearer token-2'])
  expect(await accounts.accounts()).toMatchObject([{ signedOut: true, claims: null }])
  expect(accounts.stored).toHaveLength(2)
  // Whoever still has the connection asks with what there is, and renews nothing.
  expect(await http.request(ask(`${graphUrl}/v1.0/me`))).toMatchObject({ failure: { code: 'signed-out' } })
  expect(accounts.stored).toHaveLength(2)
})

test('a body that is given once, sent again and again by others: the refused tokens are counted together', async () => {
  const { http, graphUrl, accounts } = await start('none')
  const send = () => http.request(ask(`${graphUrl}/range`, { method: 'PUT', body: bodyOf(Buffer.alloc(9)) }))
  expect(await send()).toMatchObject({ failure: { code: 'interrupted' } })
  expect(await send()).toMatchObject({ failure: { code: 'interrupted' } })
  expect(await send()).toMatchObject({ failure: { code: 'signed-out' } })
  expect(await accounts.accounts()).toMatchObject([{ signedOut: true }])
  expect(accounts.stored).toHaveLength(2)
})

test('a place that takes nobody where the same sign-in is taken elsewhere: the account stays in order', async () => {
  const { http, graphUrl, seen, accounts } = await start('any', undefined, '/odd')
  for (const time of [1, 2]) {
    expect(await http.request(ask(`${graphUrl}/odd`))).toMatchObject({ failure: { code: 'destination-denied' } })
    expect(await http.request(ask(`${graphUrl}/other`))).toMatchObject({ ok: true, value: { status: 200 } })
    expect([accounts.stored.length, seen.graph.length]).toEqual([2 * time, 5 * time])
  }
  expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
})

test.each([
  [429, { 'retry-after': '120' }, 'throttled', 120_000],
  [503, { 'retry-after': '7' }, 'throttled', 7_000],
  [503, {}, 'server-error', undefined],
  [500, { 'retry-after': '30' }, 'server-error', 30_000],
  [404, {}, 'bad-response', undefined],
])(
  'an incident, tokens refused and %i for whose they are: it passes by itself, and the account stays',
  async (status, headers, code, waitMs) => {
    const answered = (res: ServerResponse) => answerJson(res, status, {}, headers)
    const { http, graphUrl, accounts } = await start('none', undefined, undefined, answered)
    for (const _ of ['the first', 'and the next one']) {
      const got = await http.request(ask(`${graphUrl}/v1.0/drive`))
      const notBefore = waitMs === undefined ? undefined : new ManualClock().now() + waitMs
      expect(got.ok ? null : [got.failure.code, got.failure.notBefore]).toEqual([code, notBefore])
    }
    expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
    // The incident uses up no more refresh tokens than it has to.
    expect(accounts.stored).toHaveLength(2)
  },
)

test('who may not read even whose the sign-in is was known there: the place alone wants nobody, and names itself', async () => {
  const { http, graphUrl, accounts } = await start('none', undefined, undefined, (res) => answerJson(res, 403, {}))
  const got = await http.request(ask(`${graphUrl}/v1.0/drive`))
  expect(got).toEqual({ ok: false, failure: { code: 'destination-denied', facts: {} } })
  expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
})

test('what is wanted of the next sign-in may be said only by the answer to whose it is', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`
  const answered = (res: ServerResponse) => answerJson(res, 401, {}, { 'www-authenticate': challenge })
  const { http, graphUrl, accounts } = await start('none', undefined, undefined, answered)
  expect(await http.request(ask(`${graphUrl}/v1.0/drive`))).toMatchObject({ failure: { code: 'signed-out' } })
  expect(await accounts.accounts()).toMatchObject([{ signedOut: true, claims }])
})

test('somebody signs in while the last token is refused: it goes on with the new one', async () => {
  const signIn = (res: ServerResponse, accounts: MemoryAccounts) =>
    accounts
      .putTokens('practice', { accessToken: 'fresh', expiresAt: null, refreshToken: 'refresh-fresh' })
      .then(() => answerJson(res, 401, {}))
  const { http, graphUrl, accounts } = await start('fresh', undefined, undefined, signIn)
  expect(await http.request(ask(`${graphUrl}/v1.0/drive`))).toMatchObject({ failure: { code: 'interrupted' } })
  expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
  expect(await http.request(ask(`${graphUrl}/v1.0/drive`))).toMatchObject({ ok: true, value: { status: 200 } })
})

test('a line that is down just then decides nothing', async () => {
  const { http, graphUrl, accounts } = await start('none', undefined, 'cut')
  expect(await http.request(ask(`${graphUrl}/v1.0/odd`))).toMatchObject({ failure: { code: 'interrupted' } })
  expect(await accounts.accounts()).toMatchObject([{ signedOut: false }])
})

test('NW2: fault-N15 the token goes to both roots of Box, and to no other host that is named for uploads', async () => {
  const { otherUrl, graphUrl: apiUrl, seen, accounts } = await start('token-0')
  const uploads: (string | null)[] = []
  const uploadUrl = await httpServer((req, res) => {
    uploads.push(req.headers.authorization ?? null)
    answerJson(res, 200, {})
  })
  const client = new Http({ version: '0' })
  onTestFinished(() => client.destroy())
  const connections = new AccountConnections({
    http: client,
    store: accounts,
    clock: new ManualClock(),
    rootsOf: () => ({ graphUrl: null, box: { apiUrl, uploadUrl }, renewal: null }),
  })
  const connected = await connections.connect(someAccount())
  if (!connected.ok) throw new Error('not connected')
  const { http, graphUrl, box } = connected.value
  expect({ graphUrl, box }).toEqual({ graphUrl: null, box: { apiUrl, uploadUrl } })
  expect(await http.request(ask(`${apiUrl}/2.0/files/content`, { method: 'OPTIONS' }))).toMatchObject({ ok: true })
  expect(await http.request(ask(`${uploadUrl}/api/2.0/files/upload_sessions/1`))).toMatchObject({ ok: true })
  expect(seen.graph).toEqual(['Bearer token-0'])
  expect(uploads).toEqual(['Bearer token-0'])
  expect(http.refusalOf(`${uploadUrl}/api`, 'account')).toBeNull()
  for (const elsewhere of [otherUrl, 'https://upload.app.box.com/api']) {
    expect(http.refusalOf(elsewhere, 'account')).toMatchObject({ code: 'unsafe-upload-address' })
    expect(await http.request(ask(elsewhere))).toMatchObject({ failure: { code: 'unsafe-upload-address' } })
  }
  expect(seen.other).toEqual([])
})

test('NW4: a host that Box names for uploads gets the token only outside of our network', async () => {
  const asked: string[] = []
  const lookup: LookupAll = (host, _options, done) => {
    asked.push(host)
    done(null, [{ address: '10.0.0.7', family: 4 }])
  }
  const accounts = new MemoryAccounts()
  await accounts.putAccount(someAccount(), { accessToken: 'token-0', expiresAt: null, refreshToken: null })
  const client = new Http({ version: '0', lookup })
  onTestFinished(() => client.destroy())
  const connections = new AccountConnections({
    http: client,
    store: accounts,
    clock: new ManualClock(),
    rootsOf: () => ({
      graphUrl: null,
      box: { apiUrl: 'https://api.box.com', uploadUrl: 'https://upload.box.com' },
      renewal: null,
    }),
    lookup: (_host, _options, done) => done(null, [{ address: '93.184.216.34', family: 4 }]),
  })
  const connected = await connections.connect(someAccount())
  if (!connected.ok) throw new Error('not connected')
  const got = await connected.value.http.request(ask('https://upload-las.app.box.com/api'))
  expect(got).toMatchObject({ ok: false, failure: { code: 'unsafe-upload-address' } })
  expect(asked).toEqual(['upload-las.app.box.com'])
})

test('NW2: the token goes nowhere else, whoever asks for it', async () => {
  const { http, otherUrl, seen } = await start('token-0')
  expect(await http.request(ask(`${otherUrl}/up`))).toMatchObject({
    ok: false,
    failure: { code: 'unsafe-upload-address' },
  })
  expect(await http.request(ask(`${otherUrl}/up`, { authorization: 'none' }))).toMatchObject({ ok: true })
  expect(seen.other).toEqual([null])
})

test('a refused token is renewed once, and the request repeated', async () => {
  const { http, graphUrl, seen, accounts } = await start('token-1')
  const got = await http.request(ask(`${graphUrl}/v1.0/me`, { body: Buffer.from('hello') }))
  expect(got).toMatchObject({ ok: true, value: { status: 200, json: { bytes: 5 } } })
  expect(seen.graph).toEqual(['Bearer token-0', 'Bearer token-1'])
  expect(accounts.stored).toHaveLength(1)
})

test("a file's pieces are not given twice: the engine sends it again, with the new token", async () => {
  const { http, graphUrl, seen } = await start('token-1')
  const body = bodyOf(Buffer.from('hello'))
  expect(await http.request(ask(graphUrl, { method: 'PUT', body }))).toMatchObject({
    ok: false,
    failure: { code: 'interrupted' },
  })
  expect(await http.request(ask(graphUrl, { method: 'PUT', body: bodyOf(Buffer.from('hello')) }))).toMatchObject({
    ok: true,
  })
  expect(seen.graph).toEqual(['Bearer token-0', 'Bearer token-1'])
})

test('an account that is signed out, or whose service is not there, is told', async () => {
  const { connections } = await start('token-0')
  expect(await connections.connect(someAccount({ signedOut: true }))).toMatchObject({
    ok: false,
    failure: { code: 'signed-out' },
  })
  const none = new AccountConnections({
    http: new Http({ version: '0' }),
    store: new MemoryAccounts(),
    clock: new ManualClock(),
    rootsOf: ({ name }) => (name === 'unsafe' ? { graphUrl: 'http://graph.example', box: null, renewal: null } : null),
  })
  expect(await none.connect(someAccount())).toMatchObject({ ok: false, failure: { code: 'no-account' } })
  expect(await none.connect(someAccount({ name: 'unsafe' }))).toMatchObject({ ok: false, failure: { code: 'usage' } })
})

test('all who ask for an account at the same time get the same connection, and share its refresh', async () => {
  const { connections, seen, graphUrl, accounts } = await start('token-1')
  const [a, b] = await Promise.all([connections.connect(someAccount()), connections.connect(someAccount())])
  if (!a.ok || !b.ok) throw new Error('not connected')
  expect(a.value).toBe(b.value)
  await Promise.all([a.value.http.request(ask(graphUrl)), b.value.http.request(ask(graphUrl))])
  expect(accounts.stored).toHaveLength(1)
  expect(seen.graph.filter((header) => header === 'Bearer token-1')).toHaveLength(2)
})

test('an account whose root is a name inside may upload inside; while that is not known, the strict way', async () => {
  const graphUrl = 'https://graph.corp.example'
  let isOffline = true
  const inside = new AccountConnections({
    http: new Http({ version: '0' }),
    store: new MemoryAccounts(),
    clock: new ManualClock(),
    rootsOf: () => ({ graphUrl, box: null, renewal: null }),
    lookup: (_host, _options, done) =>
      isOffline
        ? done(Object.assign(new Error('no name'), { code: 'EAI_AGAIN' }), [])
        : done(null, [{ address: '10.0.0.7', family: 4 }]),
  })
  const refused = async () => {
    const connected = await inside.connect(someAccount())
    return connected.ok && connected.value.http.refusalOf('https://10.0.0.8/up') !== null
  }
  expect(await refused()).toBe(true)
  isOffline = false
  expect(await refused()).toBe(false)
})
