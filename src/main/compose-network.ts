/** Builds the way out, by what the settings, the administrator and the process itself say of it. */

import type { Result } from '../shared/failure.ts'
import type { LogFile } from './log.ts'
import type { HttpLimits } from './net/limits.ts'
import { Network, passwordsIn } from './net/network.ts'
import type { NetworkGiven } from './net/network.ts'
import type { Policies } from './policy/permissions.ts'
import type { Redactor } from './secrets/redactor.ts'
import type { Settings } from './services/settings.ts'
import type { RemoteStore } from './store/remote-store.ts'

export interface NetworkParts {
  readonly version: string
  /** Of proxies and certificates. */
  readonly given: NetworkGiven
  readonly settings: Settings
  readonly permissions: Policies
  readonly store: Pick<RemoteStore, 'proxyLogin'>
  readonly redactor: Redactor
  readonly log: LogFile
  readonly limits: Partial<HttpLimits> | undefined
}

/** Failures: `usage` where the certificate file is of no use. */
export async function composeNetwork(parts: NetworkParts): Promise<Result<Network>> {
  const { version, given, settings, permissions, store, redactor, log, limits } = parts
  for (const password of passwordsIn(given.environment)) redactor.add(password)
  return Network.open({
    version,
    // What is decided for this computer wins over what the process was given.
    given: permissions.lockOf('network.caFile') === null ? given : { ...given, caFile: null },
    set: async () => ({
      caFile: await settings.valueOf('network.caFile'),
      proxy: await settings.valueOf('network.proxy'),
      isProxyDecided: permissions.lockOf('network.proxy') !== null,
      login: await store.proxyLogin().catch((error: unknown) => {
        // One that can't be read is given again; without anything running nobody could.
        log.warn('proxy.login', { error: String(error) })
        return null
      }),
    }),
    ...(limits === undefined ? {} : { limits }),
  })
}
