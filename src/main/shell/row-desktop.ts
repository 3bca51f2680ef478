/** What the desktop can do with one transfer. What is shown and opened comes from the engine, never from the page. */

import type { TransferView } from '../../shared/transfer.ts'

export interface RowDesktop {
  readonly exists: (path: string) => boolean
  /** In the system's file manager, chosen in its folder. */
  readonly showItem: (path: string) => void
  /** False: no browser, or none that starts. */
  readonly openWeb: (href: string) => Promise<boolean>
}

/** Longer ones are cut or refused by one system or another. */
const longest = 8_192

/**
 * The address of an item as it may be opened: https, to a host with a name, with nobody's name or password in it. What is
 * opened is what was parsed. Null: none that may.
 */
export function webAddress(row: TransferView | null): string | null {
  const text = row?.remote?.webUrl ?? null
  if (text === null || text.length > longest || !URL.canParse(text)) return null
  const { protocol, username, password, hostname, href } = new URL(text)
  return protocol === 'https:' && username === '' && password === '' && hostname !== '' ? href : null
}

export async function openInWeb(row: TransferView | null, desktop: RowDesktop): Promise<boolean> {
  const href = webAddress(row)
  return href !== null && desktop.openWeb(href)
}

/** Where it is by now, where its folder's rules put it away. */
export function showFile(row: TransferView | null, desktop: RowDesktop): boolean {
  const path = row?.cleanUp?.place ?? row?.path ?? null
  if (path === null || !desktop.exists(path)) return false
  desktop.showItem(path)
  return true
}
