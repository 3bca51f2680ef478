/** What a scan found becomes entries of the queue, comparisons, or entries of the ledger. */

import type { Placed } from '../../../shared/destination-template.ts'
import { failureRules } from '../../../shared/failure-catalogue.ts'
import { fillIn } from '../../../shared/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Placing } from '../ports/placing.ts'
import type { Candidate, Oddity } from '../ports/scanner.ts'
import type { Fingerprint } from '../ports/source.ts'
import type {
  LedgerEntry,
  LedgerStore,
  NewTransfer,
  ReplacedItem,
  Transfer,
  TransferStore,
  Watch,
} from '../ports/store.ts'
import type { Comparer } from './comparer.ts'
import { decide, isDealtWith, replacedBy } from './ledger.ts'
import type { OnceTold } from './once-told.ts'
import { lookedBack, nextSendOf } from './settle.ts'
import type { Settler } from './settler.ts'

export interface IntakeParts {
  readonly store: Pick<TransferStore, 'enqueue' | 'latestOfPath' | 'apply' | 'steps'> & Pick<LedgerStore, 'ledgerPut'>
  readonly clock: Clock
  readonly settler: Pick<Settler, 'notice'>
  readonly comparer: Pick<Comparer, 'add'>
  readonly told: OnceTold
  readonly placing: Placing
  readonly publish: (transfer: Transfer) => void
  readonly wakeQueue: () => void
}

interface Found {
  readonly candidate: Candidate
  readonly replaces: ReplacedItem | null
  readonly why: string
}

/** With the last transfer of the same path, whatever it was to; null: there was none. */
interface Wanted extends Found {
  readonly before: Transfer | null
}

/** Files that were handed on already, so that every look at a busy folder doesn't ask the store about all of them. */
const remembered = 50_000

export class Intake {
  readonly #parts: IntakeParts
  /** Watch and path → version. */
  readonly #handed = new Map<string, string>()

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /** A scan of everything begins: it takes nothing for granted. */
  forget(watch: Watch): void {
    for (const key of this.#handed.keys()) if (key.startsWith(`${watch.id}\n`)) this.#handed.delete(key)
  }

  /** @returns those of which nobody knew: neither in the queue, nor being compared, nor left alone */
  async take(watch: Watch, candidates: readonly Candidate[], isFirstScan: boolean): Promise<readonly Candidate[]> {
    const news: Candidate[] = []
    const ledger: LedgerEntry[] = []
    const found: Found[] = []
    for (const candidate of candidates) {
      const decision = decide(candidate, watch, isFirstScan)
      if (decision.kind === 'leave' || decision.kind === 'touch') ledger.push(decision.entry)
      else if (decision.kind === 'compare') {
        if (this.#parts.comparer.add(watch, candidate, decision.known)) news.push(candidate)
      } else found.push({ candidate, replaces: decision.replaces, why: decision.why })
    }
    if (ledger.length > 0) await this.#parts.store.ledgerPut(ledger)
    return [...news, ...(await this.#send(watch, found))]
  }

  /**
   * Its bytes were compared and are others: it rested for that, so it goes straight to the queue; or, where it was sent too
   * often, to those that settle.
   */
  async takeChanged(watch: Watch, candidate: Candidate, fingerprint: Fingerprint): Promise<void> {
    const replaces = candidate.known === null ? null : replacedBy(candidate.known)
    const why = 'a new version of a file that was uploaded: the same size, other content'
    const { path } = candidate
    const { store, clock } = this.#parts
    const isHeld = nextSendOf(await store.steps({ path, to: watch, limit: lookedBack }), clock.now()) !== null
    await this.#send(watch, [{ candidate: { ...candidate, fingerprint }, replaces, why }], isHeld ? null : fingerprint)
    this.#parts.wakeQueue()
  }

  async tellOddities(oddities: readonly Oddity[]): Promise<void> {
    for (const { path, code, facts } of oddities) {
      await this.#parts.told.tell(path, 'left out', fillIn(failureRules[code].message, facts))
    }
  }

  async #send(watch: Watch, found: readonly Found[], rested: Fingerprint | null = null): Promise<readonly Candidate[]> {
    const fresh = found.filter(({ candidate }) => this.#handed.get(keyOf(watch, candidate)) !== versionOf(candidate))
    const latest = await Promise.all(fresh.map(({ candidate }) => this.#parts.store.latestOfPath(candidate.path)))
    const wanted = fresh
      .map((one, at): Wanted => ({ ...one, before: latest[at] ?? null }))
      .filter(({ candidate, before }) => !isDealtWith(before, watch, candidate.fingerprint))
    const news = wanted.length > 0 ? await this.#enqueue(watch, wanted, rested) : []
    if (this.#handed.size + fresh.length > remembered) this.#handed.clear()
    for (const { candidate } of fresh) this.#handed.set(keyOf(watch, candidate), versionOf(candidate))
    return news
  }

  async #enqueue(watch: Watch, wanted: readonly Wanted[], rested: Fingerprint | null): Promise<readonly Candidate[]> {
    const news: Candidate[] = []
    const entries = wanted.map((one) => newTransfer(watch, one, this.#placed(watch, one), rested))
    const added = await this.#parts.store.enqueue(entries, this.#parts.clock.now())
    for (const [at, { transfer, isNew }] of added.entries()) {
      const candidate = wanted[at]?.candidate
      if (candidate === undefined) continue
      if (isNew) {
        news.push(candidate)
        this.#parts.publish(transfer)
      }
      if (transfer.state === 'settling') this.#parts.settler.notice(transfer.id, candidate.fingerprint)
      else if (!isNew) await this.#reconsider(transfer)
    }
    return news
  }

  /** Decided once for a file: what it was is kept with its transfer, so that a later version goes to the same place. */
  #placed(watch: Watch, { candidate, before }: Wanted): Placed {
    const { template, folder, account, destination } = watch
    const isSame = before?.account === account && before.destination === destination
    if (template !== undefined && isSame) return { folders: before.folders, name: before.name }
    return this.#parts.placing(template, { ...candidate, root: folder })
  }

  /**
   * The file is in the queue already. One at work notices by itself that it changed, and the others when their turn
   * comes; only who waits for the right to read would wait for ever.
   */
  async #reconsider(transfer: Transfer): Promise<void> {
    if (transfer.state !== 'blocked' || transfer.failure?.code !== 'source-denied') return
    const changed = await this.#parts.store.apply(
      {
        id: transfer.id,
        from: 'blocked',
        event: 'sourceChanged',
        set: { failure: null },
        step: { what: 'settling again', why: 'the file, or its rights, changed' },
      },
      this.#parts.clock.now(),
    )
    if (changed !== null) this.#parts.publish(changed)
  }
}

function newTransfer(
  watch: Watch,
  { candidate, replaces, why }: Found,
  { folders, name }: Placed,
  rested: Fingerprint | null,
): NewTransfer {
  return {
    batchId: null,
    watchId: watch.id,
    account: watch.account,
    root: watch.folder,
    path: candidate.path,
    destination: watch.destination,
    folders,
    name,
    conflict: watch.conflict,
    settleMs: watch.settleMs,
    state: rested === null ? 'settling' : 'queued',
    fingerprint: rested,
    replaces,
    why,
  }
}

function keyOf(watch: Watch, candidate: Candidate): string {
  return `${watch.id}\n${candidate.path}`
}

function versionOf({ fingerprint }: Candidate): string {
  const { size, mtimeNs, ctimeNs, inode } = fingerprint
  return `${size}:${mtimeNs}:${ctimeNs}:${inode}`
}
