/** The practice cloud's folder: whole files by path. */

interface Blob {
  bytes: Buffer
  length: number
}

export class MemoryDisk {
  readonly #files = new Map<string, Blob>()

  has(path: string): boolean {
    return this.#files.has(path)
  }

  /** A view, good until the next write. */
  read(path: string): Buffer {
    const file = this.#files.get(path)
    if (file === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
    return file.bytes.subarray(0, file.length)
  }

  write(path: string, bytes: Buffer): void {
    this.#files.set(path, { bytes, length: bytes.length })
  }

  writeAt(path: string, bytes: Buffer, position: number): void {
    const file = this.#files.get(path) ?? { bytes: Buffer.alloc(0), length: 0 }
    const end = position + bytes.length
    if (end > file.bytes.length) {
      const grown = Buffer.alloc(Math.max(end, file.bytes.length * 2))
      file.bytes.copy(grown, 0, 0, file.length)
      file.bytes = grown
    }
    bytes.copy(file.bytes, position)
    file.length = Math.max(file.length, end)
    this.#files.set(path, file)
  }

  remove(path: string): void {
    this.#files.delete(path)
  }

  namesIn(folder: string): string[] {
    const names: string[] = []
    for (const path of this.#files.keys()) if (path.startsWith(`${folder}/`)) names.push(path.slice(folder.length + 1))
    return names
  }
}
