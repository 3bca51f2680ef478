/** What a picture is of, and the dresses that a page is seen in. */

import type { BrowserContextOptions, Page } from 'playwright'
import type { QueueWorld } from '../../test/fakes/queue-world.ts'

export interface Picture {
  readonly name: string
  readonly world: () => QueueWorld
  readonly screen?: string
  readonly dress?: BrowserContextOptions
  readonly act?: (page: Page, world: QueueWorld) => Promise<void>
  /** Spoken once everything is in place; absent: English. */
  readonly language?: string
  /** How long the engine goes on before the picture. */
  readonly playMs?: number
}

export const dark: BrowserContextOptions = { colorScheme: 'dark' }
export const narrow: BrowserContextOptions = { viewport: { width: 360, height: 720 } }

/** The same scene in each of these. */
export function inEach(
  picture: Picture,
  dresses: Readonly<Record<string, BrowserContextOptions>> = { '': {}, '-dark': dark, '-narrow': narrow },
): Picture[] {
  return Object.entries(dresses).map(([name, dress]) => ({ ...picture, name: `${picture.name}${name}`, dress }))
}
