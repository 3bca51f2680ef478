/**
 * QuickXorHash, written here a second time on purpose: the practice cloud must not share the client's mistakes.
 *
 * Source: OneDrive API docs, docs/code-snippets/quickxorhash.md. Byte i is XORed into a 160-bit circular register at
 * bit (11 * i) mod 160; at the end the 64-bit little-endian length is XORed into the last eight bytes. 11 and 160 have
 * no common factor, so bytes 160 apart always meet at the same bit: the input is folded to 160 bytes first, four bytes
 * at a time, and only those are shifted.
 */
const period = 160
const words = period / 4

export class QuickXorHash {
  readonly #columns = new Uint8Array(period)
  #length = 0

  get length(): number {
    return this.#length
  }

  update(data: Uint8Array): void {
    const start = this.#length
    this.#length += data.length
    const head = Math.min(data.length, (4 - (data.byteOffset & 3)) & 3)
    const wordCount = (data.length - head) >> 2
    const tail = head + wordCount * 4
    this.#bytewise(data, 0, head, start)
    this.#bytewise(data, tail, data.length, start)
    if (wordCount > 0) {
      const folded = foldWords(new Int32Array(data.buffer, data.byteOffset + head, wordCount))
      this.#bytewise(new Uint8Array(folded.buffer), 0, period, start + head)
    }
  }

  clone(): QuickXorHash {
    const copy = new QuickXorHash()
    copy.#columns.set(this.#columns)
    copy.#length = this.#length
    return copy
  }

  digest(): string {
    const register = new Uint8Array(20)
    for (let i = 0; i < period; i++) {
      const bit = (i * 11) % period
      const byte = bit >> 3
      const spread = (this.#columns[i] ?? 0) << (bit & 7)
      xorInto(register, byte, spread & 0xff)
      xorInto(register, (byte + 1) % 20, spread >> 8)
    }
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(this.#length))
    for (const [i, value] of length.entries()) xorInto(register, 12 + i, value)
    return Buffer.from(register).toString('base64')
  }

  #bytewise(data: Uint8Array, from: number, to: number, base: number): void {
    let column = (base + from) % period
    for (let i = from; i < to; i++) {
      xorInto(this.#columns, column, data[i] ?? 0)
      column = column + 1 === period ? 0 : column + 1
    }
  }
}

function xorInto(target: Uint8Array, index: number, value: number): void {
  target[index] = (target[index] ?? 0) ^ value
}

/** XORs all groups of 40 words into one. Eight columns at a time stay in registers. */
function foldWords(input: Int32Array): Int32Array {
  const folded = new Int32Array(words)
  const whole = input.length - (input.length % words)
  for (let column = 0; column < words; column += 8) {
    let a = 0,
      b = 0,
      c = 0,
      d = 0,
      e = 0,
      f = 0,
      g = 0,
      h = 0
    for (let i = column; i < whole; i += words) {
      a ^= input[i] as number
      b ^= input[i + 1] as number
      c ^= input[i + 2] as number
      d ^= input[i + 3] as number
      e ^= input[i + 4] as number
      f ^= input[i + 5] as number
      g ^= input[i + 6] as number
      h ^= input[i + 7] as number
    }
    folded.set([a, b, c, d, e, f, g, h], column)
  }
  for (let i = whole; i < input.length; i++) folded[i - whole] = (folded[i - whole] ?? 0) ^ (input[i] ?? 0)
  return folded
}
