/**
 * One active watch: hints make it fast, scans make it true. One loop, so that two scans of the same folder never run
 * at once. A folder that isn't there is waited for; its files are never taken for deleted.
 */

import { failureRules } from '../../../shared/failure-catalogue.ts'
import { type Failure, FailureError, fillIn } from '../../../shared/failure.ts'
import type { Clock, Random } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Blindness, Candidate, ScanReport, ScanScope, Scanner, Watcher } from '../ports/scanner.ts'
import { isAway } from '../ports/source.ts'
import type { Watch } from '../ports/store.ts'
import type { AwayRoots } from '../queue/away-roots.ts'
import { Bell } from './bell.ts'
import { DirtyFolders } from './hints.ts'
import type { Intake } from './intake.ts'
import type { HealthReport, WatchHealth } from './health.ts'
import type { Find } from './hearing.ts'
import type { OnceTold } from './once-told.ts'
import { untilNextHintsMs, untilRescanMs } from './rescan.ts'

export interface RunHealth extends HealthReport {
  /** How often everything is looked at; up to a quarter later, so that not all do at once. */
  readonly everyMs: number
  /** When the last look at everything began that went through, epoch ms. */
  readonly lookedAt: number | null
}

export interface WatchRunParts {
  readonly scanner: Scanner
  readonly watcher: Watcher
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly intake: Intake
  readonly told: OnceTold
  /** What is measured of this watch, however often its run begins anew. */
  readonly health: WatchHealth
  /** It is watched in another way from now on. */
  readonly onHealth: () => void
  /** Stores a change of the watch and returns what holds now. */
  readonly save: (
    id: string,
    change: Partial<Pick<Watch, 'state' | 'initialScanDone' | 'missingSince'>>,
  ) => Promise<Watch>
  /** Looks for a folder that is away, and rings us when it is back. */
  readonly roots: Pick<AwayRoots, 'lost' | 'awayOf'>
}

/** What belongs together comes together (a file that is written beside and renamed); longer would only be waited for. */
const hintsRestMs = 30
const retryMs = 4_000
const probeMs = 10_000
const awayMs = 600_000

export class WatchRun {
  readonly #parts: WatchRunParts
  #watch: Watch
  readonly #bell = new Bell()
  readonly #stop = new AbortController()
  readonly #dirty = new DirtyFolders()
  #hints: { stop(): Promise<void> } | null = null
  /** Folders to whose files links lead, and where these links are: nothing changes there when such a file does. */
  readonly #linked = new Map<string, Set<string>>()
  #lastReport: Pick<ScanReport, 'cpuMs'> = { cpuMs: 0 }
  /** Epoch ms. */
  #lookedAt: number | null = null
  /** Monotonic. */
  #fullScanAt: number
  #hintsFrom = 0
  /** Epoch ms. */
  #ripenAt: number | null = null
  #ending: Promise<void> = Promise.resolve()

  constructor(watch: Watch, parts: WatchRunParts) {
    this.#watch = watch
    this.#parts = parts
    this.#fullScanAt = parts.clock.monotonic()
  }

