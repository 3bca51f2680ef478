/** Folders of a destination in memory, for faces that look around. What is not there can be made, as in the real one. */

import type { DestinationView, FolderView } from '../../src/shared/destinations-contract.ts'
import { canonical, formatDestination, parseDestination } from '../../src/shared/destination.ts'
import { type Template, parseTemplate, placedBy } from '../../src/shared/destination-template.ts'
import type { FavouriteView } from '../../src/shared/favourites-contract.ts'
import { type Failure, type Result, fail, failure, ok } from '../../src/shared/failure.ts'
import type { Staged } from './fake-engine.ts'

type BrowsePage = { account: string; folders: FolderView[]; cursor: string | null }

const drive: FolderView = {
  kind: 'drive',
  name: 'My drive',
  address: 'onedrive:/',
  place: 'onedrive:/',
  hasChildren: null,
  detail: null,
  at: null,
}

/** A list that leads to what can be attached to, and what is in one. */
export function anEntry(kind: FolderView['kind'], name: string, more: Partial<FolderView>): FolderView {
  return { kind, name, address: null, place: null, hasChildren: null, detail: null, at: null, ...more }
}

export class FolderWorld {
  /** Address → names of the folders in it. */
  readonly folders = new Map<string, string[]>([['onedrive:/', []]])
  /** Where looking around begins. */
  readonly roots: FolderView[] = [drive]
  /** Places other than folders, with what is in them. */
  readonly lists = new Map<string, readonly FolderView[]>()
  readonly favourites: FavouriteView[] = []
  readonly recent: { readonly address: string; readonly account: string }[] = []
  /** Link → the address that it leads to. */
  readonly links = new Map<string, string>()
  /** Addresses of files. */
  readonly files = new Set<string>()
  /** What questions are answered with for as long as it is set, instead of the truth. */
  readonly trouble: Record<'check' | 'browse', Failure | null> = { check: null, browse: null }
  /** Every question that came, in order. */
  readonly asked: { readonly name: 'check' | 'browse'; readonly input: object }[] = []
  pageSize = 200
  delayMs = 0
  account = 'practice'

  /** Makes the folders of a path: `Lab/Runs`. */
  make(path: string): this {
    let inside = 'onedrive:/'
    for (const name of path.split('/')) {
      const names = this.folders.get(inside) ?? []
      if (!names.includes(name)) this.folders.set(inside, [...names, name])
      inside = below(inside, name)
      if (!this.folders.has(inside)) this.folders.set(inside, [])
    }
    return this
  }

  staged(): NonNullable<Staged['destinations']> {
    return {
      check: async (input) => {
        this.asked.push({ name: 'check', input })
        return this.#check(input.to, input.account ?? this.account)
      },
      outcome: async ({ template, files }) => {
        const parsed = parseTemplate(template)
        if (!parsed.ok) return parsed
        return ok({ placed: files.map(({ path }) => placedAt(parsed.value, path)) })
      },
      browse: async (input) => {
        this.asked.push({ name: 'browse', input })
        await new Promise((resolve) => setTimeout(resolve, this.delayMs))
        return this.#browse(input.place, input.cursor, input.account ?? this.account, input.search)
      },
      makeFolder: async ({ place, name }) => {
        if (/[:*?]/.test(name)) return fail(failure('name-not-allowed', { destination: place, name, rule: 'no' }))
        const address = below(place, name)
        this.folders.set(place, [...(this.folders.get(place) ?? []), name])
        this.folders.set(address, [])
        return ok(anEntry('folder', name, { address, place: address, hasChildren: false }))
      },
      ofLink: async ({ link, account }) => {
        const address = this.links.get(link)
        if (address === undefined) return fail(failure('destination-gone', { destination: 'The link' }))
        return this.#check(address, account ?? this.account)
      },
    }
  }

  /** Favourites, kept in memory as they are given. */
  kept(): NonNullable<Staged['favourites']> {
    return {
      list: async () => ok({ favourites: [...this.favourites], recent: [...this.recent] }),
      add: async ({ address, account = this.account, name = address }) => {
        const one = { address, account, name }
        this.favourites.push(one)
        return ok(one)
      },
      remove: async ({ name }) => {
        this.favourites.splice(0, this.favourites.length, ...this.favourites.filter((one) => one.name !== name))
        return ok({})
      },
    }
  }

  #check(to: string, account: string): Result<DestinationView> {
    if (this.trouble.check !== null) return fail(this.trouble.check)
    const parsed = parseDestination(to)
    if (!parsed.ok) return parsed
    const address = canonical(to)
    const item = [...this.lists.values()].flat().find((entry) => entry.address === address)
    if (item !== undefined) return ok({ address, account, is: 'item', name: item.name })
    if (this.files.has(address)) {
      return fail(failure('address-invalid', { address, detail: 'there is a file of that name, not a folder.' }))
    }
    return ok({ address, account, is: this.folders.has(address) ? 'folder' : 'new-folder', name: null })
  }

  #browse(place: string | undefined, cursor: string | undefined, account: string, search?: string): Result<BrowsePage> {
    if (this.trouble.browse !== null) return fail(this.trouble.browse)
    const address = place === undefined ? '' : canonical(place)
    const all = place === undefined ? this.roots : (this.lists.get(place) ?? this.#foldersIn(address))
    if (all === undefined) return fail(failure('destination-gone', { destination: address }))
    if (search !== undefined) return ok({ account, folders: this.#found(address, search), cursor: null })
    const from = Number(cursor ?? 0)
    const to = from + this.pageSize
    return ok({ account, folders: all.slice(from, to), cursor: to < all.length ? String(to) : null })
  }

  #found(address: string, search: string): FolderView[] {
    const start = address.endsWith('/') ? address : `${address}/`
    const addresses = [...this.folders.keys()].filter((each) => each.startsWith(start) && each !== start)
    return addresses.flatMap((each) => {
      const name = each.slice(each.lastIndexOf('/') + 1)
      if (!name.toLowerCase().includes(search.toLowerCase())) return []
      return [anEntry('folder', name, { address: each, place: each, detail: parentOf(each.slice(start.length)) })]
    })
  }

  #foldersIn(address: string): readonly FolderView[] | undefined {
    return this.folders.get(address)?.map((name) => {
      const inner = below(address, name)
      const hasChildren = (this.folders.get(inner) ?? []).length > 0
      return anEntry('folder', name, { address: inner, place: inner, hasChildren })
    })
  }
}

/** On a fixed day, on a fixed computer. */
export const placingHere = { host: 'lab-1', user: 'anna', timeZone: 'UTC' } as const

function placedAt(template: Template, path: string): string {
  const parts = path.split('/')
  const file = { folders: parts.slice(0, -1), name: parts.at(-1) ?? '', modifiedAt: Date.UTC(2026, 10, 21) }
  const { folders, name } = placedBy(template, { ...placingHere, ...file, root: '' })
  return [...folders, name].join('/')
}

/** `Lab/Runs/x` → `Lab / Runs`, as the services are shown. */
function parentOf(path: string): string | null {
  const names = path.split('/').slice(0, -1)
  return names.length === 0 ? null : names.join(' / ')
}

function below(address: string, name: string): string {
  const parsed = parseDestination(address)
  if (!parsed.ok || parsed.value.kind !== 'onedrive') throw new Error(`no address: ${address}`)
  return formatDestination({ ...parsed.value, path: [...parsed.value.path, name] })
}
