/** Links without a service: what was asked for is noted, and each file gets the one that a test says. */

import type { LinkOffer, LinkStep } from '../../src/shared/links-contract.ts'
import { failure, ok, viewOf } from '../../src/shared/failure.ts'
import type { TransferView } from '../../src/shared/transfer.ts'
import type { Staged } from './fake-engine.ts'

export class LinkWorld {
  /** Nobody has links, until a test says so. */
  offer: LinkOffer = { destinations: [], scopes: ['anyone', 'organization'], mostDays: null }
  /** Files that get none, by their id. */
  readonly refused = new Set<string>()
  /** Every wish that came, in order. */
  readonly asked: unknown[] = []
  /** While it waits, nothing comes of anything. */
  gate: Promise<void> = Promise.resolve()
  readonly #rows: ReadonlyMap<string, TransferView>

  constructor(rows: ReadonlyMap<string, TransferView>) {
    this.#rows = rows
  }

  staged(): NonNullable<Staged['links']> {
    const step = async (
      id: string,
      input: { kind: 'view' | 'edit'; expiresAt?: string | undefined },
    ): Promise<LinkStep> => {
      await this.gate
      const path = this.#rows.get(id)?.path ?? ''
      const name = path.split('/').at(-1) ?? id
      if (this.refused.has(id)) {
        const found = failure('link-not-allowed', { name, detail: 'Sharing by link is not enabled' })
        return { id, path, link: null, failure: viewOf(found, null) }
      }
      const { kind, expiresAt = null } = input
      const url = `https://files.example/s/${id}`
      return { id, path, link: { url, kind, scope: 'organization', expiresAt, hasPassword: false }, failure: null }
    }
    const idsOf = (batch: string): string[] =>
      [...this.#rows.values()].filter((row) => row.batch === batch && row.state === 'done').map(({ id }) => id)
    const { asked } = this
    return {
      offer: async () => ok(this.offer),
      async *make(input) {
        asked.push(input)
        const ids = 'batch' in input ? idsOf(input.batch) : input.ids
        for (const id of ids) yield await step(id, input)
      },
    }
  }
}
