import { fail, failure, ok } from '../../src/shared/failure.ts'
import type { FailureCode, Result } from '../../src/shared/failure.ts'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type {
  Blindness,
  Candidate,
  FolderEvents,
  Oddity,
  Scanner,
  Watcher,
} from '../../src/main/engine/ports/scanner.ts'
import { sameAcrossMounts } from '../../src/main/engine/ports/source.ts'
import type { Digests, Fingerprint, RunningDigest, Sources } from '../../src/main/engine/ports/source.ts'
import type { WatchStoreFake } from './watch-store.ts'

interface FileFake {
  readonly content: string
  readonly fingerprint: Fingerprint
}

/** A folder in memory: its files, its watcher and its scanner. Nothing happens that a test didn't ask for. */
export class FolderFake {
  readonly files = new Map<string, FileFake>()
  readonly oddities: Oddity[] = []
  /** Paths that can't be looked at, and why. */
  readonly refused = new Map<string, FailureCode>()
  isThere = true
  /** Whether changes bring hints. */
  isSeen = true
  /** Called with every batch of a scan, before it is handed on. */
  onScan: (scope: string | null) => void = () => {}
  /** How a file seems at this look; null: as it is. */
  onInspect: ((fingerprint: Fingerprint) => Fingerprint) | null = null
  scans = 0
  looks = 0
  opens = 0
  /** How often somebody began to listen. */
  starts = 0
  /** Looks at the folder itself. */
  reaches = 0
  readonly #clock: Clock
  readonly #store: WatchStoreFake
  readonly #listeners = new Set<FolderEvents>()
  #changes = 0

  constructor(clock: Clock, store: WatchStoreFake) {
    this.#clock = clock
    this.#store = store
  }

  get watchers(): number {
    return this.#listeners.size
  }

  /** Writes with the time of now, or (like a copy that keeps times) another. */
  write(path: string, content: string, modifiedAt = this.#clock.now()): void {
    this.#changes += 1
    const inode = this.files.get(path)?.fingerprint.inode ?? String(this.#changes)
    const mtimeNs = `${Math.floor(modifiedAt)}000000`
    const ctimeNs = `${Math.floor(this.#clock.now())}${String(this.#changes).padStart(6, '0')}`
    this.files.set(path, { content, fingerprint: { size: content.length, mtimeNs, ctimeNs, inode, device: '1' } })
    this.hint()
  }

  touch(path: string): void {
    this.write(path, this.files.get(path)?.content ?? '')
  }

  remove(path: string): void {
    this.files.delete(path)
    this.hint()
  }

  hint(folder = '/data'): void {
    if (this.isSeen) for (const events of this.#listeners) events.onDirty(folder)
  }

  lose(reason: string, why?: Blindness): void {
    for (const events of this.#listeners) events.onLost(reason, why)
  }

  flood(): void {
    for (const events of this.#listeners) events.onFlood()
  }

  readonly watcher: Watcher = {
    start: (_, events) => {
      this.starts += 1
      this.#listeners.add(events)
      return Promise.resolve({
        stop: () => {
          this.#listeners.delete(events)
          return Promise.resolve()
        },
      })
    },
  }

  readonly scanner: Scanner = {
    preview: () => Promise.reject(new Error('nobody looks ahead here')),
    scan: async (watch, scope, onBatch) => {
      this.scans += 1
      this.onScan(scope?.folder ?? null)
      const withLeftAlone = !watch.initialScanDone && watch.existing.kind !== 'skip'
      const candidates: Candidate[] = []
      for (const [path, { fingerprint }] of this.files) {
        const known = await this.#store.ledgerGet(watch.account, watch.destination, path)
        const isWanted = withLeftAlone && known?.digest === null
        if (known !== null && sameAcrossMounts(known.fingerprint, fingerprint) && !isWanted) continue
        candidates.push({ path, folders: [], name: path.slice('/data/'.length), fingerprint, known })
      }
      for (let at = 0; at < candidates.length || at === 0; at += 500) {
        if (!this.isThere) return fail(failure('root-offline', { name: 'data' }))
        await onBatch({ candidates: candidates.slice(at, at + 500), oddities: at === 0 ? this.oddities : [] })
      }
      return ok({ folders: 1, files: this.files.size, cpuMs: 1 })
    },
    probe: () => Promise.resolve(this.isThere ? ok(undefined) : fail(failure('root-offline', { name: 'data' }))),
    ruleAgainst: (_, path) => (path.endsWith('.tmp') ? 'left out by the rule *.tmp' : null),
  }

  readonly sources: Sources = {
    reach: () => {
      this.reaches += 1
      return Promise.resolve(this.isThere ? ok(undefined) : fail(failure('root-offline', { name: 'data' })))
    },
    inspect: ({ path }) => {
      this.looks += 1
      const found = this.#fingerprintOf(path)
      return Promise.resolve(found.ok && this.onInspect !== null ? ok(this.onInspect(found.value)) : found)
    },
    open: ({ path }) => {
      this.opens += 1
      const found = this.#fingerprintOf(path)
      if (!found.ok) return Promise.resolve(found)
      const bytes = Buffer.from(this.files.get(path)?.content ?? '')
      return Promise.resolve(
        ok({
          fingerprint: found.value,
          read: (into: Uint8Array, at: number) => Promise.resolve(bytes.copy(into, 0, at)),
          check: () => Promise.resolve(this.files.get(path)?.fingerprint ?? found.value),
          digestPass: () => {
            throw new Error('nobody asks for it here')
          },
          close: () => Promise.resolve(),
        }),
      )
    },
  }

  #fingerprintOf(path: string): Result<Fingerprint> {
    if (!this.isThere) return fail(failure('root-offline', { name: 'data' }))
    const refused = this.refused.get(path)
    if (refused !== undefined) return fail(failure(refused, { name: path }))
    const file = this.files.get(path)
    return file === undefined ? fail(failure('source-gone', { name: path })) : ok(file.fingerprint)
  }
}

/** A digest that is the content itself: good enough to be equal exactly when the content is. */
export const transparentDigests: Digests = {
  start(algorithm): RunningDigest {
    const parts: string[] = []
    let offset = 0
    return {
      algorithm,
      get offset() {
        return offset
      },
      update(bytes) {
        parts.push(Buffer.from(bytes).toString())
        offset += bytes.length
      },
      value: () => parts.join(''),
      checkpoint: () => null,
    }
  },
  restore: () => null,
}
