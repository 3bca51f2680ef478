/** Who asked to sign in, from wherever they are: one dialog for all of the page, which stays while what led to it goes. */

import { Cell } from '../ui/cell.ts'

export type Service = 'microsoft' | 'box'

/** `service` null: not chosen yet. */
export type Asked =
  | { readonly kind: 'add'; readonly service: Service | null }
  | { readonly kind: 'again'; readonly account: string }

export const asked = new Cell<Asked | null>(null)

export function askToSignIn(what: Asked): void {
  asked.set(what)
}
