/** The line between the engine and the services: who is where, what happens to each request, and in which order. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ModelOptions } from '../stand-ins/undici.ts'
import type { Chance } from '../world/chance.ts'
import type { Loop } from '../world/loop.ts'
import { type Life, never } from '../world/life.ts'
import { Crossing, type Answer } from './crossing.ts'
import { type LineFault, type LineFaultName, lineFaults } from './line-faults.ts'
import { serverSide } from './server-side.ts'

export interface Host {
  readonly onRequest: RequestListener
  readonly onConnection: ((socket: Socket) => void) | null
}

export interface Sent {
  readonly life: Life
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** Who looks at what goes over the line. */
export interface LineWatcher {
  sent(request: Sent, fault: LineFaultName | null): void
  /** The head of an answer has arrived at the engine. */
  arrived(request: Sent, status: number, headers: Readonly<Record<string, string>>): void
  /** A service misbehaves in a way that is its own mistake. */
  broken(error: unknown): void
}

/** What is to happen to the next request that fits. */
export interface ArmedFault {
  readonly name: LineFaultName
  /** Requests that fit and are left alone before. */
  skip: number
  readonly fits: (request: Sent) => boolean
}

const firstPort = 20_000

export class Network {
  readonly loop: Loop
  readonly chance: Chance
  readonly #hosts = new Map<number, Host>()
  readonly #lives = new Map<string, Life>()
  #armed: ArmedFault[] = []
  #spell: LineFaultName | null = null
  readonly #crossings = new Set<Crossing>()
  watcher: LineWatcher | null = null

  constructor(loop: Loop, chance: Chance) {
    this.loop = loop
    this.chance = chance
  }

  /** By the version of itself that it tells, every life's requests are known for its own. */
  versionFor(life: Life): string {
    this.#lives.set(`NONISV|Longshore|Longshore/0.0.${life.number}`, life)
    return `0.0.${life.number}`
  }

  addHost(host: Host): number {
    const port = firstPort + this.#hosts.size
    this.#hosts.set(port, host)
    return port
  }

  removeHost(port: number): void {
    this.#hosts.delete(port)
  }

  host(url: URL): Host | null {
    return this.#hosts.get(Number(url.port)) ?? null
  }

  arm(fault: ArmedFault): void {
    this.#armed.push(fault)
  }

  /** From now on every request meets this; null: the line is as it should be. Going offline breaks what is on its way. */
  setSpell(name: LineFaultName | null): void {
    this.#spell = name
    if (name !== null && 'refused' in lineFaults[name]) for (const crossing of this.#crossings) crossing.break()
  }

  /** Another network: everything that is on its way breaks. @returns how much that was */
  change(): number {
    const { size } = this.#crossings
    for (const crossing of this.#crossings) crossing.break()
    return size
  }

  /** Nothing more goes wrong. What is on its way goes on as it was to. */
  calm(): void {
    this.#armed = []
    this.setSpell(null)
  }

  request(address: string, options: ModelOptions): Promise<Answer> {
    const life = this.#lives.get(options.headers['user-agent'] ?? '')
    if (life === undefined) throw new Error('a request of nobody')
    if (!life.isAlive) return never()
    const url = new URL(address)
    const sent: Sent = { life, method: options.method, url, headers: options.headers }
    let crossing: Crossing | null = null
    const isAlive = life.step(() => {
      const name = this.#faultFor(sent)
      this.watcher?.sent(sent, name)
      const fault: LineFault = name === null ? {} : lineFaults[name]
      crossing = new Crossing({ network: this, sent, options, fault })
    })
    if (crossing === null) return never()
    const begun: Crossing = crossing
    this.#crossings.add(begun)
    life.onEnd(() => begun.break())
    if (!isAlive) begun.break()
    const answer = begun.run()
    begun.over.then(
      () => this.#crossings.delete(begun),
      () => this.#crossings.delete(begun),
    )
    return answer
  }

  /** A request that nothing happens to, and that takes no time: of the simulation itself. */
  async direct(method: string, address: string, token: string, body?: object): Promise<unknown> {
    const url = new URL(address)
    const host = this.host(url)
    if (host === null) throw new Error(`nobody listens at ${url.host}`)
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = { authorization: `Bearer ${token}`, 'content-length': String(Buffer.byteLength(text)) }
    const chunks: Buffer[] = []
    let status = 0
    await new Promise<void>((resolve, reject) => {
      const side = serverSide({ method, path: url.pathname + url.search, headers }, (part) => {
        if (part.kind === 'head') status = part.status
        else if (part.kind === 'bytes') chunks.push(part.bytes)
        else if (part.kind === 'end') resolve()
        else reject(new Error('the control was reset'))
      })
      this.handle(host, side.req, side.res)
      if (text !== '') side.body(Buffer.from(text))
      side.bodyEnds()
    })
    const told = Buffer.concat(chunks).toString('utf8')
    if (status !== 200) throw new Error(`control: ${method} ${url.pathname}: ${status} ${told}`)
    return JSON.parse(told) as unknown
  }

  handle(host: Host, req: IncomingMessage, res: ServerResponse): void {
    try {
      host.onRequest(req, res)
    } catch (error) {
      this.watcher?.broken(error)
    }
  }

  #faultFor(sent: Sent): LineFaultName | null {
    if (this.#spell !== null) return this.#spell
    for (const armed of this.#armed) {
      if (!armed.fits(sent)) continue
      if (armed.skip > 0) {
        armed.skip -= 1
        continue
      }
      this.#armed = this.#armed.filter((other) => other !== armed)
      return armed.name
    }
    return null
  }
}
