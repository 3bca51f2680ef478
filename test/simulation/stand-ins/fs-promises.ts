/** `node:fs/promises` for the practice cloud. */

import { current } from '../world/current.ts'

class MemoryHandle {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
    const { disk } = current()
    if (!disk.has(path)) disk.write(path, Buffer.alloc(0))
  }

  async writev(buffers: readonly Buffer[], position: number): Promise<{ readonly bytesWritten: number }> {
    const bytes = Buffer.concat(buffers)
    current().disk.writeAt(this.#path, bytes, position)
    return { bytesWritten: bytes.length }
  }

  async write(bytes: Buffer, offset: number, length: number, position: number): Promise<void> {
    current().disk.writeAt(this.#path, bytes.subarray(offset, offset + length), position)
  }

  async read(into: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }> {
    return {
      bytesRead: current()
        .disk.read(this.#path)
        .copy(into, offset, position, position + length),
    }
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}

export async function open(path: string): Promise<MemoryHandle> {
  return new MemoryHandle(path)
}

export async function appendFile(path: string, bytes: Buffer): Promise<void> {
  const { disk } = current()
  disk.write(path, Buffer.concat([disk.has(path) ? disk.read(path) : Buffer.alloc(0), bytes]))
}

export async function writeFile(path: string, bytes: Buffer | string): Promise<void> {
  current().disk.write(path, Buffer.from(bytes as Buffer))
}

export async function readFile(path: string): Promise<Buffer> {
  return Buffer.from(current().disk.read(path))
}
