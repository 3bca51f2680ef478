/** What a row of the tables beside this file is made of: one attack, and what must be seen of it. */

import type { Page } from 'playwright'
import type { Scene } from './scene.ts'

/**
 * Where the attacker is.
 * - `elsewhere`: a page of a site that somebody visits
 * - `port`: a page of another server on this computer, under the same name as ours: the same site to a browser
 * - `rebound`: a page whose name led to its own server first, and leads to ours now
 * - `inside`: something that got into our own page, a text that became markup or code
 * - `apart`: a browser of its own, which nobody has let in
 * - `outside`: no page; a program of this computer, or a person's own steps
 */
export type Place = 'elsewhere' | 'port' | 'rebound' | 'inside' | 'apart' | 'outside'

/** What is switched off to show that an attack can succeed at all. */
export type Defence = 'guard' | 'headers' | 'halves' | 'codes'

export interface Attack {
  readonly tries: string
  readonly from: Place
  /** JavaScript that runs in the attacker's page, with `own` (our origin) and what kit.ts has; or steps of a browser. */
  readonly act: string | ((scene: Scene, page: Page) => Promise<unknown>)
  /** What comes of it for the attacker, exactly. */
  readonly sees: unknown
  /** What reaches our server by the browser, and what it answers: each once, in alphabetical order. */
  readonly arrives: readonly string[] | 'any'
  /** What the attacker sees where this defence is missing: the proof that the row can fail. */
  readonly without?: { readonly [D in Defence]?: unknown }
}

/** Something else is seen, or reaches our server otherwise. */
export const otherwise = 'otherwise'
