import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { VirtualClock } from '../clock.ts'
import { drives, rootItem } from '../seed.ts'
import { type Profile, type Switches, defaultSwitches, switchesSchema } from '../switches.ts'
import { Blobs } from './blobs.ts'
import type { ContentDigest } from './content-digest.ts'
import { type Change, Ledger } from './ledger.ts'
import type { AccessToken, Drive, Item, RefreshToken, UploadSession } from './rows.ts'

interface Setting {
  readonly value: unknown
}

const rememberedSessions = 1000
/** Tables of protocols of their own whose rows may hold a blob. */
const blobHolders = [
  'attachment',
  'attachment-session',
  'box-session',
  'print-document',
  'print-session',
  'todo-attachment',
  'todo-session',
]
const durable = ['setting', 'access-token', 'refresh-token']

/** All of the practice cloud's state, with the look-ups that its parts share. Rows change only through `write`. */
export class World {
  readonly clock: VirtualClock
  readonly blobs: Blobs
  /** Running hashes of open sessions. Lost in a restart and then made again from disk. */
  readonly digests = new Map<string, ContentDigest>()
  /** Names that an editor holds where no item is yet; see `placeKey`. */
  readonly lockedPlaces = new Set<string>()
  switches: Switches
  readonly #ledger: Ledger
  readonly #profile: Profile
  readonly #children = new Map<string, Map<string, string>>()
  readonly #used = new Map<string, number>()
  readonly #live = new Set<string>()
  readonly #ended = new Set<string>()

  constructor(dir: string, clock: VirtualClock, profile: Profile) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    this.clock = clock
    this.blobs = new Blobs(join(dir, 'content'))
    this.#ledger = new Ledger(join(dir, 'ledger.jsonl'))
    this.#profile = profile
    clock.advance(Number(this.setting('clock-offset') ?? 0))
    this.switches = defaultSwitches(profile)
    const kept = switchesSchema.safeParse(this.setting('switches'))
    if (kept.success && kept.data.profile === profile) this.switches = kept.data
    for (const item of this.items.values()) this.#index(item)
    for (const session of this.sessions.values()) this.#sort(session)
    this.#seed()
    this.#sweep()
  }

  get drives(): ReadonlyMap<string, Drive> {
    return this.#ledger.table<Drive>('drive')
  }

  get items(): ReadonlyMap<string, Item> {
    return this.#ledger.table<Item>('item')
  }

  get sessions(): ReadonlyMap<string, UploadSession> {
    return this.#ledger.table<UploadSession>('session')
  }

  /** Sessions that may still hold bytes and a name, expired ones among them. */
  liveSessions(): UploadSession[] {
    return [...this.#live].flatMap((id) => this.sessions.get(id) ?? [])
  }

  /** The rows of a protocol that has tables of its own; they change through `write` as all others. */
  table<Row extends object>(name: string): ReadonlyMap<string, Row> {
    return this.#ledger.table<Row>(name)
  }

  get accessTokens(): ReadonlyMap<string, AccessToken> {
    return this.#ledger.table<AccessToken>('access-token')
  }

  get refreshTokens(): ReadonlyMap<string, RefreshToken> {
    return this.#ledger.table<RefreshToken>('refresh-token')
  }

  setting(name: string): unknown {
    return this.#ledger.table<Setting>('setting').get(name)?.value
  }

  set(name: string, value: unknown): void {
    this.write({ table: 'setting', id: name, row: { value } })
  }

  setSwitches(switches: Switches): void {
    this.switches = switches
    this.set('switches', switches)
  }

  write(...changes: Change[]): void {
    for (const { table, id } of changes) {
      const before = table === 'item' ? this.items.get(id) : undefined
      if (before) this.#unindex(before)
    }
    this.#ledger.write(changes)
    for (const { table, row } of changes) {
      if (table === 'item' && row) this.#index(row as Item)
      if (table === 'session' && row) this.#sort(row as UploadSession)
    }
  }

  child(parentId: string, name: string): Item | undefined {
    const id = this.#children.get(parentId)?.get(fold(name))
    return id === undefined ? undefined : this.items.get(id)
  }

  childrenOf(parentId: string): Item[] {
    const ids = [...(this.#children.get(parentId)?.values() ?? [])]
    return ids.flatMap((id) => this.items.get(id) ?? []).sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1))
  }

  /** Decoded names from the root to the item, without the root. */
  pathOf(item: Item): string[] {
    if (item.parentId === null) return []
    const parent = this.items.get(item.parentId)
    return [...(parent ? this.pathOf(parent) : []), item.name]
  }

  isBelow(item: Item, ancestorId: string): boolean {
    if (item.id === ancestorId) return true
    const parent = item.parentId === null ? undefined : this.items.get(item.parentId)
    return parent !== undefined && this.isBelow(parent, ancestorId)
  }

  used(driveId: string): number {
    return this.#used.get(driveId) ?? 0
  }

  /** Back to the seed. Tokens stay, so that whoever is signed in stays signed in. */
  reset(): void {
    this.clock.advance(-this.clock.offset)
    this.#ledger.clear(durable)
    this.#children.clear()
    this.#used.clear()
    this.#live.clear()
    this.#ended.clear()
    this.digests.clear()
    this.lockedPlaces.clear()
    this.set('clock-offset', 0)
    this.setSwitches(defaultSwitches(this.#profile))
    this.#seed()
    this.#sweep()
  }

  close(): void {
    this.#ledger.close()
  }

  #unindex(item: Item): void {
    this.#used.set(item.driveId, this.used(item.driveId) - (item.content?.size ?? 0))
    if (item.parentId) this.#children.get(item.parentId)?.delete(fold(item.name))
  }

  #index(item: Item): void {
    this.#used.set(item.driveId, this.used(item.driveId) + (item.content?.size ?? 0))
    if (item.parentId === null) return
    let names = this.#children.get(item.parentId)
    if (!names) {
      names = new Map()
      this.#children.set(item.parentId, names)
    }
    names.set(fold(item.name), item.id)
  }

  /** Of sessions that ended only the last are remembered. */
  #sort({ id, state }: UploadSession): void {
    const ended = state === 'complete' || state === 'cancelled' || state === 'expired'
    if (!ended) {
      this.#live.add(id)
      return
    }
    this.#live.delete(id)
    this.#ended.add(id)
    if (this.#ended.size <= rememberedSessions) return
    const [oldest] = this.#ended
    if (oldest === undefined) return
    this.#ended.delete(oldest)
    this.#ledger.write([{ table: 'session', id: oldest, row: null }])
  }

  #seed(): void {
    const now = this.clock.iso()
    for (const drive of drives) {
      if (this.drives.has(drive.id)) continue
      const root = rootItem(drive, now)
      this.write({ table: 'drive', id: drive.id, row: drive }, { table: 'item', id: root.id, row: root })
    }
  }

  #sweep(): void {
    const inUse = new Set<string>()
    for (const { content } of this.items.values()) if (content) inUse.add(content.blob)
    for (const { blob } of this.liveSessions()) inUse.add(blob)
    for (const table of blobHolders) {
      for (const { blob } of this.table<{ blob: string | null }>(table).values()) if (blob !== null) inUse.add(blob)
    }
    this.blobs.sweep(inUse)
  }
}

export function placeKey(parentId: string, name: string): string {
  return `${parentId}/${fold(name)}`
}

/** Names differ only by more than case (OD: concepts/case-sensitivity.md). */
function fold(name: string): string {
  return name.toLowerCase()
}
