/** The part of the contract about places that are wanted again: those that somebody keeps, and where files went lately. */

import * as z from 'zod'
import { AccountName, Address, Nothing } from './contract-words.ts'
import { command, query } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'

export const FavouriteName = z.string().trim().min(1).max(100)

const Place = z.object({ address: z.string(), account: z.string() })

export const FavouriteView = Place.extend({ name: z.string() })
export type FavouriteView = z.infer<typeof FavouriteView>

export const favouritesContract = {
  /** In the order in which they were kept; and the newest destinations that aren't among them. */
  list: query({ in: Nothing, out: z.object({ favourites: z.array(FavouriteView), recent: z.array(Place) }) }),
  /** Keeps an address; one that is kept already gets this name. Failures: those of choosing an account, `usage`. */
  add: command({
    in: z.strictObject({ address: Address, account: AccountName.optional(), name: FavouriteName.optional() }),
    out: FavouriteView,
  }),
  /** Failures: `not-found`. */
  remove: command({ in: z.strictObject({ name: FavouriteName }), out: Nothing }),
} as const satisfies Contract[string]
