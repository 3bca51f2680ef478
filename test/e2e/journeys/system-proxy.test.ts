/** What the system says of proxies, the app takes: Chromium knows it, and tells the engine for each address. */

import { chmodSync, copyFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addOutside, cloudOf, company, outside } from '../../support/company-network.ts'
import type { Company } from '../../support/company-network.ts'
import { assertArrived } from '../support/assertions.ts'
import { withTheApp } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'
import type { Journey } from '../support/journey.ts'

/** The company's authority, where the app's user may read it. */
function authorityFor({ folder }: Journey, { caFile }: Company): string {
  const path = join(folder, 'company.pem')
  copyFileSync(caFile, path)
  chmodSync(path, 0o644)
  return path
}

/** A PAC file on loopback, as a network gives it out. */
async function pacFile(script: string): Promise<string> {
  const server = createServer((_, res) => {
    res.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy.pac`
}

withTheApp("the system's proxy", (travel) => {
  test('N19: one proxy for all is gone through, and loopback is not', async () => {
    await travel(async (journey) => {
      const app = windowOf(journey)
      const net = await company()
      const proxy = await net.proxy(await cloudOf(journey.practice))
      await journey.cli('settings', 'set', 'network.caFile', authorityFor(journey, net))
      await app.close()
      await app.startAgain(`--proxy-server=${proxy.origin}`)
      await addOutside(app.station, journey.practice, 'outside')
      const path = await journey.file('proxied.bin', 7_000_000)
      await journey.cli('upload', path, '--to', 'onedrive:/Proxied', '--account', 'outside')
      await assertArrived(journey, path, '/Proxied')
      expect(new Set(proxy.tunnels)).toEqual(new Set([`${outside.graph}:443`, `${outside.upload}:443`]))
      // The account of the journey itself is on loopback.
      const before = proxy.seen.length
      const near = await journey.file('near.bin', 3_000)
      await journey.cli('upload', near, '--to', 'onedrive:/Near', '--account', 'work')
      await assertArrived(journey, near, '/Near')
      expect(proxy.seen.slice(before).filter(({ target }) => target.includes('127.0.0.1'))).toEqual([])
    })
  })

  test('N19: a PAC file decides for each address anew', async () => {
    await travel(async (journey) => {
      const app = windowOf(journey)
      const net = await company()
      const cloud = await cloudOf(journey.practice)
      const [one, other] = [await net.proxy(cloud), await net.proxy(cloud)]
      const way = (proxy: { readonly origin: string }): string => `PROXY ${new URL(proxy.origin).host}`
      const script = `function FindProxyForURL(url, host) {
        if (host === '${outside.upload}') return 'PROXY 127.0.0.1:1; ${way(other)}'
        return '${way(one)}'
      }`
      await journey.cli('settings', 'set', 'network.caFile', authorityFor(journey, net))
      await app.close()
      await app.startAgain(`--proxy-pac-url=${await pacFile(script)}`)
      await addOutside(app.station, journey.practice, 'outside')
      const path = await journey.file('pac.bin', 6_500_000)
      await journey.cli('upload', path, '--to', 'onedrive:/Pac', '--account', 'outside')
      await assertArrived(journey, path, '/Pac')
      expect(new Set(one.tunnels)).toEqual(new Set([`${outside.graph}:443`]))
      expect(new Set(other.tunnels)).toEqual(new Set([`${outside.upload}:443`]))
    })
  })
})
