/** Where there are links, and for how long. Pure. */

import type { LinkOffer } from '../../shared/links-contract.ts'
import type { TransferView } from '../../shared/transfer.ts'

/** Undefined: not known yet. Null: an older engine, which has none. */
export type Offered = LinkOffer | null | undefined

/** Whether a link to it can be asked for. */
export function canLink(
  offer: Offered,
  row: Pick<TransferView, 'state' | 'destination' | 'remote'> | undefined,
): boolean {
  if (!offer || row === undefined || row.state !== 'done' || row.remote === null) return false
  return offer.destinations.includes(row.destination.slice(0, row.destination.indexOf(':')))
}

const lengths = [1, 7, 30, 90, 365] as const

/** How many days a link can be asked to live, beside as long as is allowed. */
export function lengthsOf({ mostDays }: LinkOffer): number[] {
  return lengths.filter((days) => mostDays === null || days < mostDays)
}
