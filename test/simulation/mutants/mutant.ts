import type { Edit } from '../load/edits.ts'

/** A mistake, and where it shows. */
export interface Mutant {
  readonly name: string
  /** Where it shows; absent: at a drive. */
  readonly to?: string
  /** A seed that catches it, where the search begins. */
  readonly seed: number
  readonly edits: readonly Edit[]
}
