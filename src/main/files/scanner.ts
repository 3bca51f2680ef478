/** The engine's scanner: turns a watch into a job for whoever walks, which is the worker, or a test. */

import { lstatSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Result } from '../../shared/failure.ts'
import type { ScanReport, Scanner } from '../engine/ports/scanner.ts'
import type { Watch } from '../engine/ports/store.ts'
import { isInside } from './containment.ts'
import { limitAgainst } from './file-limits.ts'
import { IgnoreRules, isOwn, rulesOf } from './ignore-rules.ts'
import { probeRoot } from './root-identity.ts'
import type { ScanBatch, ScanJob } from './scan.ts'

export type ScanRunner = (
  job: ScanJob,
  onBatch: (batch: ScanBatch) => Promise<void>,
  signal: AbortSignal,
) => Promise<Result<ScanReport>>

export interface ScannerOptions {
  readonly run: ScanRunner
  /** Our own folders: the data folder, and where logs go. */
  readonly ownFolders: readonly string[]
}

export function createScanner({ run, ownFolders }: ScannerOptions): Scanner {
  return {
    scan(watch, scope, onBatch, signal) {
      // Who said "upload what is there" means it also for what an earlier watch left alone.
      const withLeftAlone = !watch.initialScanDone && watch.existing.kind !== 'skip'
      return run({ ...jobOf(watch, ownFolders), scope, withLeftAlone, isPreview: false }, onBatch, signal)
    },
    preview: (watch, onBatch, signal) =>
      run({ ...jobOf(watch, ownFolders), scope: null, withLeftAlone: true, isPreview: true }, onBatch, signal),
    probe: (watch) => probeRoot(watch.folder, watch.rootIdentity),
    ruleAgainst: (watch, path) => ruleAgainst(watch, path, ownFolders),
  }
}

function jobOf(watch: Watch, ownFolders: readonly string[]) {
  const { account, destination, folder, rootIdentity, limits = {}, links = 'skip' } = watch
  return {
    account,
    destination,
    folder,
    rootIdentity,
    rules: rulesOf(watch),
    limits,
    links,
    now: Date.now(),
    ownFolders,
  }
}

function ruleAgainst(watch: Watch, path: string, ownFolders: readonly string[]): string | null {
  if (!isInside(watch.folder, path)) return null
  if (isOwn(watch.folder, path, ownFolders)) return "left out: it is Longshore's own"
  const named = new IgnoreRules(rulesOf(watch)).against(relative(watch.folder, path).split(sep).join('/'), false)
  if (named !== null || watch.limits === undefined) return named
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return null
  return limitAgainst(watch.limits, stats.size, stats.mtimeMs, Date.now())?.why ?? null
}
