/** Bytes without a pattern that are the same for the same seed: patterned content hides mistakes from QuickXorHash. */
export function pseudoRandom(size: number, seed: number): Buffer {
  const padded = Buffer.alloc(size + ((4 - (size % 4)) % 4))
  let state = (seed * 2_654_435_761 + 0x9e3779b9) >>> 0 || 1
  for (let at = 0; at < padded.length; at += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    padded.writeInt32LE(state, at)
  }
  return padded.subarray(0, size)
}
