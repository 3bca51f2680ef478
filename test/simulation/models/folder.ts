/** The person's files: inodes with versions, whose bytes differ at every place, so that no mixture goes unnoticed. */

import { createHash } from 'node:crypto'
import type { Fingerprint } from '../../../src/main/engine/ports/source.ts'
import { Chance } from '../world/chance.ts'
import type { Loop } from '../world/loop.ts'

const poolBytes = 6 * 1024 * 1024
/** Content is a window of this. Filled once: it says nothing about the schedule. */
const pool = new Chance(7_919).bytes(poolBytes)

interface Content {
  /** Stretches of the pool, one after the other. */
  readonly parts: readonly { readonly at: number; readonly length: number }[]
  readonly size: number
}

export class Inode {
  readonly number: number
  readonly path: string
  content: Content = { parts: [], size: 0 }
  mtimeNs = 0n
  ctimeNs = 0n
  isDenied = false
  /** Reads that go wrong before one goes right. */
  badReads = 0
  isBusy = false

  constructor(number: number, path: string) {
    this.number = number
    this.path = path
  }

  fingerprint(): Fingerprint {
    return {
      size: this.content.size,
      mtimeNs: String(this.mtimeNs),
      ctimeNs: String(this.ctimeNs),
      inode: String(this.number),
      device: '64769',
    }
  }
}

function bytesOf({ parts, size }: Content): Buffer {
  if (parts.length === 1 && parts[0] !== undefined) return pool.subarray(parts[0].at, parts[0].at + size)
  return Buffer.concat(parts.map(({ at, length }) => pool.subarray(at, at + length)))
}

function sha256(content: Content): string {
  return createHash('sha256').update(bytesOf(content)).digest('hex')
}

export class Folder {
  readonly root = '/home/mara/cargo'
  readonly #loop: Loop
  readonly #chance: Chance
  readonly #files = new Map<string, Inode>()
  /** Every version that there ever was, by its fingerprint. */
  readonly #versions = new Map<string, { readonly path: string; readonly content: Content }>()
  /** The disk is not there. */
  isUnplugged = false
  #lastInode = 100
  #lastNs = 0n

  constructor(loop: Loop, chance: Chance) {
    this.#loop = loop
    this.#chance = chance
  }

  path(name: string): string {
    return `${this.root}/${name}`
  }

  at(path: string): Inode | null {
    return this.#files.get(path) ?? null
  }

  read(inode: Inode, at: number, length: number): Uint8Array {
    return bytesOf(inode.content).subarray(at, at + length)
  }

  /** SHA-256 of the version that had this fingerprint; null: there never was one. */
  sha256Of(fingerprint: Fingerprint): string | null {
    const version = this.#versions.get(keyOf(fingerprint))
    return version === undefined ? null : sha256(version.content)
  }

  /** The bytes of the version that had this fingerprint; null: there never was one. */
  bytesOf(fingerprint: Fingerprint): Uint8Array | null {
    const version = this.#versions.get(keyOf(fingerprint))
    return version === undefined ? null : bytesOf(version.content)
  }

  /** Of every version that the file at the path had, but for the empty one, which all have in common. */
  allSha256(path: string): Set<string> {
    const versions = [...this.#versions.values()].filter((one) => one.path === path && one.content.size > 0)
    return new Set(versions.map(({ content }) => sha256(content)))
  }

  write(path: string, size: number): void {
    const inode = this.#files.get(path) ?? this.#add(path)
    this.#change(inode, [{ at: this.#chance.between(0, poolBytes - size - 1), length: size }])
  }

  /** A new file under the same name, as an editor saves. */
  replace(path: string, size: number): void {
    this.#files.delete(path)
    this.write(path, size)
  }

  append(path: string, length: number): void {
    const inode = this.#files.get(path)
    if (inode === undefined) return
    const more = { at: this.#chance.between(0, poolBytes - length - 1), length }
    this.#change(inode, [...inode.content.parts, more])
  }

  truncate(path: string, size: number): void {
    const inode = this.#files.get(path)
    if (inode === undefined) return
    const parts: { at: number; length: number }[] = []
    let left = Math.min(size, inode.content.size)
    for (const { at, length } of inode.content.parts) {
      if (left > 0) parts.push({ at, length: Math.min(left, length) })
      left -= length
    }
    this.#change(inode, parts)
  }

  /** Other bytes, the same size and the same modified time. */
  rewriteInSecret(path: string): void {
    const inode = this.#files.get(path)
    if (inode === undefined) return
    const { mtimeNs } = inode
    const { size } = inode.content
    this.#change(inode, [{ at: this.#chance.between(0, poolBytes - size - 1), length: size }], mtimeNs)
  }

  touch(path: string): void {
    const inode = this.#files.get(path)
    if (inode !== undefined) this.#change(inode, inode.content.parts)
  }

  remove(path: string): void {
    this.#files.delete(path)
  }

  /** The machine behaves; what is gone stays gone. */
  calm(): void {
    this.isUnplugged = false
    for (const inode of this.#files.values()) {
      inode.isDenied = false
      inode.isBusy = false
      inode.badReads = 0
    }
  }

  #add(path: string): Inode {
    this.#lastInode += 1
    const inode = new Inode(this.#lastInode, path)
    this.#files.set(path, inode)
    return inode
  }

  #change(inode: Inode, parts: Content['parts'], mtimeNs?: bigint): void {
    inode.content = { parts, size: parts.reduce((sum, { length }) => sum + length, 0) }
    inode.ctimeNs = this.#now()
    inode.mtimeNs = mtimeNs ?? inode.ctimeNs
    this.#versions.set(keyOf(inode.fingerprint()), { path: inode.path, content: inode.content })
  }

  #now(): bigint {
    const now = BigInt(Math.floor(this.#loop.wall())) * 1_000_000n
    this.#lastNs = now > this.#lastNs ? now : this.#lastNs + 1n
    return this.#lastNs
  }
}

function keyOf({ size, mtimeNs, ctimeNs, inode }: Fingerprint): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${inode}`
}
