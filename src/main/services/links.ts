/**
 * Links to files that are done, made by their services. A link is a secret: it goes to who asked and nowhere else, neither
 * into the log nor into the store.
 */

import type { z } from 'zod'
import { parseDestination } from '../../shared/destination.ts'
import { type Failure, type FailureCode, type Result, fail, failure, viewOf } from '../../shared/failure.ts'
import type { LinkOffer, LinkStep, SharedLinkView, linksContract } from '../../shared/links-contract.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { LinkRules, Permissions } from '../engine/ports/permissions.ts'
import type { Call, Providers } from '../engine/ports/provider.ts'
import type { LinkWish, SharedLink } from '../engine/ports/share.ts'
import type { Transfer, TransferStore } from '../engine/ports/store.ts'
import type { AccountPauses } from '../engine/queue/pauses.ts'
import { targetOf } from '../engine/transfer/run.ts'

export type LinkRequest = z.output<(typeof linksContract)['make']['in']>

export interface LinkParts {
  readonly store: Pick<TransferStore, 'get' | 'page'>
  readonly providers: Providers
  readonly pauses: Pick<AccountPauses, 'add' | 'askedOf'>
  readonly permissions: Pick<Permissions, 'links' | 'refusalOfLink'>
  readonly clock: Clock
  readonly random: Random
  /** Kinds of destinations that have links. */
  readonly kinds: readonly string[]
  /** So that it is taken out of whatever else is written. */
  readonly note: (secret: string) => void
}

const day = 24 * 3_600_000
/** Between the tries, ms. */
const pausesMs = [300, 3_000]
/** A service that wants to be left alone for longer is told of instead of waited for. */
const patienceMs = 60_000
const pageSize = 200

/** What may pass, or whose outcome nobody knows. To ask again is safe: see `Provider.share`. */
const passing: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'interrupted',
  'server-error',
  'bad-response',
  'session-busy',
])

export class Links {
  readonly #parts: LinkParts

  constructor(parts: LinkParts) {
    this.#parts = parts
  }

  offer(): LinkOffer {
    const { kinds, permissions } = this.#parts
    const { scopes, mostDays } = permissions.links()
    return { destinations: scopes.length === 0 ? [] : [...kinds], scopes: [...scopes], mostDays }
  }

  /** What is asked for one file is asked anew for the next one: an administrator's or a service's no doesn't end it. */
  async *make(request: LinkRequest, signal: AbortSignal): AsyncGenerator<LinkStep> {
    const wish = this.#wishOf(request)
    for await (const { id, transfer } of this.#chosen(request)) {
      signal.throwIfAborted()
      const made = wish.ok ? await this.#one(id, transfer, wish.value, signal) : wish
      if (made.ok) this.#parts.note(made.value.url)
      yield {
        id,
        path: transfer?.path ?? '',
        link: made.ok ? viewOfLink(made.value) : null,
        failure: made.ok ? null : viewOf(made.failure, made.failure.notBefore ?? null),
      }
    }
  }

  async *#chosen(request: LinkRequest): AsyncGenerator<{ readonly id: string; readonly transfer: Transfer | null }> {
    const { store } = this.#parts
    if ('ids' in request) {
      for (const id of request.ids) yield { id, transfer: await store.get(id) }
      return
    }
    let cursor: string | undefined
    do {
      const query = { batchId: request.batch, states: ['done'], order: 'added', limit: pageSize } as const
      const page = await store.page({ ...query, ...(cursor !== undefined && { cursor }) })
      for (const transfer of page.transfers) yield { id: transfer.id, transfer }
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
  }

  /** Without an end, the longest that is allowed; without a scope, the service's own where all are allowed. */
  #wishOf({ kind, scope, expiresAt }: LinkRequest): Result<LinkWish> {
    const { permissions, clock } = this.#parts
    const rules = permissions.links()
    const asked = expiresAt === undefined ? null : Date.parse(expiresAt)
    const now = clock.now()
    if (asked !== null && asked <= now) return fail(failure('usage', { detail: 'That moment is over.' }))
    const refused = permissions.refusalOfLink(scope ?? null, asked === null ? null : (asked - now) / day)
    if (refused !== null) return fail(refused)
    return { ok: true, value: { kind, scope: scope ?? onlyScope(rules), expiresAt: asked ?? latestEnd(rules, now) } }
  }

  async #one(id: string, transfer: Transfer | null, wish: LinkWish, signal: AbortSignal): Promise<Result<SharedLink>> {
    if (transfer === null) return fail(failure('not-found', { what: 'transfer', id }))
    const { destination, account, remote, state } = transfer
    if (state !== 'done' || remote === null) {
      return fail(failure('not-now', { detail: 'There is a link only to what is done.' }))
    }
    const parsed = parseDestination(destination)
    if (!parsed.ok) return parsed
    const noLinks = failure('no-links-there', { destination })
    if (!this.#parts.kinds.includes(parsed.value.kind)) return fail(noLinks)
    const serving = await this.#parts.providers.serving(account, destination)
    if (!serving.ok) return serving
    const { value: provider } = serving
    if (provider.share === undefined) return fail(noLinks)
    const target = { ...targetOf(transfer), name: remote.name }
    const ask = provider.share.bind(provider, target, remote.id, wish)
    return this.#asked(ask, account, signal)
  }

  async #asked(
    ask: (call: Call) => Promise<Result<SharedLink>>,
    account: string,
    signal: AbortSignal,
  ): Promise<Result<SharedLink>> {
    const { clock, pauses, random } = this.#parts
    const held = (): Failure | null => {
      const pause = pauses.askedOf(account)
      return pause === null ? null : { ...pause.failure, notBefore: pause.until }
    }
    for (let tries = 0; ; tries += 1) {
      const made = await ask({ signal, held })
      if (made.ok) return made
      const { code, notBefore } = made.failure
      if (notBefore !== undefined) await pauses.add(account, notBefore, made.failure)
      const pause = pausesMs[tries]
      if (pause === undefined || (notBefore === undefined && !passing.has(code))) return made
      const wait = notBefore === undefined ? pause * (1 + random.fraction()) : notBefore - clock.now()
      if (wait > patienceMs) return made
      await clock.sleep(Math.max(0, wait), signal)
    }
  }
}

/** The one that is left where not all are allowed. */
function onlyScope({ scopes }: LinkRules): LinkWish['scope'] {
  return scopes.length === 1 ? (scopes[0] ?? null) : null
}

function latestEnd({ mostDays }: LinkRules, now: number): number | null {
  return mostDays === null ? null : now + mostDays * day
}

function viewOfLink({ url, kind, scope, expiresAt, hasPassword }: SharedLink): SharedLinkView {
  return { url, kind, scope, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(), hasPassword }
}
