/** What is judged of the destination: it holds exactly what is done, and nothing twice. */

import { createHash } from 'node:crypto'
import type { Fingerprint } from '../../../src/main/engine/ports/source.ts'
import type { Transfer } from '../../../src/main/engine/ports/store.ts'
import type { FailureCode } from '../../../src/shared/failure.ts'
import type { Folder } from '../models/folder.ts'
import type { Service } from '../models/service.ts'
import type { Received, StoredItem } from '../services/service-model.ts'
import type { HeldSession } from './session-book.ts'
import type { Violations } from './violation.ts'

/** So often the engine asks for evidence before a weaker one has to do (policy.ts). */
const mostLooks = 8

/** Reasons that blame the destination. */
const blaming: ReadonlySet<FailureCode> = new Set(['gave-up', 'content-differs', 'destination-refused', 'bug'])

interface Means {
  readonly folder: Folder
  readonly service: Service
  readonly violations: Violations
  /** Whether another writer of the schedule may have put this in the place of the file that was sent. */
  readonly isForeign: (item: StoredItem, sent: Fingerprint) => boolean
  /** Whether the line may have made two of one request, where nothing keeps a service from taking both. */
  readonly isTwiceByLine: () => boolean
  /** Whether this happened in the schedule, by its name there. */
  readonly hasMet: (name: string) => boolean
  /** Whether until now nothing went wrong with line, service, files or store. */
  readonly isQuiet: () => boolean
}

export class DestinationOracle {
  readonly #means: Means
  #bytes = 0
  #done = 0

  constructor(means: Means) {
    this.#means = means
  }

  get verifiedBytes(): number {
    return this.#bytes
  }

  get done(): number {
    return this.#done
  }

  /** Right after a row became `done`. */
  async judgeDone(transfer: Transfer): Promise<void> {
    const { folder, service, violations, isForeign } = this.#means
    const { id, fingerprint, remote, evidence } = transfer
    this.#done += 1
    if (fingerprint === null || remote === null) return violations.add('falsely done', `${id} has no version`)
    const wanted = folder.sha256Of(fingerprint)
    if (wanted === null) return violations.add('falsely done', `${id} is of a version that never was`)
    // What is remembered of it decides whether the file is sent again when it was touched.
    const { digest } = transfer
    if (digest?.algorithm === 'sha256' && digest.value !== wanted) {
      violations.add('falsely done', `${id} is remembered with the digest of another version`)
    }
    const items = await service.items()
    const item = items.find((one) => one.id === remote.id)
    const told = `${id} (${evidence ?? 'no evidence'})`
    if (evidence === 'changed-by-service') return
    if (item === undefined && service.removed.has(remote.id)) return
    if (item === undefined) return violations.add('falsely done', `${told}: there is no item ${remote.id}`)
    if (item.sha256 !== wanted && !isForeign(item, fingerprint)) {
      violations.add(
        'falsely done',
        `${told}: ${item.name} of ${item.size} bytes is not the file's ${fingerprint.size}`,
      )
    }
    const isWeak = evidence !== 'hash' && fingerprint.size > 0 && transfer.counters.looks < mostLooks
    if (isWeak && service.model.tellsHash) violations.add('falsely done', `${told}, where a hash is told`)
    this.#bytes += fingerprint.size
  }

  /** Right after a row was given up. */
  judgeFailed({ id, failure }: Transfer): void {
    const { service, violations, hasMet, isQuiet } = this.#means
    const { spoils } = service.model
    if (failure !== null && blaming.has(failure.code) && isQuiet()) {
      violations.add(
        'falsely failed',
        `${id}: ${failure.code}, and nothing had gone wrong: ${failure.facts['detail'] ?? ''}`,
      )
    }
    if (failure?.code !== 'content-differs' || spoils === null || [...spoils].some(hasMet)) return
    violations.add('falsely failed', `${id}: ${failure.facts['detail'] ?? failure.code}`)
  }

