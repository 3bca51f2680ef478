/**
 * Decides for each request which proxies it may go through, in their order. A loopback address is never given to a
 * proxy, whatever anybody says: what is meant for this computer stays in it. A login goes to the proxy that it was given
 * for and to no other, also where another one is named like it.
 */

import type { ProxyChoice, ProxyLogin } from '../../shared/proxy-choice.ts'
import { isLoopbackHost } from './addresses.ts'
import { direct, hopOfEnvironment, hopsOfEnvironment, hopsOfPac, noProxyOf } from './hops.ts'
import type { Hop, ProxyEnvironment } from './hops.ts'
import { isLeftAlone } from './no-proxy.ts'

/** What the system says for an address, in the words of a PAC file. The shell asks Electron. */
export type SystemProxies = (address: string) => Promise<string>

/** Throws where nobody can say by which way: going straight might be what was forbidden. */
export type Route = (url: URL) => Promise<readonly Hop[]>

export interface ProxyRules {
  readonly choice: ProxyChoice
  readonly environment: ProxyEnvironment
  /** Null where the system can't be asked; its place takes the environment, as it does in every other program there. */
  readonly system: SystemProxies | null
  /** What a person gave, and for which proxy. */
  readonly login: (ProxyLogin & { readonly origin: string }) | null
}

/** Who has no answer after so long has none. */
const patienceMs = 10_000

export const straight: Route = async () => [direct]

export function routeBy(rules: ProxyRules): Route {
  return async (url) => {
    if (isLoopbackHost(url.hostname)) return [direct]
    const hops = await hopsFor(url, rules)
    return hops.map((hop) => withLogin(hop, rules))
  }
}

async function hopsFor(url: URL, { choice, environment, system }: ProxyRules): Promise<readonly Hop[]> {
  if (choice.way === 'none') return [direct]
  if (choice.way === 'system' && system !== null) {
    // Only where it goes: what else stands in an upload address is a secret, and a PAC file is anybody's script.
    const hops = hopsOfPac(await soon(system(`${url.origin}/`)))
    if (hops.length === 0) throw new Error('nothing that can be read')
    return hops
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (isLeftAlone(noProxyOf(environment), url.hostname, port)) return [direct]
  if (choice.way === 'address') return [{ kind: 'proxy', origin: choice.origin, login: null }]
  return [hopOfEnvironment(url.protocol, environment) ?? direct]
}

function withLogin(hop: Hop, { login, environment }: ProxyRules): Hop {
  if (hop.kind !== 'proxy' || hop.login !== null) return hop
  if (login?.origin === hop.origin) return { ...hop, login: { user: login.user, password: login.password } }
  const known = hopsOfEnvironment(environment).find((other) => other.kind === 'proxy' && other.origin === hop.origin)
  return known?.kind === 'proxy' ? { ...hop, login: known.login } : hop
}

async function soon(answer: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patienceMs)
    timer.unref()
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
