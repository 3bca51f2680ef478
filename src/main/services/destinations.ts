/** Where files may go, looked at before any goes there: what an address leads to, and what is in a place. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import type { DestinationView, FolderView } from '../../shared/destinations-contract.ts'
import { type BrowsePlace, parsePlace } from '../../shared/browse-place.ts'
import { parseTemplate, placedBy } from '../../shared/destination-template.ts'
import { canonical, parseDestination } from '../../shared/destination.ts'
import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Account } from '../engine/ports/account.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { FolderEntry, Providers, RemoteItem } from '../engine/ports/provider.ts'
import type { Accounts } from './accounts.ts'
import type { HereFacts } from './placing.ts'

type CheckRequest = z.output<(typeof contract)['destinations']['check']['in']>
type OutcomeRequest = z.output<(typeof contract)['destinations']['outcome']['in']>
type BrowseRequest = z.output<(typeof contract)['destinations']['browse']['in']>

interface BrowsePage {
  readonly account: string
  readonly folders: FolderView[]
  readonly cursor: string | null
}

export interface DestinationParts {
  readonly accounts: Pick<Accounts, 'choose' | 'chooseFor'>
  readonly providers: Providers
  readonly random: Random
  readonly clock: Clock
  readonly here: () => HereFacts
  /** Whether a place leads to anything that the administrator allows, and whether an address is. */
  readonly leads: (place: string) => boolean
  readonly isAllowed: (address: string) => boolean
  /** Where looking around begins with an account of this kind. */
  rootsFor(kind: Account['kind']): readonly FolderEntry[]
}

/** A page that was begun. The link stays here: who asks gets a number drawn by lot, good for the same place only. */
interface Begun {
  readonly account: string
  readonly place: string
  readonly next: string
}

const mostBegun = 200
/** Requests for one page of ours: a folder of ten thousand photos has pages without a single folder. */
const mostRequests = 5
const enoughFolders = 50

export class Destinations {
  readonly #parts: DestinationParts
  readonly #begun = new Map<string, Begun>()

  constructor(parts: DestinationParts) {
    this.#parts = parts
  }

  /** Failures: those of choosing an account, `address-invalid`, `destination-gone`, and whatever the service answers. */
  async check({ to, account }: CheckRequest, signal: AbortSignal): Promise<Result<DestinationView>> {
    const chosen = await this.#parts.accounts.choose(account, to)
    if (!chosen.ok) return chosen
    const address = canonical(to)
    const { name } = chosen.value
    const provider = await this.#parts.providers.serving(name, address)
    if (!provider.ok) return provider
    const found = await provider.value.inspect(address, { signal })
    if (!found.ok) return found
    const target = { destination: address, folders: [], name: '' }
    return viewOf(found.value, address, name, provider.value.capabilities(target).hasFolders)
  }

  /** What a template makes of files that nobody looks at. Failures: `template-invalid`. */
  outcome({ template, files, root = '' }: OutcomeRequest): Result<{ placed: string[] }> {
    const parsed = parseTemplate(template)
    if (!parsed.ok) return parsed
    const facts = { ...this.#parts.here(), root }
    const placed = files.map(({ path, modifiedAt = this.#parts.clock.now() }) => {
      const parts = path.split('/').filter((part) => part !== '')
      const file = { folders: parts.slice(0, -1), name: parts.at(-1) ?? '', modifiedAt }
      const { folders, name } = placedBy(parsed.value, { ...facts, ...file })
      return [...folders, name].join('/')
    })
    return ok({ placed })
  }

  /** Failures: those of `check`; `not-now` where the cursor is not known (any more). */
  async browse({ account, place, cursor }: BrowseRequest, signal: AbortSignal): Promise<Result<BrowsePage>> {
    const { accounts } = this.#parts
    if (place === undefined) {
      const chosen = await accounts.chooseFor(account, null, 'any place')
      if (!chosen.ok) return chosen
      const roots = this.#allowed(this.#parts.rootsFor(chosen.value.kind))
      return ok({ account: chosen.value.name, folders: roots, cursor: null })
    }
    const parsed = parsePlace(place)
    if (!parsed.ok) return parsed
    const inside = parsed.value
    const chosen = await accounts.chooseFor(account, inside.kind, inside.text)
    if (!chosen.ok) return chosen
    const { name } = chosen.value
    const begun = cursor === undefined ? null : this.#taken(cursor, name, inside.text)
    if (begun !== null && !begun.ok) return begun
    return this.#page(name, inside, begun === null ? null : begun.value, signal)
  }

  async #page(
    account: string,
    inside: BrowsePlace,
    from: string | null,
    signal: AbortSignal,
  ): Promise<Result<BrowsePage>> {
    const provider = await this.#parts.providers.browsing(account, inside)
    if (!provider.ok) return provider
    const place = inside.text
    const folders: FolderView[] = []
    let next = from
    for (let request = 0; request < mostRequests && folders.length < enoughFolders; request += 1) {
      const page = await provider.value.browse(place, next, { signal })
      if (!page.ok) return page
      folders.push(...this.#allowed(page.value.folders))
      next = page.value.next
      if (next === null) break
    }
    return ok({ account, folders, cursor: next === null ? null : this.#keep({ account, place, next }) })
  }

  /** What leads nowhere is left out; what is only on the way can't be chosen. */
  #allowed(entries: readonly FolderEntry[]): FolderEntry[] {
    const { leads, isAllowed } = this.#parts
    return entries
      .map(({ address, place, ...entry }) => ({
        ...entry,
        address: address !== null && isAllowed(address) ? address : null,
        place: place !== null && leads(place) ? place : null,
      }))
      .filter(({ address, place }) => address !== null || place !== null)
  }

  #taken(cursor: string, account: string, place: string): Result<string> {
    const begun = this.#begun.get(cursor)
    if (begun?.account === account && begun.place === place) return ok(begun.next)
    return fail(failure('not-now', { detail: 'This list is too old to go on with; open it again.' }))
  }

  #keep(begun: Begun): string {
    const cursor = this.#parts.random.id()
    this.#begun.set(cursor, begun)
    const [oldest] = this.#begun.keys()
    if (this.#begun.size > mostBegun && oldest !== undefined) this.#begun.delete(oldest)
    return cursor
  }
}

function viewOf(
  item: RemoteItem | null,
  address: string,
  account: string,
  hasFolders: boolean,
): Result<DestinationView> {
  if (item === null) return ok({ address, account, is: 'new-folder', name: null })
  if (!hasFolders) return ok({ address, account, is: 'item', name: item.name })
  if (item.isFolder) return ok({ address, account, is: 'folder', name: null })
  const parsed = parseDestination(address)
  // By its id a file is named to be replaced; as a part of a path it is in the way.
  if (item.isAddressed || !parsed.ok) return ok({ address, account, is: 'file', name: item.name })
  const detail = `'${item.name}' is a file there, not a folder.`
  return fail(failure('address-invalid', { address, detail }))
}
