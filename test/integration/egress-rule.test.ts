import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Http } from '../../src/main/net/http.ts'
import { routeBy } from '../../src/main/net/proxies.ts'
import { judge, takeEgress } from '../support/egress/egress-rule.ts'
import { ProxyServer } from '../support/proxy-server.ts'
import { answerJson, httpServer } from '../support/raw-server.ts'

const run = promisify(execFile)
const request = (to: string, ...credentials: string[]) => ({ kind: 'request', method: 'PUT', to, credentials }) as const
const connection = (address: string) => ({ kind: 'connection', address, port: 443 }) as const

describe('NW2: what the rule over the whole suite finds', () => {
  test.each([
    [connection('127.0.0.1'), []],
    [connection('::1'), []],
    [connection('127.8.8.8'), []],
    [connection('203.0.113.7'), ['not-on-loopback']],
    [connection('10.0.0.1'), ['not-on-loopback']],
    [connection('2001:db8::1'), ['not-on-loopback']],
    [request('http://127.0.0.1:8080', 'authorization'), []],
    [request('http://127.0.0.1:8080', 'cookie'), ['credential-forbidden']],
    [request('http://127.0.0.1:8080', 'authorization', 'proxy-authorization'), ['credential-forbidden']],
    [request('https://graph.microsoft.com', 'authorization'), []],
    [request('https://graph.microsoft.com', 'proxy-authorization'), ['credential-forbidden']],
    [request('https://login.microsoftonline.com'), []],
    [request('https://login.microsoftonline.com', 'authorization'), ['credential-forbidden']],
    [request('https://upload.app.box.com', 'authorization'), []],
    [request('https://box.com.evil.example', 'authorization'), ['host-not-listed']],
    [request('https://evilbox.com'), ['host-not-listed']],
    [request('https://box.com'), ['host-not-listed']],
    [request('https://203.0.113.8'), []],
    [request('https://203.0.113.8', 'authorization'), ['credential-forbidden']],
    [request('https://telemetry.example'), ['host-not-listed']],
    [request('tunnel:203.0.113.7:443', 'proxy-authorization'), []],
    [request('tunnel:203.0.113.7:443', 'authorization'), ['credential-forbidden']],
    [request('tunnel:telemetry.example:443'), ['host-not-listed']],
    [request('tunnel:127.0.0.1:443'), ['host-not-listed']],
    [request('tunnel:[2001:db8::1]:443'), ['host-not-listed']],
  ])('%j: %j', (line, rules) => {
    expect(judge(line).map(({ rule }) => rule)).toEqual(rules)
  })
})

test('NW8: a host that is not listed is found out, whichever process asked for it', async () => {
  const proxy = await ProxyServer.start()
  const origin = 'https://telemetry.example'
  const http = new Http({ version: '1' })
  onTestFinished(() => http.destroy())
  const choice = { way: 'address', origin: proxy.origin } as const
  http.use({ ca: null, route: routeBy({ choice, environment: {}, system: null, login: null }) })
  const asked = { method: 'GET', url: `${origin}/x`, body: null, publicOnly: false } as const
  expect((await http.request({ ...asked, signal: new AbortController().signal })).ok).toBe(false)
  const listed = { rule: 'host-not-listed', detail: 'CONNECT tunnel:telemetry.example:443' }
  expect(takeEgress().wrong).toEqual([listed])

  const adapter = JSON.stringify(join(import.meta.dirname, '../../src/main/net'))
  const script = `
    const { Http } = await import(${adapter} + '/http.ts')
    const { routeBy } = await import(${adapter} + '/proxies.ts')
    const http = new Http({ version: '1' })
    http.use({ ca: null, route: routeBy({ choice: ${JSON.stringify(choice)}, environment: {}, system: null, login: null }) })
    await http.request({ ...${JSON.stringify(asked)}, signal: new AbortController().signal })
    await http.destroy()`
  await run(process.execPath, ['--input-type=module', '-e', script])
  expect(takeEgress().wrong).toEqual([listed])
})

test('NW2: a credential where it is forbidden is found out, and told by its name only', async () => {
  const url = await httpServer((_, res) => answerJson(res, 200, {}))
  const http = new Http({ version: '1' })
  onTestFinished(() => http.destroy())
  const headers = { cookie: 'session=very-secret', authorization: 'Bearer very-secret' }
  const { signal } = new AbortController()
  await http.request({ method: 'GET', url: `${url}/very-secret`, headers, body: null, publicOnly: false, signal })
  const { counts, wrong } = takeEgress()
  expect(wrong).toEqual([{ rule: 'credential-forbidden', detail: `GET ${url}: cookie` }])
  expect(JSON.stringify(wrong)).not.toContain('very-secret')
  expect(counts).toEqual({ connections: 1, requests: 1, tunnels: 0, withCredentials: 1, forbidden: 1 })
})
