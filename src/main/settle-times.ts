/** How long files rest before they go. */

/** How long files have to rest, ms. */
export interface Settle {
  /** Manually added ones that changed while they were sent, before they are sent again. */
  readonly uploadsMs: number
  /** At least that long any file that changed while it was sent, whatever its own quiet time is. */
  readonly afterChangeMs: number
}

export const usualSettle: Settle = { uploadsMs: 10_000, afterChangeMs: 2_000 }
