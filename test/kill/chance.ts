/** A small generator of its own: what it gives for a seed never changes. @returns numbers from 0 to below 1 */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
