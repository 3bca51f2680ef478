import { createHash } from 'node:crypto'
import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import type { Owner } from '../../src/main/client/owner-port.ts'
import { type Policy, defaultPolicy } from '../../src/main/engine/plan/policy.ts'
import type { HttpLimits } from '../../src/main/net/limits.ts'
import type { Settle } from '../../src/main/settle-times.ts'
import { type Tuning, openOwner } from '../../src/main/owner.ts'
import type { PolicyPlace } from '../../src/main/policy/places.ts'
import type { Violation } from '../../src/main/practice/control/violations.ts'
import type { PracticeCloudOptions } from '../../src/main/practice/practice-cloud.ts'
import type { LongshoreContract } from '../../src/shared/contract.ts'
import type { Result } from '../../src/shared/failure.ts'
import type { Client } from '../../src/shared/rpc-contract.ts'
import type { ConflictPolicy, TransferView } from '../../src/shared/transfer.ts'
import { type Json, Practice } from '../integration/practice-client.ts'
import { pseudoRandom } from './pseudo-random.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The default's decisions, with pauses of milliseconds. */
const quickPolicy: Policy = {
  ...defaultPolicy,
  attemptPausesMs: [2, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8],
  slowPausesMs: Array.from({ length: 200 }, () => 20),
  fewPausesMs: [5, 5],
  offlinePausesMs: [10, 20, 40],
  lookPausesMs: [5, 5, 5, 5],
  heldNamePauseMs: 30,
  fullPauseMs: 30,
  shortPauseMs: 10,
  restartPauseMs: 40,
}

/** Sources here are changed in one go: none is still being written. */
const quickSettle: Settle = { uploadsMs: 100, afterChangeMs: 100 }

/** Two ranges for the engine: it begins with 5 MiB. */
export const twoRanges = 6 * 1024 * 1024 + 12_345
/** Three or more: the second is at most twice the first. */
export const threeRanges = 17 * 1024 * 1024 + 777

export interface Source {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly sha256: string
  /** epoch ms */
  readonly modifiedAt: number
}

export interface BenchOptions extends Omit<PracticeCloudOptions, 'dir'> {
  readonly policy?: Partial<Policy>
  readonly limits?: Partial<HttpLimits>
  /** How long sources that changed while they were sent rest. */
  readonly settle?: Settle
  readonly signIn?: Tuning['signIn']
  /** Of the practice cloud. */
  readonly switches?: object
  /** Tokens other than the ready line's. */
  readonly tokens?: object
  /** Roots other than the ready line's. */
  readonly roots?: object
  /** What the system would say of proxies. */
  readonly systemProxies?: (address: string) => Promise<string>
  /** The account has Box alone, and is renewed there; else it has everything, and is renewed as one of Graph. */
  readonly onlyBox?: boolean
}

interface UploadOptions {
  readonly to?: string
  readonly conflict?: ConflictPolicy
}

const resting: ReadonlySet<string> = new Set(['done', 'skipped', 'failed', 'canceled', 'blocked'])
const patienceMs = 60_000

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

const benches: OwnerBench[] = []

/** For `afterEach`: what the practice clouds of the test noted is what a good client does. */
export async function expectGoodManners(): Promise<void> {
  for (const bench of benches.splice(0)) {
    expect(await bench.violations()).toEqual([])
    const entries = await bench.practice.journal()
    expect(entries.filter(({ transferEncoding }) => transferEncoding !== null)).toEqual([])
    expect(entries.filter(({ conflictBehavior }) => /rename/i.test(conflictBehavior ?? ''))).toEqual([])
    expect(entries.filter(({ host, authorization }) => host === 'upload' && authorization !== null)).toEqual([])
  }
}

/** A real owner of a data folder of its own, with a practice cloud of its own as the account `cloud`. */
export class OwnerBench {
  readonly practice: Practice
  readonly dataDir: string
  /** Where the sources are. */
  readonly folder: string
  /** Every change of a public state, in order. */
  readonly seen: TransferView[] = []
  readonly #options: BenchOptions
  #owner: Owner | null = null
  /** Of this machine's administrator nothing counts here. */
  #policies: readonly PolicyPlace[] = []

  private constructor(practice: Practice, options: BenchOptions) {
    this.practice = practice
    this.#options = options
    this.dataDir = temporaryFolder()
    this.folder = temporaryFolder()
  }

  static async open(all: BenchOptions = {}): Promise<OwnerBench> {
    const { policy, limits, settle, signIn, switches, tokens, systemProxies, ...others } = all
    const { roots: otherRoots, onlyBox = false, ...options } = others
    const practice = await Practice.start(options)
    if (switches) await practice.switch(switches)
    const bench = new OwnerBench(practice, {
      ...(policy && { policy }),
      ...(limits && { limits }),
      ...(signIn && { signIn }),
      ...(systemProxies && { systemProxies }),
      ...(settle && { settle }),
    })
    benches.push(bench)
    onTestFinished(() => bench.close())
    await bench.start()
    const { graphUrl, loginUrl, boxUrl, boxUploadUrl, token } = practice.cloud
    const given = { accessToken: token, ...tokens }
    const roots = { ...(!onlyBox && { graphUrl, loginUrl }), boxUrl, boxUploadUrl, ...otherRoots }
    valueOf(await bench.client.accounts.add({ kind: 'practice', name: 'cloud', ...roots, tokens: given }))
    return bench
  }

