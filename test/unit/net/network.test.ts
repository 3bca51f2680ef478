import { expect, onTestFinished, test } from 'vitest'
import { Network } from '../../../src/main/net/network.ts'
import { ProxyServer } from '../../support/proxy-server.ts'
import { answerJson, httpServer } from '../../support/raw-server.ts'

// Of a block for documentation (RFC 5737): nobody is there, so that only who goes by the proxy has an answer.
const beyond = '203.0.113.7'

test.each(['NO_PROXY', 'no_proxy'])('a proxy that was decided is gone through, whatever %s says', async (name) => {
  const url = await httpServer((_, res) => answerJson(res, 200, { ok: true }))
  const proxy = await ProxyServer.start({ behind: { [`${beyond}:80`]: url, [`${beyond}:443`]: url } })
  let isProxyDecided = true
  const opened = await Network.open({
    version: '1.2.3',
    given: { caFile: null, environment: { [name]: '*' }, system: null },
    set: async () => ({ caFile: null, proxy: proxy.origin, isProxyDecided, login: null }),
    limits: { connectMs: 5_000, answerMs: 5_000 },
  })
  if (!opened.ok) throw new Error(opened.failure.code)
  const { value: network } = opened
  onTestFinished(() => network.http.destroy())
  const ask = () => {
    const signal = new AbortController().signal
    return network.http.request({
      method: 'GET',
      url: `https://${beyond}/`,
      headers: {},
      body: null,
      signal,
      publicOnly: false,
    })
  }
  // What stands behind the proxy speaks no TLS: that it was gone to is all that counts.
  await ask()
  expect(new Set(proxy.tunnels)).toEqual(new Set([`${beyond}:443`]))
  // Left to people, their environment counts again (proxies.test.ts).
  isProxyDecided = false
  expect(await network.apply()).toEqual({ ok: true, value: true })
})
