/** The practice cloud as the simulation steers it: its own code, behind the model network, spoken to by its control. */

import { type PracticeCloud, startPracticeCloud } from '../../../src/main/practice/practice-cloud.ts'
import type { Control, Received, ServiceModel, StoredItem } from '../services/service-model.ts'
import type { Network } from './network.ts'

export interface SignIn {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: string | null
}

export class Service {
  readonly cloud: PracticeCloud
  readonly model: ServiceModel
  /** Items that somebody else took away. */
  readonly removed = new Set<string>()
  readonly #network: Network

  private constructor(cloud: PracticeCloud, model: ServiceModel, network: Network) {
    this.cloud = cloud
    this.model = model
    this.#network = network
  }

  static async start(network: Network, model: ServiceModel, log: (line: string) => void): Promise<Service> {
    const service = new Service(await startPracticeCloud({ dir: '/practice', log }), model, network)
    await service.control('POST', '/switches', model.scale)
    return service
  }

  readonly control: Control = (method, path, body) => {
    const { controlUrl, token } = this.cloud
    return this.#network.direct(method, controlUrl + path, token, body)
  }

  items(): Promise<readonly StoredItem[]> {
    return this.model.items(this.control)
  }

  /** What an upload session has; null where there is no such session (any more). */
  receivedAt(address: string): Promise<Received | null> {
    return this.model.received(this.control, address)
  }

  /** Somebody else does something there. */
  async act(name: string, file: string): Promise<void> {
    const before = await this.items()
    await this.model.acts[name]?.(this.control, file)
    const after = new Set((await this.items()).map(({ id }) => id))
    for (const { id } of before) if (!after.has(id)) this.removed.add(id)
  }

  async signIn(): Promise<SignIn> {
    return (await this.control('POST', '/tokens', { lifetimeSeconds: 3_599 })) as SignIn
  }

  /** It works as it should again: nothing lies in wait, there is room, and nobody holds a file. */
  async calm(): Promise<void> {
    await this.control('DELETE', '/faults')
    await this.control('POST', '/faults/release')
    await this.control('POST', '/switches', { quotaTotal: 1024 ** 4 })
    for (const kind of ['claims', 'idle', 'mfa', 'password'] as const)
      await this.control('POST', '/sign-in', { what: 'relent', account: 'you@practice.example', kind })
    await this.model.calm(this.control)
  }
}