  get client(): Client<LongshoreContract> {
    if (this.#owner === null) throw new Error('the owner is closed')
    return this.#owner.client
  }

  async start(): Promise<void> {
    const { policy, limits, settle = quickSettle, signIn, systemProxies } = this.#options
    const options = {
      dataDir: this.dataDir,
      kind: 'command',
      runEngine: true,
      version: '0.0.0',
      ...(systemProxies && { systemProxies }),
    } as const
    const tuning = {
      policy: { ...quickPolicy, ...policy },
      settle,
      policies: this.#policies,
      ...(limits && { limits }),
      ...(signIn && { signIn }),
    }
    this.#owner = valueOf(await openOwner(options, tuning))
    void this.#watch(this.#owner.client)
  }

  async close(): Promise<void> {
    const owner = this.#owner
    this.#owner = null
    await owner?.close()
  }

  async restart(): Promise<void> {
    await this.close()
    await this.start()
  }

  /** Restarts under this policy; null: under none. */
  async decide(rules: object | null): Promise<void> {
    const path = join(this.folder, 'policy.json')
    if (rules !== null) writeFileSync(path, JSON.stringify({ version: 1, ...rules }), { mode: 0o600 })
    this.#policies = rules === null ? [] : [{ path, writtenBy: 'anyone', mustExist: true }]
    await this.restart()
  }

  /** A pseudo-random file, written a while ago, at an odd millisecond. */
  file(name: string, size: number, seed = size + 1): Source {
    return this.write(name, pseudoRandom(size, seed))
  }

  write(name: string, bytes: Uint8Array): Source {
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    const then = Date.UTC(2023, 4, 6, 7, 8, 9, 123) / 1000 + (bytes.length % 977)
    utimesSync(path, then, then)
    const modifiedAt = Number(statSync(path, { bigint: true }).mtimeNs / 1_000_000n)
    return { path, name, size: bytes.length, sha256: sha256(bytes), modifiedAt }
  }

  /** @returns the transfer's id */
  async enqueue({ path }: { readonly path: string }, { to, conflict }: UploadOptions = {}): Promise<string> {
    const asked = { paths: [path], to: to ?? 'onedrive:/', account: 'cloud', ...(conflict && { conflict }) }
    const { batch, alreadyIds } = valueOf(await this.client.queue.enqueue(asked))
    const { transfers } = valueOf(await this.client.queue.page({ filter: { batch } }))
    const id = transfers[0]?.id ?? alreadyIds?.[0]
    if (id === undefined) throw new Error('nothing was enqueued')
    return id
  }

  async transfer(id: string): Promise<TransferView> {
    const [found] = valueOf(await this.client.queue.get({ ids: [id] }))
    if (found === undefined) throw new Error(`there is no transfer ${id}`)
    return found
  }

  /** @param everyMs short, where what is waited for may be over soon */
  async until(id: string, isReached: (view: TransferView) => boolean, everyMs = 5): Promise<TransferView> {
    const end = Date.now() + patienceMs
    for (;;) {
      const view = await this.transfer(id)
      if (isReached(view)) return view
      if (Date.now() > end) throw new Error(`stuck: ${JSON.stringify(view)}\n${await this.story(id)}`)
      await sleep(everyMs)
    }
  }

  /** Final, or blocked until a person does something. */
  ended(id: string): Promise<TransferView> {
    return this.until(id, ({ state }) => resting.has(state), 20)
  }

  async upload(source: { readonly path: string }, options: UploadOptions = {}): Promise<TransferView> {
    return this.ended(await this.enqueue(source, options))
  }

  /** What `explain` tells, for assertions that fail. */
  async story(id: string): Promise<string> {
    const { steps } = valueOf(await this.client.queue.explain({ target: id }))
    return steps.map(({ at, what, why }) => `${at} ${what}: ${why}`).join('\n')
  }

  /** The changes of one transfer into this state. */
  times(id: string, state: TransferView['state']): TransferView[] {
    return this.seen.filter((view) => view.id === id && view.state === state)
  }

  async violations(): Promise<Violation[]> {
    return (await this.practice.control('GET', '/journal/violations')).violations
  }

  /** All files of all drives. */
  async items(): Promise<Json[]> {
    return (await this.practice.control('GET', '/items')).items
  }

  async sessions(): Promise<Json[]> {
    return (await this.practice.control('GET', '/sessions')).sessions
  }

  async requests(op?: string): Promise<Json[]> {
    return this.practice.journal(op === undefined ? '' : `?op=${op}`)
  }

  async #watch(client: Client<LongshoreContract>): Promise<void> {
    try {
      for await (const view of client.queue.states({})) if (view !== 'listed') this.seen.push(view)
    } catch {
      // The owner was closed.
    }
  }
}

/** Exactly one file in all drives, and it is this one, in bytes and in time. */
export async function expectOnly(bench: OwnerBench, source: Source, path = `/${source.name}`): Promise<Json> {
  const items = await bench.items()
  expect(items.map((item) => item.path)).toEqual([path])
  expectSame(items[0], source)
  return items[0]
}

export function expectSame(item: Json, { size, sha256: hash, modifiedAt }: Source): void {
  expect(item).toMatchObject({ size, sha256: hash })
  expect(Date.parse(item.fileSystemInfo.lastModifiedDateTime)).toBe(modifiedAt)
}
