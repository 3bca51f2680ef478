import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type { Provider, Target } from '../../src/main/engine/ports/provider.ts'
import { AccountConnections } from '../../src/main/net/connections.ts'
import { Http } from '../../src/main/net/http.ts'
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

/** Small enough that a session of several parts is quick, and large enough that not everything is one. */
const partBytes = 1024 * 1024

export interface BoxBench {
  readonly practice: Practice
  readonly provider: (destination?: string) => Promise<Provider>
  /** One that has learnt nothing yet, as after a restart. */
  readonly fresh: (destination?: string) => Promise<Provider>
}

type Options = Omit<PracticeCloudOptions, 'dir'> & {
  readonly limits?: Partial<HttpLimits>
  readonly switches?: object
}

/** The real provider, on real sockets, against a practice cloud of its own whose sessions have parts of 1 MiB. */
export async function boxBench({ limits, switches, ...options }: Options = {}): Promise<BoxBench> {
  const practice = await Practice.start(options)
  await practice.switch({ boxSessionFloor: 1, boxPartSize: partBytes, ...switches })
  const { boxUrl, boxUploadUrl, token, caFile } = practice.cloud
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
      rootsOf: () => ({ graphUrl: null, box: { apiUrl: boxUrl, uploadUrl: boxUploadUrl }, renewal: null }),
    })
    const providers = createProviders({ accounts, connections, clock: wallClock })
    return async (destination = 'box:/'): Promise<Provider> => {
      const served = await providers.serving('practice', destination)
      if (!served.ok) throw new Error(`not served: ${JSON.stringify(served.failure)}`)
      return served.value
    }
  }
  return { practice, provider: start(), fresh: (destination) => start()(destination) }
}

export function boxTarget(name: string, destination = 'box:/', folders: readonly string[] = []): Target {
  return { destination, folders, name }
}

interface BoxItem {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** All that Box really has. */
export async function boxItems(practice: Practice): Promise<readonly BoxItem[]> {
  const all = await practice.control('GET', '/items')
  return all.items.filter(({ driveId }: { driveId: string }) => driveId === 'practice-box')
}
