/** The practice cloud as the simulation steers it: its own code, behind the model network, spoken to by its control. */

import { type PracticeCloud, startPracticeCloud } from '../../../src/main/practice/practice-cloud.ts'
import type { Network } from './network.ts'

export interface StoredItem {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface SignIn {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: string | null
}

export class Service {
  readonly cloud: PracticeCloud
  readonly #network: Network

  private constructor(cloud: PracticeCloud, network: Network) {
    this.cloud = cloud
    this.#network = network
  }

  static async start(network: Network, log: (line: string) => void): Promise<Service> {
    return new Service(await startPracticeCloud({ dir: '/practice', log }), network)
  }

  control(method: string, path: string, body?: object): Promise<unknown> {
    const { controlUrl, token } = this.cloud
    return this.#network.direct(method, controlUrl + path, token, body)
  }

  async items(): Promise<readonly StoredItem[]> {
    return ((await this.control('GET', '/items')) as { items: StoredItem[] }).items
  }

  /** Bytes that an upload session has; null where there is no such session (any more). */
  async receivedAt(address: string): Promise<number | null> {
    const { sessions } = (await this.control('GET', '/sessions')) as {
      sessions: { uploadUrl: string; received: number; state: string }[]
    }
    const found = sessions.find(({ uploadUrl }) => new URL(uploadUrl).href === address)
    return found === undefined || found.state !== 'open' ? null : found.received
  }

  async signIn(): Promise<SignIn> {
    return (await this.control('POST', '/tokens', { lifetimeSeconds: 3_599 })) as SignIn
  }

  /** It works as it should again: nothing lies in wait, there is room, and nobody holds a file. */
  async calm(): Promise<void> {
    await this.control('DELETE', '/faults')
    await this.control('POST', '/faults/release')
    await this.control('POST', '/switches', { quotaTotal: 1024 ** 4 })
  }
}
