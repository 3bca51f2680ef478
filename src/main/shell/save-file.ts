/** Writes what comes in pieces into a file that a person chose: whole, or nothing of it. */

import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FailureError, type Result, fail, failure, ok } from '../../shared/failure.ts'

/** What was there before is replaced once all is written. Failures: `usage` where it can't be written, or the engine's. */
export async function saveFile(
  path: string,
  pieces: AsyncIterable<string> | readonly Uint8Array[],
): Promise<Result<null>> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      for await (const piece of pieces) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    return ok(null)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    if (error instanceof FailureError) return fail(error.failure)
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    return fail(failure('usage', { detail: `${path} cannot be written: ${code}` }))
  }
}
