/** The world of the schedule that runs now: the stand-ins have no other way to find it. */

import type { FileSystem } from '../models/file-system.ts'
import type { MemoryDisk } from '../models/memory-disk.ts'
import type { Network } from '../models/network.ts'
import type { Chance } from './chance.ts'
import type { Loop } from './loop.ts'

export interface CurrentWorld {
  readonly loop: Loop
  /** Of identifiers, nonces and secrets. */
  readonly chance: Chance
  /** Of the practice cloud. */
  readonly disk: MemoryDisk
  /** Of the person's computer. */
  readonly files: FileSystem
  readonly network: Network
}

let world: CurrentWorld | null = null

export function enter(next: CurrentWorld | null): void {
  world = next
}

export function current(): CurrentWorld {
  if (world === null) throw new Error('no schedule runs')
  return world
}

export function isSimulated(): boolean {
  return world !== null
}
