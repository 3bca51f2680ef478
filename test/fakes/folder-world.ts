/** Folders of a destination in memory, for faces that look around. What is not there can be made, as in the real one. */

import type { DestinationView, FolderView } from '../../src/shared/contract.ts'
import { canonical, formatDestination, parseDestination } from '../../src/shared/destination.ts'
import { type Failure, type Result, fail, failure, ok } from '../../src/shared/failure.ts'
import type { Staged } from './fake-engine.ts'

type BrowsePage = { account: string; folders: FolderView[]; cursor: string | null }

export class FolderWorld {
  /** Address → names of the folders in it. */
  readonly folders = new Map<string, string[]>([['onedrive:/', []]])
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
      browse: async (input) => {
        this.asked.push({ name: 'browse', input })
        await new Promise((resolve) => setTimeout(resolve, this.delayMs))
        return this.#browse(input.place, input.cursor, input.account ?? this.account)
      },
    }
  }

  #check(to: string, account: string): Result<DestinationView> {
    if (this.trouble.check !== null) return fail(this.trouble.check)
    const parsed = parseDestination(to)
    if (!parsed.ok) return parsed
    const address = canonical(to)
    if (this.files.has(address)) {
      return fail(failure('address-invalid', { address, detail: 'there is a file of that name, not a folder.' }))
    }
    return ok({ address, account, is: this.folders.has(address) ? 'folder' : 'new-folder', name: null })
  }

  #browse(place: string | undefined, cursor: string | undefined, account: string): Result<BrowsePage> {
    if (this.trouble.browse !== null) return fail(this.trouble.browse)
    if (place === undefined) {
      return ok({ account, folders: [{ name: 'My files', address: 'onedrive:/', hasChildren: null }], cursor: null })
    }
    const address = canonical(place)
    const names = this.folders.get(address)
    if (names === undefined) return fail(failure('destination-gone', { destination: address }))
    const from = Number(cursor ?? 0)
    const to = from + this.pageSize
    const folders = names.slice(from, to).map((name) => {
      const inner = below(address, name)
      return { name, address: inner, hasChildren: (this.folders.get(inner) ?? []).length > 0 }
    })
    return ok({ account, folders, cursor: to < names.length ? String(to) : null })
  }
}

function below(address: string, name: string): string {
  const parsed = parseDestination(address)
  if (!parsed.ok || parsed.value.kind !== 'onedrive') throw new Error(`no address: ${address}`)
  return formatDestination({ ...parsed.value, path: [...parsed.value.path, name] })
}
