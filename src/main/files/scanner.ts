/** The engine's scanner: turns a watch into a job for whoever walks, which is the worker, or a test. */

import { relative, sep } from 'node:path'
import type { Result } from '../../shared/failure.ts'
import type { ScanReport, Scanner } from '../engine/ports/scanner.ts'
import type { Watch } from '../engine/ports/store.ts'
import { isInside } from './containment.ts'
import { IgnoreRules, isOwn } from './ignore-rules.ts'
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
      const { account, destination, folder, rootIdentity, include, exclude } = watch
      // Who said "upload what is there" means it also for what an earlier watch left alone.
      const withLeftAlone = !watch.initialScanDone && watch.existing.kind !== 'skip'
      const rules = { include, exclude }
      return run(
        { account, destination, folder, rootIdentity, rules, ownFolders, scope, withLeftAlone },
        onBatch,
        signal,
      )
    },
    probe: (watch) => probeRoot(watch.folder, watch.rootIdentity),
    ruleAgainst: (watch, path) => ruleAgainst(watch, path, ownFolders),
  }
}

function ruleAgainst(watch: Watch, path: string, ownFolders: readonly string[]): string | null {
  if (!isInside(watch.folder, path)) return null
  if (isOwn(watch.folder, path, ownFolders)) return "left out: it is Longshore's own"
  const rules = new IgnoreRules({ include: watch.include, exclude: watch.exclude })
  return rules.against(relative(watch.folder, path).split(sep).join('/'), false)
}
