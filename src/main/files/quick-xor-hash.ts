/**
 * QuickXorHash (OD: docs/code-snippets/quickxorhash.md): byte i is XORed into a 160-bit circular register at bit
 * (11 · i) mod 160, and at the end the length into the last eight bytes.
 *
 * 11 and 160 share no divisor, so byte i and byte i + 160 land on the same bit. Hence the bytes can first be folded
 * into 160 columns, four at a time, and the slow walk around the register is done once, over those.
 */

import { endianness } from 'node:os'

const columns = 160
const words = columns / 4
const registerBytes = 20
const isLittleEndian = endianness() === 'LE'

export class QuickXorHash {
  readonly #folded = new Uint8Array(columns)
  readonly #foldedWords = new Int32Array(this.#folded.buffer)
  #length = 0

  /** bytes taken so far */
  get length(): number {
    return this.#length
  }

  update(bytes: Uint8Array): void {
    const folded = this.#folded
    let column = this.#length % columns
    let i = 0
    const byOne = (until: number): void => {
      for (; i < until; i += 1) {
        folded[column] = (folded[column] ?? 0) ^ (bytes[i] ?? 0)
        column = column + 1 === columns ? 0 : column + 1
      }
    }
    byOne(Math.min(bytes.length, column === 0 ? 0 : columns - column))
    const blocks = Math.floor((bytes.length - i) / columns)
    if (blocks > 0) {
      this.#foldBlocks(bytes, i, blocks)
      i += blocks * columns
    }
    byOne(bytes.length)
    this.#length += bytes.length
  }

  /** Twenty bytes in base64. */
  value(): string {
    const register = new Uint8Array(registerBytes)
    for (let column = 0; column < columns; column += 1) {
      const bit = (column * 11) % (registerBytes * 8)
      const at = bit >>> 3
      const shifted = (this.#folded[column] ?? 0) << (bit & 7)
      register[at] = (register[at] ?? 0) ^ (shifted & 0xff)
      const next = at + 1 === registerBytes ? 0 : at + 1
      register[next] = (register[next] ?? 0) ^ (shifted >>> 8)
    }
    let rest = this.#length
    for (let at = registerBytes - 8; at < registerBytes; at += 1) {
      register[at] = (register[at] ?? 0) ^ (rest % 256)
      rest = Math.floor(rest / 256)
    }
    return Buffer.from(register).toString('base64')
  }

  /** The folded columns and the length: all there is. */
  checkpoint(): string {
    const state = Buffer.alloc(8 + columns)
    state.writeBigUInt64LE(BigInt(this.#length))
    state.set(this.#folded, 8)
    return state.toString('base64')
  }

  /** Null where this is no checkpoint of ours. */
  static restore(checkpoint: string): QuickXorHash | null {
    const state = Buffer.from(checkpoint, 'base64')
    if (state.length !== 8 + columns || state.toString('base64') !== checkpoint) return null
    const length = state.readBigUInt64LE()
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) return null
    const hash = new QuickXorHash()
    hash.#length = Number(length)
    hash.#folded.set(state.subarray(8))
    return hash
  }

  #foldBlocks(bytes: Uint8Array, from: number, blocks: number): void {
    const into = this.#foldedWords
    const at = bytes.byteOffset + from
    if (isLittleEndian && at % 4 === 0) {
      // Both sides are words in the machine's order, so the order doesn't matter here.
      const source = new Int32Array(bytes.buffer, at, blocks * words)
      for (let block = 0, o = 0; block < blocks; block += 1, o += words) {
        for (let k = 0; k < words; k += 1) into[k] = (into[k] as number) ^ (source[o + k] as number)
      }
      return
    }
    const view = new DataView(bytes.buffer, at, blocks * columns)
    for (let block = 0, o = 0; block < blocks; block += 1) {
      for (let k = 0; k < words; k += 1, o += 4) into[k] = (into[k] as number) ^ view.getInt32(o, isLittleEndian)
    }
  }
}
