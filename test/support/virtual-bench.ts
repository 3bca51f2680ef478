/**
 * The real engine with its real SQL on virtual time: files in memory, and a cloud that keeps what it is given and can be
 * told to misbehave, one call at a time. Nothing waits for real time.
 */

import { createHash } from 'node:crypto'
import { Engine } from '../../src/main/engine/engine.ts'
import type {
  Call,
  Provider,
  Providers,
  RemoteItem,
  SharedLimit,
  Target,
} from '../../src/main/engine/ports/provider.ts'
import type { DigestPass, OpenSource, SourceRef, Sources } from '../../src/main/engine/ports/source.ts'
import type { Store, Transfer, TransferChange } from '../../src/main/engine/ports/store.ts'
import type { Summary } from '../../src/main/engine/ports/summary.ts'
import { SteadyClock } from '../../src/main/engine/steady-clock.ts'
import type { DigestAlgorithm } from '../../src/shared/transfer.ts'
import { digests } from '../../src/main/files/digests.ts'
import { type Failure, type Result, FailureError, fail, failure, ok } from '../../src/shared/failure.ts'
import { ManualClock } from '../fakes/clock.ts'
import { SeededRandom } from '../fakes/random.ts'
import { aFingerprint, newTransfer, openStore } from './stores.ts'

/** What happens to this call instead: a failure, a mistake that is thrown, or silence until it is called off. */
export type Trouble = Failure | Error | 'silence'
export type Verb = 'look' | 'put' | 'verify' | 'open' | 'read' | 'reach' | 'create' | 'position' | 'send' | 'abandon'

/** They ask nobody far away. */
const atHome: ReadonlySet<Verb> = new Set<Verb>(['open', 'read', 'reach'])

export interface VirtualBench {
  readonly clock: ManualClock
  /** Of the life that runs. */
  engine: Engine
  /** Content by path; whoever changes it leaves times and size as they are. */
  readonly contents: Map<string, Uint8Array>
  readonly items: ReadonlyMap<string, RemoteItem>
  /** How often each verb was asked. */
  readonly asked: Map<Verb, number>
  readonly log: string[]
  /** Asked before each call and each read; null: all is well. */
  trouble: (verb: Verb, name: string, account: string) => Trouble | null
  /** Before each change is written; what it throws, the store throws. */
  beforeWrite: (change: TransferChange) => Promise<void> | void
  /** The drive that all files are on. */
  rootIsThere: boolean
  /** Before those of a drive are woken; what it throws, the store throws. */
  beforeWake: () => void
  /** How often the scheduler looked who is due: once in each of its rounds. */
  rounds: number
  /** ms; of every call to the cloud */
  roundTripMs: number
  /** What the cloud counts together for each account; null: nothing. */
  shared: SharedLimit | null
  /** Above 4 MB it goes in ranges. */
  add(name: string, account?: string, size?: number): Promise<void>
  /** The process ends, and another one begins with what is stored. */
  restart(): Promise<void>
  transfers(): Promise<Transfer[]>
  summary(): Promise<Summary>
  state(name: string): Promise<Transfer>
  steps(name: string): Promise<readonly { readonly what: string; readonly why: string }[]>
}

