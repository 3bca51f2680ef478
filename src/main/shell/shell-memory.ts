/** What the window remembers from one start to the next. Losing it costs nothing, so nothing here may stop anything. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { languages } from '../../shared/words/language-names.ts'

const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(20_000),
  height: z.number().int().min(200).max(20_000),
})
export type Bounds = z.infer<typeof Bounds>

const Memory = z.object({
  bounds: Bounds.nullable().catch(null).default(null),
  /** Whether it was said that closing the window leaves the app in the tray. */
  isTrayTold: z.boolean().catch(false).default(false),
  /** As it was chosen the last time: what is said before there is an engine to ask. */
  language: z
    .enum(['system', ...languages])
    .catch('system')
    .default('system'),
  /** What to do when the app is quit while it uploads; null: ask. */
  atQuit: z.enum(['keep', 'quit']).nullable().catch(null).default(null),
})
export type Memory = z.infer<typeof Memory>

export class ShellMemory {
  readonly #path: string
  #memory: Memory

  constructor(path: string) {
    this.#path = path
    this.#memory = read(path)
  }

  get now(): Memory {
    return this.#memory
  }

  /** Whole or not at all: a crash in the middle leaves the file of before. */
  keep(some: Partial<Memory>): void {
    this.#memory = { ...this.#memory, ...some }
    try {
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#memory), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
    } catch {
      // A full disk: the window opens where it always does.
    }
  }
}

function read(path: string): Memory {
  try {
    return Memory.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return Memory.parse({})
  }
}

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Enough of a window to grab it by. */
const grip = 80

/** Null where the screen that it was on is gone: the window would open where nobody sees it. Pure. */
export function boundsInSight(bounds: Bounds | null, screens: readonly Area[]): Bounds | null {
  if (bounds === null) return null
  const isSeen = screens.some(
    (area) =>
      bounds.x + bounds.width >= area.x + grip &&
      bounds.x <= area.x + area.width - grip &&
      bounds.y >= area.y &&
      bounds.y <= area.y + area.height - grip,
  )
  return isSeen ? bounds : null
}