  /** How the folder is watched; null while it isn't, because it is away. */
  health(): RunHealth | null {
    if (this.#hints === null) return null
    const report = this.#parts.health.report()
    return { ...report, everyMs: untilRescanMs(this.#lastReport, report.why !== null, 0), lookedAt: this.#lookedAt }
  }

  start(): void {
    this.#ending = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ending
    await this.#stopHints()
  }

  /** The folder was looked for: whether it is back, or why it is away, may be another answer now. */
  lookedFor(): void {
    this.#bell.ring()
  }

  /** Look at everything now: after sleep, after a doubt. */
  rescan(): void {
    this.#fullScanAt = this.#parts.clock.monotonic()
    this.#bell.ring()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#round(signal)
      } catch (error) {
        if (signal.aborted) return
        this.#parts.log.warn('watch.failed', { watch: this.#watch.id, error: String(error) })
        await this.#pause(retryMs, signal)
      }
    }
  }

  /** One look at what is due, and then a wait for what comes next. */
  async #round(signal: AbortSignal): Promise<void> {
    const { clock, scanner } = this.#parts
    await this.#judge()
    const refused =
      failureOf(await scanner.probe(this.#watch)) ?? (await this.#startHints()) ?? (await this.#scanDue(signal))
    if (refused !== null) {
      await this.#onRefused(refused, signal)
      return
    }
    if (this.#watch.state === 'missing') await this.#onBack()
    this.#planRipe()
    const since = this.#dirty.since
    const hintsAt = since === null ? Number.POSITIVE_INFINITY : Math.max(since + hintsRestMs, this.#hintsFrom)
    const nextAt = Math.min(this.#fullScanAt, hintsAt, clock.monotonic() + probeMs)
    await this.#bell.wait(clock, nextAt - clock.monotonic(), signal)
  }

  async #scanDue(signal: AbortSignal): Promise<Failure | null> {
    const now = this.#parts.clock.monotonic()
    if (this.#fullScanAt <= now) return this.#scanAll(signal)
    const { since } = this.#dirty
    if (since === null || now < Math.max(since + hintsRestMs, this.#hintsFrom)) return null
    const scopes = this.#dirty.take()
    return scopes === 'everything' ? this.#scanAll(signal) : this.#scanParts(scopes, signal)
  }

  /** What the watcher reports meanwhile is kept: a file may be written just after the scan went by. */
  async #scanAll(signal: AbortSignal): Promise<Failure | null> {
    const isFirst = !this.#watch.initialScanDone
    this.#dirty.clear()
    this.#parts.intake.forget(this.#watch)
    const startedAt = this.#parts.clock.now()
    this.#parts.health.lookAtAll(startedAt)
    const scanned = await this.#scan(null, isFirst, signal)
    if ('code' in scanned) return scanned
    this.#lastReport = scanned
    this.#lookedAt = startedAt
    this.#plan()
    if (isFirst) this.#watch = await this.#parts.save(this.#watch.id, { initialScanDone: true })
    return null
  }

  async #scanParts(scopes: readonly ScanScope[], signal: AbortSignal): Promise<Failure | null> {
    let cpuMs = 0
    for (const scope of scopes) {
      const scanned = await this.#scan(scope, false, signal)
      if ('code' in scanned) return scanned
      cpuMs += scanned.cpuMs
    }
    this.#parts.health.looked(scopes.map(({ folder }) => folder))
    this.#hintsFrom = this.#parts.clock.monotonic() + untilNextHintsMs(cpuMs)
    return null
  }

  async #scan(scope: ScanScope | null, isFirst: boolean, signal: AbortSignal): Promise<Failure | ScanReport> {
    const { scanner, intake, health, clock } = this.#parts
    const watch = this.#watch
    const scanned = await scanner.scan(
      watch,
      scope,
      async ({ candidates, oddities }) => {
        const news = await intake.take(watch, candidates, isFirst)
        health.found(news.map(findOf), clock.now(), clock.monotonic())
        await intake.tellOddities(oddities)
      },
      signal,
    )
    if (!scanned.ok) return scanned.failure
    this.#ripenAt = earlier(this.#ripenAt, scanned.value.ripensAt ?? null)
    if (scope === null) this.#linked.clear()
    for (const { folder, to } of scanned.value.linked ?? []) {
      this.#linked.set(to, (this.#linked.get(to) ?? new Set()).add(folder))
    }
    return scanned.value
  }

  #plan(): void {
    const { clock, random } = this.#parts
    const isBlind = this.#parts.health.blind !== null
    this.#fullScanAt = clock.monotonic() + untilRescanMs(this.#lastReport, isBlind, random.fraction())
  }

  /** Too young files are looked at again when the first of them is old enough, but not without end. */
  #planRipe(): void {
    if (this.#ripenAt === null) return
    const { clock } = this.#parts
    const ms = Math.max(untilNextHintsMs(this.#lastReport.cpuMs), this.#ripenAt - clock.now())
    this.#fullScanAt = Math.min(this.#fullScanAt, clock.monotonic() + ms)
    this.#ripenAt = null
  }

  async #startHints(): Promise<Failure | null> {
    if (this.#hints !== null) return null
    const { health, clock } = this.#parts
    try {
      this.#hints = await this.#parts.watcher.start(this.#watch, {
        onDirty: (folder, deep = false) => {
          this.#onDirty(folder, deep)
          for (const other of this.#linked.get(folder) ?? []) this.#onDirty(other, false)
        },
        onLost: (reason, why) => this.#onLost(reason, why),
        onFlood: () => {
          health.flood()
          this.#dirty.mark(this.#watch.folder, true, clock.monotonic())
          this.#bell.ring()
        },
      })
      health.listening(clock.now())
      return null
    } catch (error) {
      if (error instanceof FailureError) return error.failure
      // Scans do without hints.
      this.#hints = { stop: () => Promise.resolve() }
      this.#onLost(String(error))
      return null
    }
  }

  #onDirty(folder: string, deep: boolean): void {
    const { health, clock } = this.#parts
    health.hint(folder, deep, clock.now())
    this.#dirty.mark(folder, deep, clock.monotonic())
    this.#bell.ring()
  }

  async #stopHints(): Promise<void> {
    const hints = this.#hints
    this.#hints = null
    this.#parts.health.deaf()
    this.#dirty.clear()
    await hints?.stop()
  }

  /** What was found out meanwhile about the hints themselves. */
  async #judge(): Promise<void> {
    const { clock, health, log } = this.#parts
    if (this.#hints === null) return
    const verdict = health.judge(clock.now(), clock.monotonic())
    if (verdict === 'blind') this.#onBlind()
    if (verdict === 'retry') {
      await this.#stopHints()
      this.#fullScanAt = clock.monotonic()
    }
    if (verdict === 'sighted') {
      log.info('watch.sighted', { watch: this.#watch.id })
      this.#plan()
      this.#parts.onHealth()
    }
  }

  #onLost(reason: string, why: Blindness = 'refused'): void {
    const { clock, health } = this.#parts
    if (health.blind !== null && health.blind.why !== 'losing') return
    if (health.lose(why, reason, clock.now(), clock.monotonic())) this.#onBlind()
    // What came between the loss and now was not seen.
    this.#fullScanAt = clock.monotonic()
    this.#bell.ring()
  }

  #onBlind(): void {
    const { log, told, health } = this.#parts
    const { why, detail } = health.blind ?? { why: 'refused', detail: '' }
    log.warn('watch.blind', { watch: this.#watch.id, why, reason: detail })
    void told.tell(this.#watch.folder, 'looked at every few seconds', detail).catch(() => undefined)
    this.#plan()
    this.#parts.onHealth()
  }

  async #onRefused(found: Failure, signal: AbortSignal): Promise<void> {
    const { clock, roots } = this.#parts
    const { folder } = this.#watch
    await this.#stopHints()
    this.#fullScanAt = clock.monotonic()
    if (isAway(found)) roots.lost(folder, found, this.#watch.missingSince ?? null)
    if (found.code !== 'too-many-open-files') {
      if (this.#watch.state !== 'missing') {
        const missingSince = roots.awayOf(folder)?.since ?? clock.now()
        this.#watch = await this.#parts.save(this.#watch.id, { state: 'missing', missingSince })
      }
      await this.#tellWaiting(found)
    }
    // One look at a time for everybody who waits for it: not by us, too.
    for (let away = roots.awayOf(folder); away !== null && !signal.aborted; away = roots.awayOf(folder)) {
      await this.#tellWaiting(away.failure)
      await this.#pause(awayMs, signal)
    }
    if (!isAway(found)) await this.#pause(retryMs, signal)
  }

  /** Once for each reason: gone is one, and another one in its place is another. */
  async #tellWaiting({ code, facts }: Failure): Promise<void> {
    await this.#parts.told.tell(this.#watch.folder, 'waiting for the folder', fillIn(failureRules[code].message, facts))
  }

  async #onBack(): Promise<void> {
    this.#watch = await this.#parts.save(this.#watch.id, { state: 'active', missingSince: undefined })
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#parts
    try {
      await this.#bell.wait(clock, ms * (1 + random.fraction() / 4), signal)
    } catch {
      // Stopped: whoever asked goes on.
    }
  }
}

function findOf({ path, name, fingerprint }: Candidate): Find {
  return { folder: path.slice(0, -name.length - 1) || '/', changedAt: Number(fingerprint.ctimeNs) / 1e6 }
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function failureOf(result: { readonly ok: boolean; readonly failure?: Failure }): Failure | null {
  return result.ok ? null : (result.failure ?? null)
}