  /** Right after ranges were stored as acknowledged: the session has them. */
  async judgeAcknowledged(id: string, { address, acknowledged }: HeldSession, sent: Fingerprint | null): Promise<void> {
    const { service, violations, hasMet } = this.#means
    const received = await service.receivedAt(address)
    if (received === null || hasMet('service: box-F25')) return
    // Taken back after another range's answer had left: who hears that answer can't know yet, and asks when told.
    if (!service.model.isOrdered && hasMet('service: told: backwards, really')) return
    for (const { start, end } of acknowledged) {
      let at = start
      for (const range of received.ranges.toSorted((a, b) => a.start - b.start)) {
        if (range.start <= at) at = Math.max(at, range.end)
      }
      if (at < end)
        violations.add('lost', `${start}-${end} of ${id} is stored as acknowledged, the session ends at ${at}`)
    }
    this.#judgeParts(id, acknowledged, received, sent)
  }

  /** Each part that is there and acknowledged is of the version that is sent. */
  #judgeParts(
    id: string,
    acknowledged: HeldSession['acknowledged'],
    { ranges, sha1 }: Received,
    sent: Fingerprint | null,
  ): void {
    const bytes = sent === null || sha1 === null ? null : this.#means.folder.bytesOfVersion(sent)
    if (bytes === null) return
    for (const { start, end } of ranges) {
      const isTold = acknowledged.some((one) => one.start <= start && end <= one.end)
      const wanted = createHash('sha1').update(bytes.subarray(start, end)).digest('hex')
      if (isTold && sha1?.get(start) !== wanted) {
        this.#means.violations.add('lost', `the part at ${start} of ${id} is acknowledged, and is of another version`)
      }
    }
  }

  /**
   * At the end: one transfer makes one item at most; where nothing gets new content, one of each version.
   *
   * @param asked how often a person wanted a transfer again that had ended, or waited for an answer, by its id
   */
  async judgeItems(transfers: readonly Transfer[], asked: ReadonlyMap<string, number>): Promise<void> {
    const { folder, service, violations, isTwiceByLine } = this.#means
    if (isTwiceByLine()) return
    const items = await service.items()
    const pathsOf = folder.pathsByContent()
    // Files that were renamed share their content with what they were.
    const groupOf = groups([...pathsOf.values()])
    const rows = Map.groupBy(transfers, ({ path }) => groupOf(path))
    const found = Map.groupBy(items, ({ sha256 }) => {
      const [path] = pathsOf.get(sha256) ?? []
      return path === undefined ? null : groupOf(path)
    })
    for (const [path, there] of found) {
      if (path === null) continue
      const count = rows.get(path)?.length ?? 0
      const alike = service.model.replaces ? [there] : Map.groupBy(there, ({ sha256 }) => sha256).values()
      for (const same of alike) {
        // A person who gave up what can't be taken back, and wants it all the same, gets it once more.
        const mine = service.model.keepsItems ? [] : (rows.get(path) ?? [])
        const again = mine.reduce((sum, { id }) => sum + (asked.get(id) ?? 0), 0)
        // Who touches a file makes another version of the same bytes.
        const versions = service.model.replaces ? 1 : (pathsOf.get(same[0]?.sha256 ?? '')?.length ?? 1)
        if (same.length <= count + again + versions - 1) continue
        const names = same.map(({ name }) => name).slice(0, 5)
        violations.add('twice', `${path} has ${count} transfers and ${same.length} items: ${names.join(', ')}`)
      }
    }
  }
}

/** Sets that have a member in common are one group; named by one of its members. */
function groups(sets: readonly (readonly string[])[]): (member: string) => string {
  const leader = new Map<string, string>()
  const leaderOf = (member: string): string => {
    const up = leader.get(member)
    return up === undefined || up === member ? member : leaderOf(up)
  }
  for (const [first, ...others] of sets) {
    if (first === undefined) continue
    for (const other of others) leader.set(leaderOf(other), leaderOf(first))
  }
  return leaderOf
}
