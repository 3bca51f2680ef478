/** A computer without watched folders: files are added by hand. */

import type { Scanner, Watcher } from '../../../src/main/engine/ports/scanner.ts'
import { ok } from '../../../src/shared/failure.ts'

export const noScanner: Scanner = {
  scan: async () => ok({ folders: 0, files: 0, cpuMs: 0 }),
  probe: async () => ok(undefined),
  ruleAgainst: () => null,
}

export const noWatcher: Watcher = {
  start: async () => ({ stop: async () => undefined }),
}