/** @param algorithm of the destination: one whose state can be stored, or not */
export async function virtualBench(algorithm: DigestAlgorithm = 'quickXorHash'): Promise<VirtualBench> {
  const clock = new ManualClock()
  const opened = openStore(':memory:', clock.now())
  const store: Store = {
    ...opened.store,
    async apply(change, now) {
      await bench.beforeWrite(change)
      return opened.store.apply(change, now)
    },
    async wakeRoot(root, now) {
      bench.beforeWake()
      return opened.store.wakeRoot(root, now)
    },
    wakeDue(now) {
      bench.rounds += 1
      return opened.store.wakeDue(now)
    },
  }
  const random = new SeededRandom(7)
  const contents = new Map<string, Uint8Array>()
  const items = new Map<string, RemoteItem>()
  const asked = new Map<Verb, number>()
  const log: string[] = []
  const meet = async (verb: Verb, name: string, account: string, call?: Call): Promise<Failure | null> => {
    asked.set(verb, (asked.get(verb) ?? 0) + 1)
    const trouble = bench.trouble(verb, name, account)
    if (trouble === 'silence') await clock.sleep(1e12, call?.signal)
    if (trouble instanceof Error) throw trouble
    if (!atHome.has(verb)) await clock.sleep(bench.roundTripMs, call?.signal)
    return trouble === null || trouble === 'silence' ? null : trouble
  }
  const sources = sourcesOf(contents, async (verb, path) => {
    const met = await meet(verb, nameOf(path), '')
    return bench.rootIsThere || verb === 'read' ? met : failure('root-offline', { name: 'in' })
  })
  const providers = cloudOf(items, meet, algorithm, () => bench.shared)
  const newLife = (): Engine =>
    new Engine({
      store,
      providers,
      sources,
      digests,
      clock: new SteadyClock(clock),
      random,
      log: { debug: () => undefined, info: (event) => void log.push(event), warn: (event) => void log.push(event) },
      refusalOf: () => null,
      onDoubt: () => void log.push('connections doubted'),
    })
  const bench: VirtualBench = {
    clock,
    engine: newLife(),
    contents,
    items,
    asked,
    log,
    trouble: () => null,
    beforeWrite: () => undefined,
    rootIsThere: true,
    beforeWake: () => undefined,
    rounds: 0,
    roundTripMs: 200,
    shared: null,
    async restart() {
      await bench.engine.stop()
      bench.engine = newLife()
      await bench.engine.start()
    },
    async add(name, account = 'work', size = 1_000) {
      const path = `/in/${name}`
      const content = random.bytes(size)
      contents.set(path, content)
      const fingerprint = { ...aFingerprint, size: content.length }
      await bench.engine.queue.enqueue([newTransfer({ path, root: '/in', name, account, fingerprint })])
    },
    summary: () => store.summary(),
    async transfers() {
      const found: Transfer[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await store.page({ limit: 200, ...(cursor === '' ? {} : { cursor }) })
        found.push(...page.transfers)
        cursor = page.cursor
      }
      return found
    },
    async state(name) {
      const found = await store.latestOfPath(`/in/${name}`)
      if (found === null) throw new Error(`${name} is not there`)
      return found
    },
    steps: (name) => store.steps({ path: `/in/${name}`, limit: 500 }),
  }
  return bench
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function nameIn(secret: string): string {
  return secret.split('/').at(-2) ?? ''
}

type Meet = (verb: Verb, name: string, account: string, call?: Call) => Promise<Failure | null>

function cloudOf(
  items: Map<string, RemoteItem>,
  meet: Meet,
  algorithm: DigestAlgorithm,
  shared: () => SharedLimit | null,
): Providers {
  /** By secret: what has arrived, from byte 0 on. */
  const sessions = new Map<string, Uint8Array>()
  const asks = async <T>(verb: Verb, target: string, account: string, call: Call, act: () => T): Promise<Result<T>> => {
    const found = await meet(verb, target, account, call)
    return found === null ? ok(act()) : fail(found)
  }
  const make = (key: string, name: string, content: Uint8Array): RemoteItem => {
    if (items.has(key)) throw new Error(`${name} is there already`)
    const digest = digests.start(algorithm)
    digest.update(content)
    const item: RemoteItem = {
      id: createHash('sha256').update(key).digest('hex').slice(0, 8),
      name,
      size: content.length,
      eTag: '"1"',
      hash: { algorithm, value: digest.value() },
      webUrl: null,
      modifiedAt: null,
      isFolder: false,
      isAddressed: false,
    }
    items.set(key, item)
    return item
  }
  const providerOf = (account: string): Provider => {
    const unused = (): never => {
      throw new Error('nobody asks this')
    }
    const key = ({ name }: Target): string => `${account}/${name}`
    return {
      kind: 'virtual',
      capabilities: () => ({
        digest: algorithm,
        readsBack: false,
        hasFolders: true,
        replaces: true,
        keepsItems: true,
        digestsFirst: false,
        maxFileBytes: 1e9,
        maxSinglePutBytes: 4e6,
        hardSinglePutBytes: 4e6,
        rangeAlignmentBytes: 1,
        maxRangeBytes: 1e6,
        startRangeBytes: 1e6,
        parallelRanges: 1,
        sessionLifetimeMs: null,
        shared: shared(),
        rewrites: () => false,
        nameKey: (name) => name,
      }),
      preflight: () => null,
      allowed: (target) => target,
      room: unused,
      inspect: unused,
      browse: unused,
      commit: unused,
      open: (target, content, _intent, call) =>
        asks('create', target.name, account, call, () => {
          const secret = `https://up.example/${target.name}/${sessions.size}`
          sessions.set(secret, new Uint8Array(0))
          return { secret, expiresAt: null, missing: [{ start: 0, end: content.size }] }
        }),
      async position({ secret }, size, call) {
        const there = sessions.get(secret)
        if (there === undefined) return fail(failure('session-lost'))
        return asks('position', nameIn(secret), account, call, () => ({
          missing: [{ start: there.length, end: size }],
          expiresAt: null,
        }))
      },
      async send({ secret }, range, size, body, call) {
        const there = sessions.get(secret)
        if (there === undefined) return fail(failure('session-lost'))
        const pieces: Uint8Array[] = [there]
        for await (const piece of body.pieces()) pieces.push(piece.slice())
        return asks('send', nameIn(secret), account, call, () => {
          if (range.start !== there.length) throw new Error('a range that does not come next')
          const now = Buffer.concat(pieces)
          sessions.set(secret, now)
          if (now.length < size)
            return { kind: 'more' as const, missing: [{ start: now.length, end: size }], expiresAt: null }
          sessions.delete(secret)
          return { kind: 'stored' as const, item: make(`${account}/${nameIn(secret)}`, nameIn(secret), now) }
        })
      },
      abandon: ({ secret }, call) => asks('abandon', nameIn(secret), account, call, () => void sessions.delete(secret)),
      makeFolders: () => Promise.resolve(ok(undefined)),
      look: (target, call) => asks('look', target.name, account, call, () => items.get(key(target)) ?? null),
      lookById: (target, _id, call) => asks('verify', target.name, account, call, () => items.get(key(target)) ?? null),
      async put(target, _content, _intent, body, call) {
        const pieces: Uint8Array[] = []
        for await (const piece of body.pieces()) pieces.push(piece.slice())
        return asks('put', target.name, account, call, () => make(key(target), target.name, Buffer.concat(pieces)))
      },
    }
  }
  return {
    serving: (account) => Promise.resolve(ok(providerOf(account))),
    browsing: (account) => Promise.resolve(ok(providerOf(account))),
  }
}

function sourcesOf(
  contents: ReadonlyMap<string, Uint8Array>,
  meet: (verb: 'open' | 'read' | 'reach', path: string) => Promise<Failure | null>,
): Sources {
  const fingerprintOf = (ref: SourceRef) => ({ ...aFingerprint, size: contents.get(ref.path)?.length ?? 0 })
  const noPass = (): DigestPass => {
    throw new Error('the digest is carried along')
  }
  return {
    async reach(root) {
      const found = await meet('reach', root)
      return found === null ? ok(undefined) : fail(found)
    },
    inspect: (ref) => Promise.resolve(ok(fingerprintOf(ref))),
    async open(ref): Promise<Result<OpenSource>> {
      const content = contents.get(ref.path)
      const found = await meet('open', ref.path)
      if (found !== null) return fail(found)
      if (content === undefined) return fail(failure('source-gone'))
      return ok({
        fingerprint: fingerprintOf(ref),
        async read(into, at) {
          const broken = await meet('read', ref.path)
          if (broken !== null) throw new FailureError(broken)
          into.set(content.subarray(at, at + into.length))
          return Math.min(into.length, content.length - at)
        },
        check: () => Promise.resolve(fingerprintOf(ref)),
        digestPass: noPass,
        close: () => Promise.resolve(),
      })
    },
  }
}
