import { useCallback, useEffect, useState } from 'react'
import { parsePlace } from '../../shared/browse-place.ts'
import type { FolderView } from '../../shared/destinations-contract.ts'
import type { FavouriteView } from '../../shared/favourites-contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

type Place = Omit<FavouriteView, 'name'>

interface Kept {
  readonly favourites: readonly FavouriteView[]
  readonly recent: readonly Place[]
}

export interface Favourites extends Kept {
  /** Why the last change was not made. */
  readonly failure: FailureView | null
  /** By address and account; an empty account is any. */
  readonly find: (address: string, account: string) => FavouriteView | undefined
  readonly keep: (place: Place, name: string) => Promise<void>
  readonly drop: (name: string) => Promise<void>
}

const none: Kept = { favourites: [], recent: [] }

/** What is kept, and where files went lately; changed by this page, or read again when it opens. */
export function useFavourites(): Favourites {
  const { link } = useEngine()
  const client = useValue(link.client)
  const [kept, setKept] = useState(none)
  const [failure, setFailure] = useState<FailureView | null>(null)
  const read = useCallback(
    async (signal?: AbortSignal): Promise<void> => {
      const answer = await client.favourites.list({}, signal)
      if (answer.ok && signal?.aborted !== true) setKept(answer.value)
    },
    [client],
  )
  useEffect(() => {
    const leaving = new AbortController()
    void read(leaving.signal)
    return () => leaving.abort()
  }, [read])
  const told = async (
    act: Promise<{ readonly ok: true } | { readonly ok: false; readonly failure: Parameters<typeof viewOf>[0] }>,
  ) => {
    const answer = await act
    setFailure(answer.ok ? null : viewOf(answer.failure, null))
    await read()
  }
  return {
    ...kept,
    failure,
    find: (address, account) =>
      kept.favourites.find((one) => one.address === address && (account === '' || one.account === account)),
    keep: ({ address, account }, name) =>
      told(client.favourites.add({ address, name, ...(account === '' ? {} : { account }) })),
    drop: (name) => told(client.favourites.remove({ name })),
  }
}

/** As entries of the list in which looking around begins. `account` empty: of all. Pure. */
export function entriesOf({ favourites, recent }: Kept, account: string): FolderView[] {
  const isOf = (place: Place): boolean => account === '' || place.account === account
  return [
    ...favourites.filter(isOf).map((one) => entryOf('favourite', one.name, one)),
    ...recent.filter(isOf).map((one) => entryOf('recent', one.address, one)),
  ]
}

/** Only a folder can be gone into: a message or a printer is picked. */
function entryOf(kind: 'favourite' | 'recent', name: string, { address, account }: Place): FolderView {
  const parsed = parsePlace(address)
  const hasFolders = parsed.ok && (parsed.value.kind === 'onedrive' || parsed.value.kind === 'box')
  const detail = name === address ? account : `${address} · ${account}`
  return { kind, name, address, place: hasFolders ? address : null, hasChildren: null, detail, at: null }
}
