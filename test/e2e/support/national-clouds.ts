/**
 * Microsoft's clouds for states by the names that they have in the world, each a cloud of the journey's practice process:
 * behind a proxy that looks into connections, since nobody else can be those hosts. What was asked for by name is written
 * down there.
 */

import { copyFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { company } from '../../support/company-network.ts'
import { ProxyServer } from '../../support/proxy-server.ts'
import type { Journey } from './journey.ts'

export interface NationalCloud {
  /** As people choose it, and as it is shown. */
  readonly words: string
  readonly login: string
  readonly graph: string
  /** Where it takes bytes: a name that is nobody's (RFC 2606). */
  readonly upload: string
  readonly who: string
  readonly drive: string
}

export const nationalClouds = {
  'us-gov': {
    words: 'US Government (GCC High)',
    login: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    upload: 'us-gov.longshore.test',
    who: 'you@agency.practice.example',
    drive: 'b!practice-us-gov',
  },
  'us-dod': {
    words: 'US Department of Defense',
    login: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    upload: 'us-dod.longshore.test',
    who: 'you@base.practice.example',
    drive: 'b!practice-us-dod',
  },
  china: {
    words: 'China (21Vianet)',
    login: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    upload: 'china.longshore.test',
    who: 'you@branch.practice.example',
    drive: 'b!practice-china',
  },
} as const satisfies Readonly<Record<string, NationalCloud>>

export type NationalName = keyof typeof nationalClouds

/** Two ways there: the program is told to take the first from now on, the other is for the person's browser. */
export interface Ways {
  readonly own: ProxyServer
  readonly ofPerson: ProxyServer
}

export async function openWays(journey: Journey): Promise<Ways> {
  const { practice, folder } = journey
  const net = await company()
  const pairs = Object.entries(nationalClouds).flatMap(([name, { login, graph, upload }]) => {
    const roots = practice.clouds[name]
    if (roots === undefined) throw new Error(`the practice cloud has no ${name}`)
    return [
      [login, roots.loginUrl],
      [graph, roots.graphUrl],
      [upload, roots.uploadUrl],
    ] as const
  })
  const options = {
    inspectsAs: net.authority,
    behind: Object.fromEntries(pairs.map(([host, root]) => [`${host}:443`, root])),
    // What a cloud says of itself is said by its names, too.
    rewrite: (text: string) => pairs.reduce((said, [host, root]) => said.replaceAll(root, `https://${host}`), text),
  }
  const [own, ofPerson] = [await ProxyServer.start(options), await ProxyServer.start(options)]
  const caFile = join(folder, 'way.pem')
  copyFileSync(net.caFile, caFile)
  chmodSync(caFile, 0o644)
  await journey.cli('settings', 'set', 'network.caFile', caFile)
  await journey.cli('settings', 'set', 'network.proxy', own.origin)
  return { own, ofPerson }
}

/** The hosts that were asked since the proxy had seen so much, in the order of the first time. */
export function hostsSince(proxy: ProxyServer, seen: number): string[] {
  // A connection may be older: what counts is who was asked in it.
  const asked = proxy.seen.slice(seen).filter(({ method }) => method !== 'CONNECT')
  return [...new Set(asked.map(({ headers }) => headers['host'] as string))]
}
