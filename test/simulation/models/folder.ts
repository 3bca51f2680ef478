/** The person's disk: a watched folder and what people do in it, a private one beside it, and drives that go and come. */

import type { Fingerprint } from '../../../src/main/engine/ports/source.ts'
import type { Chance } from '../world/chance.ts'
import type { Loop } from '../world/loop.ts'
import { type Content, bytesOf, contentOf, sha256Of, window } from './content.ts'
import { type Kind, Node } from './tree.ts'

/** What is where the drive should be: itself, nothing, the empty folder that it was mounted on, or another drive. */
export type Mount = 'itself' | 'nothing' | 'empty' | 'another'

const ownDevice = 64_769n
const systemDevice = 64_512n
const otherDevice = 64_785n
/** Folders were made before the schedule began. */
const bornNs = 1_700_000_000_000_000_000n

const home = '/home/mara'

export class Folder {
  readonly root = `${home}/cargo`
  /** Beside the watched folder: nothing in it may ever be read. */
  readonly privateFolder = `${home}/private`
  readonly #loop: Loop
  readonly #chance: Chance
  /** Of the drive, and of what is always there. */
  readonly #nodes = new Map<string, Node>()
  readonly #emptyRoot = new Node(2, systemDevice, 'folder')
  /** Another drive, with other files of the same names. */
  readonly #other = new Map<string, Node>()
  /** Every version that there ever was, by its fingerprint. */
  readonly #versions = new Map<string, Content>()
  readonly #history: { readonly path: string; readonly content: Content }[] = []
  /** Monotonic: until when each path had no file. */
  readonly #missingUntil = new Map<string, number>()
  readonly #listeners = new Set<(folder: string) => void>()
  #mount: Mount = 'itself'
  /** Monotonic. */
  #strangeUntil = Number.NEGATIVE_INFINITY
  #lastNumber = 100
  #lastNs = 0n

  constructor(loop: Loop, chance: Chance) {
    this.#loop = loop
    this.#chance = chance
    for (const path of ['', '/home', home, this.root, this.privateFolder]) {
      this.#nodes.set(path, this.#made('folder', path === this.root ? ownDevice : systemDevice))
    }
    const letter = this.#made('file', systemDevice)
    letter.content = contentOf([window(chance, 4_321)])
    this.#nodes.set(`${this.privateFolder}/letter.txt`, letter)
  }

  get mount(): Mount {
    return this.#mount
  }

