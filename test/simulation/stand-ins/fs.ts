/** `node:fs` for the practice cloud: its folder is in memory. Only what it uses; anything else fails at load. */

import { Readable } from 'node:stream'
import { current } from '../world/current.ts'

export const constants = { O_RDWR: 2, O_CREAT: 64 } as const

export function mkdirSync(): void {
  // Folders are where their files are.
}

export function existsSync(path: string): boolean {
  return current().disk.has(path)
}

export function readdirSync(folder: string): string[] {
  return current().disk.namesIn(folder)
}

export function statSync(path: string): { readonly size: number } | undefined {
  return current().disk.has(path) ? { size: current().disk.read(path).length } : undefined
}

export function readFileSync(path: string): string {
  return current().disk.read(path).toString('utf8')
}

export function writeFileSync(path: string, text: string): void {
  current().disk.write(path, Buffer.from(text))
}

export function renameSync(from: string, to: string): void {
  const { disk } = current()
  disk.write(to, disk.read(from))
  disk.remove(from)
}

export function rmSync(path: string): void {
  current().disk.remove(path)
}

/** The ledger only ever grows, and nobody reads it back while the cloud lives. */
export function openSync(): number {
  return 3
}

export function writeSync(): void {
  // What it remembers for a restart of its own, which this world doesn't have.
}

export function fsyncSync(): void {
  // Memory.
}

export function closeSync(): void {
  // Memory.
}

export function createReadStream(path: string, { start = 0, end }: { start?: number; end?: number } = {}): Readable {
  const bytes = current().disk.read(path)
  const last = end === undefined ? bytes.length : Math.min(end + 1, bytes.length)
  return Readable.from([bytes.subarray(start, last)], { objectMode: false })
}
