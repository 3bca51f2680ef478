/** Places that somebody keeps, by a name of their own, and those where files went lately. */

import * as z from 'zod'
import { canonical, parseDestination } from '../../shared/destination.ts'
import { type FavouriteView, FavouriteName } from '../../shared/favourites-contract.ts'
import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { SettingStore, TransferStore } from '../engine/ports/store.ts'
import type { Accounts } from './accounts.ts'

export interface FavouriteParts {
  readonly store: SettingStore & Pick<TransferStore, 'recentPlaces'>
  readonly accounts: Pick<Accounts, 'choose' | 'list'>
  /** Whether the administrator allows an address. */
  readonly isAllowed: (address: string) => boolean
}

type Place = Omit<FavouriteView, 'name'>

/** Beside the settings: it is kept by keeping places, not by hand. */
const key = 'favourites'
const mostKept = 200
const mostRecent = 5

const Stored = z.array(z.object({ name: FavouriteName, address: z.string(), account: z.string() })).catch([])

export class Favourites {
  readonly #parts: FavouriteParts
  /** One change after the other: each is the whole list. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: FavouriteParts) {
    this.#parts = parts
  }

  /** Of accounts that are there, and allowed. */
  async list(): Promise<{ favourites: FavouriteView[]; recent: Place[] }> {
    const { store, accounts, isAllowed } = this.#parts
    const known = new Set((await accounts.list()).map(({ name }) => name))
    const isShown = ({ address, account }: Place): boolean => known.has(account) && isAllowed(address)
    const favourites = (await this.#stored()).filter(isShown)
    const kept = new Set(favourites.map(placeKey))
    const recent = (await store.recentPlaces(mostRecent * 4)).filter(
      (place) => isShown(place) && !kept.has(placeKey(place)),
    )
    return { favourites, recent: recent.slice(0, mostRecent) }
  }

  async add(given: {
    address: string
    account?: string | undefined
    name?: string | undefined
  }): Promise<Result<FavouriteView>> {
    const chosen = await this.#parts.accounts.choose(given.account, given.address)
    if (!chosen.ok) return chosen
    const place = { address: canonical(given.address), account: chosen.value.name }
    return this.#inTurn(async () => {
      const others = (await this.#stored()).filter((one) => placeKey(one) !== placeKey(place))
      if (others.length >= mostKept) return usage(`more than ${mostKept} favourites are not kept`)
      const names = new Set(others.map(({ name }) => name.toLowerCase()))
      if (given.name !== undefined && names.has(given.name.toLowerCase())) {
        return usage(`there is another favourite of the name ${given.name}`)
      }
      const added = { ...place, name: given.name ?? freeName(nameOf(place.address), names) }
      await this.#parts.store.putSetting(key, [...others, added])
      return ok(added)
    })
  }

  async remove(name: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const all = await this.#stored()
      const rest = all.filter((one) => one.name.toLowerCase() !== name.toLowerCase())
      if (rest.length === all.length) return fail(failure('not-found', { what: 'favourite', id: name }))
      await this.#parts.store.putSetting(key, rest)
      return ok({})
    })
  }

  async #stored(): Promise<FavouriteView[]> {
    return Stored.parse((await this.#parts.store.settings())[key] ?? [])
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act, act)
    this.#last = done
    return done
  }
}

function placeKey({ address, account }: Place): string {
  return `${account}\n${address}`
}

/** The last folder of a path, else the address itself. */
function nameOf(address: string): string {
  const parsed = parseDestination(address)
  const path = parsed.ok && 'path' in parsed.value ? parsed.value.path : []
  return (path.at(-1)?.trim() || address).slice(0, 90)
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted.toLowerCase())) return wanted
  for (let n = 2; ; n += 1) if (!taken.has(`${wanted} (${n})`.toLowerCase())) return `${wanted} (${n})`
}

function usage(detail: string): Result<never> {
  return fail(failure('usage', { detail }))
}
