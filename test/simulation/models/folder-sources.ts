/** The engine's port to files, on the model of them. Each call is a step of the process, and may be its last. */

import { basename } from 'node:path'
import type {
  DigestPass,
  Digests,
  Fingerprint,
  OpenSource,
  SourceRef,
  Sources,
} from '../../../src/main/engine/ports/source.ts'
import { FailureError, type Result, fail, failure, ok } from '../../../src/shared/failure.ts'
import type { DigestAlgorithm } from '../../../src/shared/transfer.ts'
import type { Chance } from '../world/chance.ts'
import { type Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'
import type { Folder, Inode } from './folder.ts'

interface Means {
  readonly folder: Folder
  readonly loop: Loop
  readonly chance: Chance
  readonly life: Life
  readonly digests: Digests
}

/** How many files are open in a life: none may be left when everything has ended. */
export interface Handles {
  open: number
}

export function folderSources(means: Means, handles: Handles): Sources {
  const found = (ref: SourceRef): Result<Inode> => {
    const name = basename(ref.path)
    if (means.folder.isUnplugged) return fail(failure('root-offline', { root: ref.root }))
    const inode = means.folder.at(ref.path)
    if (inode === null) return fail(failure('source-gone', { name }))
    return ok(inode)
  }
  const opened = (ref: SourceRef): Result<OpenSource> => {
    const there = found(ref)
    if (!there.ok) return there
    const name = basename(ref.path)
    if (there.value.isDenied) return fail(failure('source-denied', { name }))
    if (there.value.isBusy) return fail(failure('source-busy', { name }))
    handles.open += 1
    return ok(new ModelSource(there.value, name, means, handles))
  }
  return {
    open: (ref) => stepped(means, () => opened(ref)),
    inspect: (ref) =>
      stepped(means, () => {
        const there = found(ref)
        return there.ok ? ok(there.value.fingerprint()) : there
      }),
  }
}

function stepped<T>({ loop, chance, life }: Means, act: () => T): Promise<T> {
  if (!life.isAlive) return never()
  return new Promise((resolve, reject) => {
    loop.after(chance.skewedFraction() * 2, () => {
      let tell: () => void = () => undefined
      const isAlive = life.step(() => {
        try {
          const value = act()
          tell = () => resolve(value)
        } catch (error) {
          const found = error instanceof Error ? error : new Error(String(error))
          tell = () => reject(found)
        }
      })
      if (isAlive) tell()
    })
  })
}

class ModelSource implements OpenSource {
  readonly fingerprint: Fingerprint
  readonly #inode: Inode
  readonly #name: string
  readonly #means: Means
  readonly #handles: Handles
  #isOpen = true

  constructor(inode: Inode, name: string, means: Means, handles: Handles) {
    this.fingerprint = inode.fingerprint()
    this.#inode = inode
    this.#name = name
    this.#means = means
    this.#handles = handles
  }

  read(into: Uint8Array, at: number): Promise<number> {
    return stepped(this.#means, () => {
      const bytes = this.#bytes(at, into.length)
      into.set(bytes)
      return bytes.length
    })
  }

  check(): Promise<Fingerprint> {
    // Of the same descriptor, right after a read: no other step lies in between.
    return Promise.resolve(this.#inode.fingerprint())
  }

  digestPass(algorithm: DigestAlgorithm, partBytes: number): DigestPass {
    const whole = this.fingerprint.size
    const digest = async (start: number, end: number, signal: AbortSignal): Promise<string> => {
      const running = this.#means.digests.start(algorithm)
      for (let at = start; at < end; at += partBytes) {
        signal.throwIfAborted()
        const bytes = await stepped(this.#means, () => this.#bytes(at, Math.min(partBytes, end - at)))
        if (bytes.length < Math.min(partBytes, end - at)) throw new FailureError(failure('source-changed'))
        running.update(bytes)
      }
      return running.value()
    }
    return {
      offset: 0,
      part: digest,
      whole: (signal) => digest(0, whole, signal),
      forget: () => undefined,
    }
  }

  async close(): Promise<void> {
    if (this.#isOpen) this.#handles.open -= 1
    this.#isOpen = false
  }

  #bytes(at: number, length: number): Uint8Array {
    const inode = this.#inode
    if (inode.badReads > 0) {
      inode.badReads -= 1
      const facts = { name: this.#name, offset: String(at), detail: 'EIO' }
      throw new FailureError(failure('source-read-error', facts))
    }
    return this.#means.folder.read(inode, at, length)
  }
}
