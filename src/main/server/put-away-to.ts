/** Which transfer's file lies in a place now: the way back from where a watched folder puts its files away. */

import { basename, extname } from 'node:path'
import type { Transfer, TransferStore } from '../engine/ports/store.ts'

/** More files of one name than this, and somebody searches the history instead. */
const mostPages = 20

/** Looked for by the name, which a file keeps, but for a number where another one had it; then by the place itself. */
export async function putAwayTo(place: string, store: Pick<TransferStore, 'page'>): Promise<Transfer | null> {
  const ending = extname(place)
  const text = `${basename(place, ending).replace(/ \(\d+\)$/, '')} ${ending}`.trim()
  if (text === '') return null
  let cursor: string | null | undefined
  for (let page = 0; page < mostPages && cursor !== null; page += 1) {
    const found = await store.page({ text, order: 'newest', limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    const itsOwn = found.transfers.find(({ cleanUp }) => cleanUp?.state === 'moved' && cleanUp.place === place)
    if (itsOwn !== undefined) return itsOwn
    cursor = found.cursor
  }
  return null
}
