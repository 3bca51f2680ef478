/**
 * Whose work it was that nothing caught an error of. An engine that ends by a bug is started again, by a person or by the
 * system, and would end by the same entry again: what was at work is noted while the process ends, and the next start
 * knows it. A kill and a power cut note nothing: they say nothing about what was at work.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

const atWork = new AsyncLocalStorage<string>()

export class CrashNote {
  readonly #path: string

  /** @param path one id a line, oldest first */
  constructor(path: string) {
    this.#path = path
  }

  /** What comes of `work` is this transfer's, also much later and in another turn of the event loop. */
  readonly during = <T>(transferId: string, work: () => Promise<T>): Promise<T> => atWork.run(transferId, work)

  /** Changes nothing about how the process ends. @returns stops listening */
  arm(): () => void {
    const note = (): void => {
      const transferId = atWork.getStore()
      if (transferId === undefined) return
      try {
        writeFileSync(this.#path, `${transferId}\n`, { mode: 0o600, flag: 'a' })
      } catch {
        // A disk that takes nothing: then nobody is blamed.
      }
    }
    process.on('uncaughtExceptionMonitor', note)
    return () => process.off('uncaughtExceptionMonitor', note)
  }

  /**
   * The transfers that were at work when earlier runs ended by an error, each as often as that happened. Told once: one that
   * is killed before it is counted isn't blamed, one that is counted twice would be put aside for a single error.
   */
  take(): readonly string[] {
    try {
      const noted = readFileSync(this.#path, 'utf8').split('\n').filter(Boolean)
      rmSync(this.#path, { force: true })
      return noted
    } catch {
      return []
    }
  }
}
