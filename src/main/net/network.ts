/** How requests leave this computer, as it is set now: whom to trust, and by which proxies. A change holds at once. */

import { ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import { proxyChoiceOf } from '../../shared/proxy-choice.ts'
import type { StoredProxyLogin } from '../engine/ports/proxy-login.ts'
import { trusted } from './ca.ts'
import { hopsOfEnvironment, withoutExceptions } from './hops.ts'
import type { ProxyEnvironment } from './hops.ts'
import { Http } from './http.ts'
import type { HttpOptions, NetworkRules } from './http.ts'
import { routeBy } from './proxies.ts'
import type { SystemProxies } from './proxies.ts'

/** What the process was given. */
export interface NetworkGiven {
  /** Counts more than the one that is set. */
  readonly caFile: string | null
  readonly environment: ProxyEnvironment
  readonly system: SystemProxies | null
}

/** What is set. */
interface NetworkSet {
  readonly caFile: string | null
  /** As the setting is written. */
  readonly proxy: string
  /** Whether the proxy is decided for this computer: then nobody's environment leaves hosts out of it. */
  readonly isProxyDecided: boolean
  readonly login: StoredProxyLogin | null
}

interface NetworkOptions extends Pick<HttpOptions, 'version' | 'limits'> {
  readonly given: NetworkGiven
  /** Reads what is set. */
  readonly set: () => Promise<NetworkSet>
}

export class Network {
  readonly http: Http
  readonly #options: NetworkOptions
  /** Another text when the rules are others. */
  #mark: string

  private constructor(options: NetworkOptions, { mark, ...rules }: Marked) {
    const { version, limits } = options
    this.#options = options
    this.#mark = mark
    this.http = new Http({ version, ...(limits === undefined ? {} : { limits }) })
    this.http.use(rules)
  }

  /** Failures: `usage` where the certificate file is of no use. */
  static async open(options: NetworkOptions): Promise<Result<Network>> {
    const rules = await rulesOf(options)
    return rules.ok ? ok(new Network(options, rules.value)) : rules
  }

  /** Reads what is set once more; whether that was something else. Where it is of no use, all stays as it was. */
  async apply(): Promise<Result<boolean>> {
    const found = await rulesOf(this.#options)
    if (!found.ok) return found
    const { mark, ...rules } = found.value
    if (mark === this.#mark) return ok(false)
    this.#mark = mark
    this.http.use(rules)
    return ok(true)
  }
}

type Marked = NetworkRules & { readonly mark: string }

async function rulesOf({ given, set }: NetworkOptions): Promise<Result<Marked>> {
  const { caFile, proxy, isProxyDecided, login } = await set()
  const file = given.caFile ?? caFile
  const ca = file === null ? ok(null) : await trusted(file)
  if (!ca.ok) return ca
  const { system } = given
  const choice = proxyChoiceOf(proxy) ?? { way: 'system' }
  const isHeld = isProxyDecided && choice.way === 'address'
  const environment = isHeld ? withoutExceptions(given.environment) : given.environment
  const mark = JSON.stringify([ca.value, choice, isHeld, login])
  return ok({ ca: ca.value, route: routeBy({ choice, environment, system, login }), mark })
}

/** The passwords that the environment was given with its proxies. */
export function passwordsIn(environment: ProxyEnvironment): readonly string[] {
  return hopsOfEnvironment(environment)
    .map((hop) => (hop.kind === 'proxy' ? (hop.login?.password ?? '') : ''))
    .filter((password) => password !== '')
}
