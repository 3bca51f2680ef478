/** What the rules of a watched folder make of what is in it: the walk of the real run, counted instead of enqueued. */

import { failureRules } from '../../shared/failure-catalogue.ts'
import { FailureError, fillIn } from '../../shared/failure.ts'
import type { WatchPreview } from '../../shared/watch-rules.ts'
import type { Candidate, LeftOut, Oddity, Scanner } from '../engine/ports/scanner.ts'
import { sameAcrossMounts } from '../engine/ports/source.ts'
import type { Watch } from '../engine/ports/store.ts'
import { decide } from '../engine/watch/ledger.ts'

const mostExamples = 20
const mostPerReason = 5
const mostReasons = 30
/** A preview is for people: beyond that it is cut. */
const mostEntries = 200_000

interface Batch {
  readonly candidates: readonly Candidate[]
  readonly oddities: readonly Oddity[]
  readonly leftOut: readonly LeftOut[]
}

class Tally {
  readonly #watch: Watch
  readonly #reasons = new Map<string, { count: number; examples: string[] }>()
  readonly #examples: string[] = []
  #files = 0
  #bytes = 0
  #now = 0
  #nowBytes = 0
  #entries = 0

  constructor(watch: Watch) {
    this.#watch = watch
  }

  get isFull(): boolean {
    return this.#entries >= mostEntries
  }

  add({ candidates, oddities, leftOut }: Batch): void {
    this.#entries += candidates.length + oddities.length + leftOut.length
    for (const candidate of candidates) this.#take(candidate)
    for (const { path, why } of leftOut) this.#leave(path, why)
    for (const { path, code, facts } of oddities) this.#leave(path, fillIn(failureRules[code].message, facts))
  }

  view(isWhole: boolean): WatchPreview {
    const leftOut = [...this.#reasons]
      .map(([why, { count, examples }]) => ({ why, count, examples: [...examples] }))
      .sort((a, b) => b.count - a.count)
      .slice(0, mostReasons)
    return {
      files: this.#files,
      bytes: this.#bytes,
      now: this.#now,
      nowBytes: this.#nowBytes,
      examples: [...this.#examples],
      leftOut,
      isWhole,
      isCut: this.isFull,
    }
  }

  #take(candidate: Candidate): void {
    const { path, fingerprint, known } = candidate
    this.#files += 1
    this.#bytes += fingerprint.size
    if (this.#examples.length < mostExamples) this.#examples.push(this.#below(path))
    const isUnchanged =
      known !== null && sameAcrossMounts(known.fingerprint, fingerprint) && (known.digest ?? known.itemId) !== null
    // As the first scan of a watch that is added decides; what was uploaded already is compared first.
    if (isUnchanged || decide(candidate, this.#watch, true).kind !== 'send') return
    this.#now += 1
    this.#nowBytes += fingerprint.size
  }

  #leave(path: string, why: string): void {
    const reason = this.#reasons.get(why) ?? { count: 0, examples: [] }
    reason.count += 1
    if (reason.examples.length < mostPerReason) reason.examples.push(this.#below(path))
    this.#reasons.set(why, reason)
  }

  #below(path: string): string {
    return path.slice(this.#watch.folder.length).replace(/^[\\/]/, '')
  }
}

/** Again and again what is known, and last of all the whole. Throws the failures of the walk. */
export async function* previewOf(
  watch: Watch,
  scanner: Pick<Scanner, 'preview'>,
  signal: AbortSignal,
): AsyncGenerator<WatchPreview> {
  const tally = new Tally(watch)
  const enough = new AbortController()
  const ends = AbortSignal.any([signal, enough.signal])
  let ring = Promise.withResolvers<void>()
  const walk = { isOver: false }
  const take = async (batch: Batch): Promise<void> => {
    tally.add(batch)
    if (tally.isFull) enough.abort()
    ring.resolve()
  }
  const walking = scanner
    .preview(watch, take, ends)
    .then((report) => (report.ok ? null : new FailureError(report.failure)))
    .catch((error: unknown) => (ends.aborted ? null : error instanceof Error ? error : new Error(String(error))))
    .finally(() => {
      walk.isOver = true
      ring.resolve()
    })
  try {
    while (!walk.isOver) {
      await ring.promise
      ring = Promise.withResolvers<void>()
      if (!walk.isOver) yield tally.view(false)
    }
    const error = await walking
    if (error !== null) throw error
    if (!signal.aborted) yield tally.view(true)
  } finally {
    enough.abort()
  }
}
