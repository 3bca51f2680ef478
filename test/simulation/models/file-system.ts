/**
 * The calls of the operating system that the product reads files with, on the model of the disk. Each is a step of the
 * process, and may be its last; each may go wrong as the schedule wants it.
 */

import type { Violations } from '../oracles/violation.ts'
import type { Chance } from '../world/chance.ts'
import { Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'
import type { Folder } from './folder.ts'
import { Node, SystemError, resolved } from './tree.ts'

export const callErrors = ['EIO', 'EACCES', 'EBUSY', 'EMFILE', 'ENFILE', 'EAGAIN', 'ESTALE', 'ENOMEM'] as const
export type CallError = (typeof callErrors)[number]
export type Call = 'open' | 'read' | 'stat' | 'list' | 'resolve'

/** The calls of one kind, after some that are left alone, fail a number of times. */
export interface CallTrouble {
  readonly error: CallError
  readonly on: Call
  skip: number
  times: number
}

interface Means {
  readonly folder: Folder
  readonly loop: Loop
  readonly chance: Chance
  readonly violations: Violations
  /** Which root is watched, so that another drive in its place must not be read. */
  readonly isWatched: () => boolean
  /** Counts what really went wrong. */
  readonly met: (name: string) => void
}

/** Some calls take no time worth an event. */
const shareInstant = 0.75
/** Reading from a drive that was pulled out. */
const nonBlock = 0o4000

export class FileSystem {
  readonly #means: Means
  readonly #handles = new Map<number, ModelHandle>()
  #troubles: CallTrouble[] = []
  #lastFd = 20
  life = new Life(0)

  constructor(means: Means) {
    this.#means = means
  }

  /** Of this life. None may be left when everything has ended. */
  get openFiles(): number {
    return [...this.#handles.values()].filter(({ life }) => life === this.life).length
  }

  trouble(trouble: CallTrouble): void {
    this.#troubles.push(trouble)
  }

  calm(): void {
    this.#troubles = []
  }

  /** A call whose answer may come later, or never. */
  async call<T>(act: () => T, life = this.life): Promise<T> {
    const { loop, chance } = this.#means
    if (!life.isAlive) return never()
    if (!chance.happens(shareInstant)) await loop.passed(chance.skewedFraction() * 2)
    let done: { value: T } | { error: unknown } | null = null
    const isAlive = life.step(() => {
      try {
        done = { value: act() }
      } catch (error) {
        done = { error }
      }
    })
    const found = done as { value: T } | { error: unknown } | null
    if (!isAlive || found === null) return never()
    if ('error' in found) throw found.error
    return found.value
  }

  realpath(path: string): string {
    this.#mayFail('resolve', path)
    return resolved(this.#means.folder.find, path, true)
  }

  /** @param follows whether a link at the end is followed */
  stat(path: string, follows: boolean): ModelStats {
    this.#mayFail('stat', path)
    const node = this.#node(resolved(this.#means.folder.find, path, follows))
    return new ModelStats(node, true)
  }

  list(path: string): ModelEntry[] {
    this.#mayFail('list', path)
    const { folder } = this.#means
    const real = resolved(folder.find, path, true)
    const node = this.#node(real)
    if (node.kind !== 'folder') throw new SystemError('ENOTDIR', path)
    if (node.isDenied) this.#refuse('EACCES', 'file: deny', path)
    return folder.names(real).map((name) => new ModelEntry(name, this.#node(`${real}/${name}`)))
  }

  open(path: string, flags: number): ModelHandle {
    this.#mayFail('open', path)
    const { folder, violations } = this.#means
    const real = resolved(folder.find, path, false)
    const node = this.#node(real)
    if (node.kind === 'link') throw new SystemError('ELOOP', path)
    if (node.kind === 'device') violations.add('outside', `a device was opened: ${path}`)
    if (node.kind === 'pipe' && (flags & nonBlock) === 0) violations.add('leak', `waits for a pipe for ever: ${path}`)
    if (node.kind === 'socket') throw new SystemError('ENXIO', path)
    if (node.isDenied) this.#refuse('EACCES', 'file: deny', path)
    if (node.isBusy) this.#refuse('EBUSY', 'file: busy', path)
    this.#lastFd += 1
    const handle = new ModelHandle(this, this.#lastFd, node, real, this.life)
    this.#handles.set(handle.fd, handle)
    return handle
  }

  /** Where an open file is now, as /proc tells it. */
  readlink(path: string): string {
    const handle = this.#handles.get(Number(/^\/proc\/self\/fd\/(\d+)$/.exec(path)?.[1]))
    if (handle === undefined) throw new SystemError('EINVAL', path)
    return this.#means.folder.placeOf(handle.node) ?? `${handle.path} (deleted)`
  }

  isLinked(node: Node): boolean {
    return this.#means.folder.placeOf(node) !== null
  }

  read(fd: number, at: number, length: number): Uint8Array {
    const handle = this.#handles.get(fd)
    if (handle === undefined) throw new SystemError('EBADF', String(fd))
    const { node, path } = handle
    const { folder, violations, isWatched } = this.#means
    this.#mayFail('read', path)
    if (node.kind === 'folder') throw new SystemError('EISDIR', path)
    if (folder.isAway(node)) this.#refuse('EIO', 'read from a drive that is gone', path)
    if (node.badReads > 0) {
      node.badReads -= 1
      this.#refuse('EIO', 'file: bad reads', path)
    }
    if (folder.isForbidden(node, isWatched())) violations.add('outside', `${path} was read`)
    return folder.bytesOf(node).subarray(at, at + length)
  }

  close(fd: number): void {
    this.#handles.delete(fd)
  }

  #node(path: string): Node {
    const node = this.#means.folder.find(path)
    if (node === null) throw new SystemError('ENOENT', path)
    return node
  }

  #mayFail(on: Call, path: string): void {
    const trouble = this.#troubles.find((one) => one.on === on)
    if (trouble === undefined) return
    if (trouble.skip > 0) {
      trouble.skip -= 1
      return
    }
    trouble.times -= 1
    if (trouble.times <= 0) this.#troubles = this.#troubles.filter((one) => one !== trouble)
    this.#refuse(trouble.error, `call: ${trouble.error} at ${on}`, path)
  }

  #refuse(code: string, name: string, path: string): never {
    this.#means.met(name)
    throw new SystemError(code, path)
  }
}

export class ModelHandle {
  readonly fd: number
  readonly node: Node
  /** Where it was opened. */
  readonly path: string
  readonly life: Life
  readonly #system: FileSystem

  constructor(system: FileSystem, fd: number, node: Node, path: string, life: Life) {
    this.#system = system
    this.fd = fd
    this.node = node
    this.path = path
    this.life = life
  }

  stat(): Promise<ModelStats> {
    return this.#system.call(() => new ModelStats(this.node, this.#system.isLinked(this.node)), this.life)
  }

  async read(into: Uint8Array, offset: number, length: number, at: number): Promise<{ readonly bytesRead: number }> {
    return this.#system.call(() => {
      const bytes = this.#system.read(this.fd, at, length)
      into.set(bytes, offset)
      return { bytesRead: bytes.length }
    }, this.life)
  }

  async close(): Promise<void> {
    this.#system.close(this.fd)
  }
}

class Kinds {
  readonly #node: Node

  constructor(node: Node) {
    this.#node = node
  }

  isFile(): boolean {
    return this.#node.kind === 'file'
  }
  isDirectory(): boolean {
    return this.#node.kind === 'folder'
  }
  isSymbolicLink(): boolean {
    return this.#node.kind === 'link'
  }
  isFIFO(): boolean {
    return this.#node.kind === 'pipe'
  }
  isSocket(): boolean {
    return this.#node.kind === 'socket'
  }
  isCharacterDevice(): boolean {
    return this.#node.kind === 'device'
  }
  isBlockDevice(): boolean {
    return false
  }
}

export class ModelEntry extends Kinds {
  readonly name: string

  constructor(name: string, node: Node) {
    super(node)
    this.name = name
  }
}

/** As with `bigint: true`. */
export class ModelStats extends Kinds {
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly birthtimeNs: bigint
  readonly ino: bigint
  readonly dev: bigint
  readonly nlink: bigint

  constructor(node: Node, isLinked: boolean) {
    super(node)
    this.size = BigInt(node.content.size)
    this.mtimeNs = node.mtimeNs
    this.ctimeNs = node.ctimeNs
    this.birthtimeNs = 1_700_000_000_000_000_000n + BigInt(node.number)
    this.ino = BigInt(node.number)
    this.dev = node.device
    this.nlink = isLinked ? 1n : 0n
  }
}
