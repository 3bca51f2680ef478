/** Which upload address belongs to whom, as it is stored. */

import type { TransferChange } from '../../../src/main/engine/ports/store.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'

export interface Holder {
  readonly transferId: string
  readonly acknowledgedEnd: number
}

export class SessionBook {
  readonly #sync: SqliteStore
  readonly #transferOf = new Map<string, string>()

  constructor(sync: SqliteStore) {
    this.#sync = sync
  }

  /** After a change was stored. */
  note({ id, session }: TransferChange): void {
    if (typeof session === 'object') this.#transferOf.set(addressOf(session.open.secret), id)
  }

  /** An upload address in this text; null: none. */
  secretIn(text: string): string | null {
    for (const address of this.#transferOf.keys()) if (text.includes(address)) return address
    return null
  }

  /** Null where no transfer has this session now. */
  holderOf(address: string): Holder | null {
    const transferId = this.#transferOf.get(address)
    if (transferId === undefined) return null
    const session = this.sessionOf(transferId)
    return session?.address === address ? { transferId, acknowledgedEnd: session.acknowledgedEnd } : null
  }

  /** As it is stored now; null: none. */
  sessionOf(transferId: string): { readonly address: string; readonly acknowledgedEnd: number } | null {
    const session = this.#sync.session(transferId)
    if (session === null) return null
    return { address: addressOf(session.secret), acknowledgedEnd: session.acknowledged.at(-1)?.end ?? 0 }
  }
}

/** As open-seal.ts seals it. */
function addressOf(sealed: string): string {
  const text = sealed.slice(sealed.indexOf('\n') + 1)
  return URL.canParse(text) ? new URL(text).href : text
}
