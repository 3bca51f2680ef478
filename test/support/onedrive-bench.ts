import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type { Call, Provider, Target } from '../../src/main/engine/ports/provider.ts'
import { AccountConnections } from '../../src/main/net/connections.ts'
import { Http } from '../../src/main/net/http.ts'
import { entraRenewal } from '../../src/main/net/renewals.ts'
import type { HttpLimits } from '../../src/main/net/limits.ts'
import { createProviders } from '../../src/main/providers/index.ts'
import type { PracticeCloudOptions } from '../../src/main/practice/practice-cloud.ts'
import { Practice } from '../integration/practice-client.ts'
import { MemoryAccounts, someAccount } from './memory-accounts.ts'

const wallClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: () => Promise.reject(new Error('a provider never sleeps')),
}

export const call: Call = { signal: new AbortController().signal }

export interface OneDriveBench {
  readonly practice: Practice
  readonly accounts: MemoryAccounts
  readonly provider: (destination?: string) => Promise<Provider>
  /** One that has learnt nothing yet, as after a restart. */
  readonly fresh: (destination?: string) => Promise<Provider>
}

type Options = Omit<PracticeCloudOptions, 'dir'> & {
  readonly keepTimes?: boolean
  readonly limits?: Partial<HttpLimits>
}

/** The real provider, on real sockets, against a practice cloud of its own. */
export async function oneDriveBench({ keepTimes, limits, ...options }: Options = {}): Promise<OneDriveBench> {
  const practice = await Practice.start(options)
  const { graphUrl, loginUrl, token, caFile } = practice.cloud
  const http = new Http({
    version: '0.0.0',
    ...(limits && { limits }),
    ...(caFile && { ca: [readFileSync(caFile, 'utf8')] }),
  })
  onTestFinished(() => http.destroy())
  const accounts = new MemoryAccounts()
  await accounts.putAccount(someAccount(), { accessToken: token, expiresAt: null, refreshToken: null })
  const start = () => {
    const connections = new AccountConnections({
      http,
      store: accounts,
      clock: wallClock,
      rootsOf: () => ({
        graphUrl,
        box: null,
        renewal: entraRenewal({ loginUrl, tenant: null, clientId: 'longshore-test' }),
      }),
    })
    const times = keepTimes === undefined ? {} : { keepTimesOfSmallFiles: keepTimes }
    const providers = createProviders({ accounts, connections, clock: wallClock, ...times })
    return async (destination = 'onedrive:/'): Promise<Provider> => {
      const served = await providers.serving('practice', destination)
      if (!served.ok) throw new Error(`not served: ${JSON.stringify(served.failure)}`)
      return served.value
    }
  }
  return { practice, accounts, provider: start(), fresh: (destination) => start()(destination) }
}

export function target(name: string, destination = 'onedrive:/', folders: readonly string[] = []): Target {
  return { destination, folders, name }
}
