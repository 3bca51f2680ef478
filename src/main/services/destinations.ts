/** Where files may go, looked at before any goes there: what an address leads to, and what is in a place. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import type { DestinationView, FolderView } from '../../shared/destinations-contract.ts'
import { type BrowsePlace, parsePlace } from '../../shared/browse-place.ts'
import { parseTemplate, placedBy } from '../../shared/destination-template.ts'
import { canonical, formatDestination, parseDestination } from '../../shared/destination.ts'
import { type Failure, type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Account } from '../engine/ports/account.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { FolderEntry, FolderPage, Provider, Providers, RemoteItem } from '../engine/ports/provider.ts'
import type { Accounts } from './accounts.ts'
import type { HereFacts } from './placing.ts'

type CheckRequest = z.output<(typeof contract)['destinations']['check']['in']>
type OutcomeRequest = z.output<(typeof contract)['destinations']['outcome']['in']>
type MakeRequest = z.output<(typeof contract)['destinations']['makeFolder']['in']>
type LinkRequest = z.output<(typeof contract)['destinations']['ofLink']['in']>
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

interface Wanted {
  readonly inside: BrowsePlace
  /** What is searched for; null: all. */
  readonly text: string | null
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
/** Requests until a folder that was just made is found again. */
const mostLooks = 20
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
  async browse({ account, place, search, cursor }: BrowseRequest, signal: AbortSignal): Promise<Result<BrowsePage>> {
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
    const wanted = { inside, text: search ?? null }
    const begun = cursor === undefined ? null : this.#taken(cursor, name, keyOf(wanted))
    if (begun !== null && !begun.ok) return begun
    return this.#page(name, wanted, begun === null ? null : begun.value, signal)
  }

  /** Failures: those of `check`; `name-not-allowed`, `destination-refused` and `not-now`, where there are no folders. */
  async makeFolder({ place, name, account }: MakeRequest, signal: AbortSignal): Promise<Result<FolderView>> {
    const chosen = await this.#parts.accounts.choose(account, place)
    if (!chosen.ok) return chosen
    const parent = canonical(place)
    const serving = await this.#parts.providers.serving(chosen.value.name, parent)
    if (!serving.ok) return serving
    const provider = serving.value
    const own = { destination: parent, folders: [], name }
    if (!provider.capabilities(own).hasFolders) {
      return fail(failure('not-now', { detail: 'There are no folders in there.' }))
    }
    const refused = provider.preflight(own, 0) ?? slashIn(name, parent)
    if (refused !== null) return fail(refused)
    const made = await provider.makeFolders({ destination: parent, folders: [name], name: '' }, { signal })
    if (!made.ok) return made
    const address = addressBelow(parent, name)
    const view = { kind: 'folder', name, hasChildren: false, detail: null, at: null } as const
    if (address !== null) return ok({ ...view, address, place: address })
    return madeIn(provider, parent, name, signal)
  }

  /** Failures: `address-invalid`, `destination-gone`, `destination-denied`, and those of choosing an account. */
  async ofLink({ link, account }: LinkRequest, signal: AbortSignal): Promise<Result<DestinationView>> {
    const { accounts, providers } = this.#parts
    const parsed = parseDestination(link)
    if (parsed.ok) return this.check({ to: link, ...(account !== undefined && { account }) }, signal)
    if (!/^https:\/\/[^/]/i.test(link.trim())) return parsed
    const likely = /^https:\/\/[^/]*\bbox\b/i.test(link)
      ? (['box', 'onedrive'] as const)
      : (['onedrive', 'box'] as const)
    let refused: Result<never> | null = null
    for (const kind of likely) {
      const chosen = await accounts.chooseFor(account, kind, 'the link')
      const { name } = chosen.ok ? chosen.value : { name: '' }
      const root = { kind, list: null, text: `${kind}:/` } as const
      const provider = chosen.ok ? await providers.browsing(name, root) : chosen
      const found = provider.ok ? await provider.value.addressOfLink?.(link.trim(), { signal }) : provider
      if (found?.ok === true && found.value !== null) return this.check({ to: found.value, account: name }, signal)
      if (found?.ok === false) refused ??= found
    }
    return (
      refused ??
      fail(failure('address-invalid', { address: 'The link', detail: 'nobody here knows what it leads to.' }))
    )
  }

  async #page(account: string, wanted: Wanted, from: string | null, signal: AbortSignal): Promise<Result<BrowsePage>> {
    const { inside, text } = wanted
    const provider = await this.#parts.providers.browsing(account, inside)
    if (!provider.ok) return provider
    const place = inside.text
    const { value } = provider
    const ask = (at: string | null): Promise<Result<FolderPage>> =>
      text !== null && value.search !== undefined
        ? value.search(place, text, at, { signal })
        : value.browse(place, at, { signal })
    // Where nobody can be asked, what is called otherwise is left out here.
    const isWanted = ({ name }: FolderEntry): boolean =>
      text === null || value.search !== undefined || name.toLowerCase().includes(text.toLowerCase())
    const folders: FolderView[] = []
    let next = from
    for (let request = 0; request < mostRequests && folders.length < enoughFolders; request += 1) {
      const page = await ask(next)
      if (!page.ok) return page
      folders.push(...this.#allowed(page.value.folders.filter(isWanted)))
      next = page.value.next
      if (next === null) break
    }
    return ok({ account, folders, cursor: next === null ? null : this.#keep({ account, place: keyOf(wanted), next }) })
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

function keyOf({ inside, text }: Wanted): string {
  return text === null ? inside.text : `${inside.text}\n${text}`
}

/** Names are kept, so that the address can be read; null where it would not mean exactly this name. */
function addressBelow(parent: string, name: string): string | null {
  const parsed = parseDestination(parent)
  if (!parsed.ok || !('path' in parsed.value) || !('base' in parsed.value)) return null
  const path = [...parsed.value.path, name]
  const address = formatDestination({ ...parsed.value, path })
  const again = parseDestination(address)
  const isSame = again.ok && 'path' in again.value && again.value.path.length === path.length
  return isSame && again.value.path.at(-1) === name && canonical(address) === address ? address : null
}

/** Where an address has no path below it, the folder is known by what the service calls it. */
async function madeIn(
  provider: Provider,
  destination: string,
  name: string,
  signal: AbortSignal,
): Promise<Result<FolderView>> {
  let next: string | null = null
  for (let request = 0; request < mostLooks; request += 1) {
    const page: Result<FolderPage> = await provider.browse(destination, next, { signal })
    if (!page.ok) return page
    const found = page.value.folders.find((folder) => folder.name === name)
    if (found !== undefined) return ok(found)
    next = page.value.next
    if (next === null) break
  }
  return fail(failure('destination-gone', { destination }))
}

/** One folder at a time. */
function slashIn(name: string, destination: string): Failure | null {
  return /[/\\]/.test(name) ? failure('name-not-allowed', { destination, name, rule: 'it is not one name' }) : null
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
