/** Where a file goes below its destination, by a template that somebody gave. Decided once, when it is enqueued. */

import type { Placed } from '../../../shared/destination-template.ts'
import type { Fingerprint } from './source.ts'

/** A file as it lies below what was named, or is watched. */
export interface Lying {
  readonly root: string
  readonly folders: readonly string[]
  readonly name: string
  readonly fingerprint: Fingerprint
}

/** Without a template: as it lies. Pure, but for what is known of this computer. */
export type Placing = (template: string | undefined, file: Lying) => Placed
