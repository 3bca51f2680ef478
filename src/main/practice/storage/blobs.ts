import { randomUUID } from 'node:crypto'
import { constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { appendFile, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of contents: one file per version or open session, named by chance, never by what a client sent. */
export class Blobs {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  }

  create(): string {
    return randomUUID()
  }

  path(blob: string): string {
    return join(this.#dir, blob)
  }

  async openForWriting(blob: string): Promise<FileHandle> {
    return open(this.path(blob), constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  async append(blob: string, bytes: Buffer): Promise<void> {
    await appendFile(this.path(blob), bytes)
  }

  size(blob: string): number {
    return statSync(this.path(blob), { throwIfNoEntry: false })?.size ?? 0
  }

  remove(blob: string): void {
    rmSync(this.path(blob), { force: true })
  }

  /** Removes what nothing refers to any more (a crash between a commit and the removal of the version before). */
  sweep(inUse: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#dir)) if (!inUse.has(name)) this.remove(name)
  }
}
