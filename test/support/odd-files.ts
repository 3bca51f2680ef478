/** A file system with faults that ours has none of: what opening some files does, in this process. */

import promises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { onTestFinished } from 'vitest'

type Odd = (path: string, open: () => Promise<FileHandle>) => Promise<FileHandle>

/** Until the test is over. Files that `odd` has nothing against are opened as ever. */
export function withOddFiles(odd: Odd): void {
  const { open } = promises
  promises.open = (path, ...rest) => odd(String(path), () => open(path, ...rest))
  syncBuiltinESMExports()
  onTestFinished(() => {
    promises.open = open
    syncBuiltinESMExports()
  })
}

export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as a test says`), { code })
}
