/** Which upload address belongs to whom, as it is stored. */

import type { Range } from '../../../src/main/engine/ports/provider.ts'
import type { TransferChange } from '../../../src/main/engine/ports/store.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'

export interface HeldSession {
  readonly address: string
  /** As stored: ascending and merged. */
  readonly acknowledged: readonly Range[]
}

export class SessionBook {
  readonly #sync: SqliteStore
  readonly #addressIn: (secret: string) => string
  readonly #transferOf = new Map<string, string>()

  /** @param addressIn where ranges go, from what a provider keeps of a session */
  constructor(sync: SqliteStore, addressIn: (secret: string) => string) {
    this.#sync = sync
    this.#addressIn = addressIn
  }

  /** After a change was stored. */
  note({ id, session }: TransferChange): void {
    if (typeof session === 'object') this.#transferOf.set(this.#addressOf(session.open.secret), id)
  }

  /** An upload address in this text; null: none. */
  secretIn(text: string): string | null {
    for (const address of this.#transferOf.keys()) if (text.includes(address)) return address
    return null
  }

  /** Null where no transfer has this session now. */
  heldAt(address: string): HeldSession | null {
    const transferId = this.#transferOf.get(address)
    if (transferId === undefined) return null
    const session = this.sessionOf(transferId)
    return session?.address === address ? session : null
  }

  /** As it is stored now; null: none. */
  sessionOf(transferId: string): HeldSession | null {
    const session = this.#sync.session(transferId)
    return session === null ? null : { address: this.#addressOf(session.secret), acknowledged: session.acknowledged }
  }

  /** As open-seal.ts seals it. */
  #addressOf(sealed: string): string {
    const address = this.#addressIn(sealed.slice(sealed.indexOf('\n') + 1))
    return URL.canParse(address) ? new URL(address).href : address
  }
}
