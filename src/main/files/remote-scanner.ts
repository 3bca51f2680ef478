/** The engine's scanner where the walking is done by the worker, next to the database that it compares with. */

import type { Result } from '../../shared/failure.ts'
import type { ScanReport, Scanner } from '../engine/ports/scanner.ts'
import type { ScanBatch } from './scan.ts'
import { createScanner } from './scanner.ts'

/** The main thread's end of the worker, as far as a scan needs it. */
export interface ScanWorker {
  call(
    service: string,
    method: string,
    args: readonly unknown[],
    onBatch: (batch: unknown) => Promise<void>,
    signal: AbortSignal,
  ): Promise<unknown>
}

export function createRemoteScanner(worker: ScanWorker, ownFolders: readonly string[]): Scanner {
  return createScanner({
    ownFolders,
    run: async (job, onBatch, signal) => {
      signal.throwIfAborted()
      // Both ends are ours and of one build; what crosses is what `runScan` gives.
      const take = (batch: unknown): Promise<void> => onBatch(batch as ScanBatch)
      try {
        return (await worker.call('scanner', 'scan', [job], take, signal)) as Result<ScanReport>
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    },
  })
}