  set mount(mount: Mount) {
    if (mount === 'another' && this.#mount !== 'another') this.#fillOther()
    if (isStrange(this.#mount)) this.#strangeUntil = this.#loop.monotonic()
    this.#mount = mount
  }

  path(name: string): string {
    return `${this.root}/${name}`
  }

  /** What is directly there, as everybody on this computer sees it now. */
  readonly find = (path: string): Node | null => {
    if (this.#mount === 'itself' || !this.#isOnDrive(path)) return this.#nodes.get(path === '/' ? '' : path) ?? null
    if (this.#mount === 'another') return this.#other.get(path) ?? null
    return this.#mount === 'empty' && path === this.root ? this.#emptyRoot : null
  }

  /** Names directly in a folder. */
  names(folder: string): string[] {
    const nodes = this.#mount === 'another' && this.#isOnDrive(folder) ? this.#other : this.#nodes
    if (this.#isOnDrive(folder) && (this.#mount === 'empty' || this.#mount === 'nothing')) return []
    const start = `${folder}/`
    const names: string[] = []
    for (const path of nodes.keys()) {
      if (path.startsWith(start) && !path.includes('/', start.length)) names.push(path.slice(start.length))
    }
    return names
  }

  /** Where this file is now; null: it was deleted or replaced. */
  placeOf(node: Node): string | null {
    for (const [path, one] of this.#nodes) if (one === node) return path
    for (const [path, one] of this.#other) if (one === node && this.#mount === 'another') return path
    return null
  }

  /** The person's own file on the drive, whether or not it is mounted. */
  at(path: string): Node | null {
    const node = this.#nodes.get(path)
    return node?.kind === 'file' ? node : null
  }

  /** Paths of all files on the drive. */
  files(): string[] {
    return [...this.#nodes].flatMap(([path, node]) => (node.kind === 'file' && this.#isOnDrive(path) ? [path] : []))
  }

  /** Nobody may read what is beside the folder, nor another drive's files where the right drive is known. */
  isForbidden({ device }: Node, isRootKnown: boolean): boolean {
    return device === systemDevice || (device === otherDevice && isRootKnown)
  }

  /** It is on a drive that was pulled out. */
  isAway({ device }: Node): boolean {
    return device === ownDevice ? this.#mount !== 'itself' : device === otherDevice && this.#mount !== 'another'
  }

  fingerprintOf({ content, mtimeNs, ctimeNs, number, device }: Node): Fingerprint {
    return {
      size: content.size,
      mtimeNs: String(mtimeNs),
      ctimeNs: String(ctimeNs),
      inode: String(number),
      device: String(device),
    }
  }

  bytesOf(node: Node): Buffer {
    return bytesOf(node.content)
  }

  /** SHA-256 of the version that had this fingerprint; null: there never was one. */
  sha256Of(fingerprint: Fingerprint): string | null {
    const content = this.#versions.get(keyOf(fingerprint))
    return content === undefined ? null : sha256Of(content)
  }

  /** The bytes of the version that had this fingerprint; null: there never was one. */
  bytesOfVersion(fingerprint: Fingerprint): Buffer | null {
    const content = this.#versions.get(keyOf(fingerprint))
    return content === undefined ? null : bytesOf(content)
  }

  /** By the SHA-256 of bytes, where files with them have been, once for each version; empty content is everybody's. */
  pathsByContent(): ReadonlyMap<string, readonly string[]> {
    const history = this.#history.filter(({ content }) => content.size > 0)
    const byContent = Map.groupBy(history, ({ content }) => sha256Of(content))
    return new Map([...byContent].map(([sha256, versions]) => [sha256, versions.map(({ path }) => path)]))
  }

  /** Whether there was no file at some moment of the last so many ms. */
  wasMissing(path: string, ms: number): boolean {
    if (this.at(path) === null) return true
    return (this.#missingUntil.get(path) ?? Number.NEGATIVE_INFINITY) >= this.#loop.monotonic() - ms
  }

  /**
   * Whether another folder was in its place at some moment of the last so many ms. Who doesn't know which folder it must
   * be, since nobody watches it, takes that one for it.
   */
  wasStrange(ms: number): boolean {
    return isStrange(this.#mount) || this.#strangeUntil >= this.#loop.monotonic() - ms
  }

  /** To be told in which folder something changed. */
  listen(listener: (folder: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  write(path: string, size: number): void {
    const node = this.at(path) ?? this.#add(path, 'file')
    this.#change(path, node, [window(this.#chance, size)])
  }

  /** A new file under the same name, as an editor saves. */
  replace(path: string, size: number): void {
    this.#nodes.delete(path)
    this.write(path, size)
  }

  append(path: string, length: number): void {
    const node = this.at(path)
    if (node !== null) this.#change(path, node, [...node.content.parts, window(this.#chance, length)])
  }

  truncate(path: string, size: number): void {
    const node = this.at(path)
    if (node === null) return
    const parts: { at: number; length: number }[] = []
    let left = Math.min(size, node.content.size)
    for (const { at, length } of node.content.parts) {
      if (left > 0) parts.push({ at, length: Math.min(left, length) })
      left -= length
    }
    this.#change(path, node, parts)
  }

  /** Other bytes, the same size and the same modified time. */
  rewriteInSecret(path: string): void {
    const node = this.at(path)
    if (node !== null) this.#change(path, node, [window(this.#chance, node.content.size)], node.mtimeNs)
  }

  touch(path: string): void {
    const node = this.at(path)
    if (node !== null) this.#change(path, node, node.content.parts)
  }

  /** With everything below it. */
  remove(path: string): void {
    for (const one of this.#below(path)) {
      this.#missingUntil.set(one, this.#loop.monotonic())
      this.#nodes.delete(one)
    }
    this.#tell(path)
  }

  /** With everything below it; what is there already is replaced. */
  rename(from: string, to: string): void {
    if (this.#nodes.has(to)) this.remove(to)
    for (const one of this.#below(from)) {
      const node = this.#nodes.get(one)
      const next = to + one.slice(from.length)
      if (node === undefined) continue
      this.#missingUntil.set(one, this.#loop.monotonic())
      this.#nodes.delete(one)
      this.#nodes.set(next, node)
      // Renaming changes a file's ctime on most file systems, and nothing else of it.
      if (node.kind === 'file') this.#change(next, node, node.content.parts, node.mtimeNs)
    }
    this.#tell(from)
    this.#tell(to)
  }

  /** Something that is no file, in the place of whatever is there. */
  put(path: string, kind: Exclude<Kind, 'file'>, target = ''): void {
    if (this.#nodes.has(path)) this.remove(path)
    this.#add(path, kind, target)
    this.#tell(path)
  }

  /** Rights changed, or who has it open: that is told like any other change. */
  mark(path: string, what: Partial<Pick<Node, 'isDenied' | 'isBusy' | 'badReads'>>): void {
    const node = this.#nodes.get(path)
    if (node === undefined) return
    const { isDenied } = node
    Object.assign(node, what)
    if (isDenied !== node.isDenied && node.kind === 'file') this.#change(path, node, node.content.parts, node.mtimeNs)
  }

  /** The machine behaves; what is gone stays gone. */
  calm(): void {
    this.mount = 'itself'
    for (const [path, node] of this.#nodes) {
      if (node.isDenied) {
        this.mark(path, { isDenied: false })
        this.#tell(path)
      }
      node.isBusy = false
      node.badReads = 0
    }
  }

  #isOnDrive(path: string): boolean {
    return path === this.root || path.startsWith(`${this.root}/`)
  }

  #below(path: string): string[] {
    return [...this.#nodes.keys()].filter((one) => one === path || one.startsWith(`${path}/`))
  }

  #made(kind: Kind, device: bigint, target = ''): Node {
    this.#lastNumber += 1
    const node = new Node(this.#lastNumber, device, kind, target)
    node.mtimeNs = bornNs
    node.ctimeNs = bornNs + 1n
    return node
  }

  #add(path: string, kind: Kind, target = ''): Node {
    const node = this.#made(kind, ownDevice, target)
    if (kind === 'file' && this.#nodes.get(path) === undefined) this.#missingUntil.set(path, this.#loop.monotonic())
    this.#nodes.set(path, node)
    return node
  }

  #change(path: string, node: Node, parts: Content['parts'], mtimeNs?: bigint): void {
    node.content = contentOf(parts)
    node.ctimeNs = this.#now()
    node.mtimeNs = mtimeNs ?? node.ctimeNs
    this.#versions.set(keyOf(this.fingerprintOf(node)), node.content)
    this.#history.push({ path, content: node.content })
    this.#tell(path)
  }

  #tell(path: string): void {
    if (this.#mount !== 'itself') return
    const folder = path.slice(0, path.lastIndexOf('/'))
    for (const listener of this.#listeners) listener(folder)
  }

  #fillOther(): void {
    this.#other.clear()
    this.#other.set(this.root, this.#made('folder', otherDevice))
    for (const path of this.files()) {
      const node = this.#made('file', otherDevice)
      this.#other.set(path, node)
      this.#change(path, node, [window(this.#chance, 1_000)])
    }
  }

  #now(): bigint {
    const now = BigInt(Math.floor(this.#loop.wall())) * 1_000_000n
    this.#lastNs = now > this.#lastNs ? now : this.#lastNs + 1n
    return this.#lastNs
  }
}

function isStrange(mount: Mount): boolean {
  return mount === 'empty' || mount === 'another'
}

function keyOf({ size, mtimeNs, ctimeNs, inode }: Fingerprint): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${inode}`
}
