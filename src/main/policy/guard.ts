/** Nothing speaks to a service past this: connections and providers that ask the policy before they are handed out. */

import type { BrowsePlace } from '../../shared/browse-place.ts'
import { type Failure, type Result, fail } from '../../shared/failure.ts'
import type { Account } from '../engine/ports/account.ts'
import type { Connection, Connections } from '../engine/ports/http.ts'
import type { Permissions, Tenant } from '../engine/ports/permissions.ts'
import type { Provider, Providers } from '../engine/ports/provider.ts'

/**
 * Whose accounts these are, asked of the service. Null: it doesn't say. Failures: what keeps it from being asked now, so
 * that the account can't be used now either.
 */
export type AskTenant = (connection: Connection) => Promise<Result<Tenant | null>>

interface Asked {
  readonly connection: Connection
  readonly tenant: Promise<Result<Tenant | null>>
}

export class GuardedConnections implements Connections {
  readonly #inner: Connections
  readonly #permissions: Permissions
  readonly #askTenant: AskTenant
  /** Once in a run for each sign-in. */
  readonly #asked = new Map<string, Asked>()
  readonly #refused = new Map<string, { readonly createdAt: number; readonly failure: Failure }>()

  constructor(inner: Connections, permissions: Permissions, askTenant: AskTenant) {
    this.#inner = inner
    this.#permissions = permissions
    this.#askTenant = askTenant
  }

  async connect(account: Account): Promise<Result<Connection>> {
    const refused = this.#permissions.account(account)
    if (refused !== null) return fail(refused)
    const connected = await this.#inner.connect(account)
    if (!connected.ok || !this.#permissions.asksForTenant(account)) return connected
    const tenant = await this.#tenantOf(account.name, connected.value)
    if (!tenant.ok) return tenant
    const foreign = this.#permissions.tenant(account.name, tenant.value)
    this.#refused.delete(account.name)
    if (foreign === null) return connected
    this.#refused.set(account.name, { createdAt: account.createdAt, failure: foreign })
    return fail(foreign)
  }

  /** What is known of an account so far, without asking its service. */
  refusalOf(account: Account): Failure | null {
    const known = this.#refused.get(account.name)
    // Another account may have had the name.
    const foreign = known?.createdAt === account.createdAt ? known.failure : null
    return this.#permissions.account(account) ?? foreign
  }

  /** Somebody signed in: the account may be somebody else's now. */
  forget(account: string): void {
    this.#asked.delete(account)
    this.#refused.delete(account)
  }

  #tenantOf(name: string, connection: Connection): Promise<Result<Tenant | null>> {
    const known = this.#asked.get(name)
    if (known?.connection === connection) return known.tenant
    const asked = { connection, tenant: this.#askTenant(connection) }
    this.#asked.set(name, asked)
    const forget = (): void => {
      if (this.#asked.get(name) === asked) this.#asked.delete(name)
    }
    // Only an answer is kept.
    void asked.tenant.then((answer) => answer.ok || forget(), forget)
    return asked.tenant
  }
}

export function guardedProviders(inner: Providers, permissions: Permissions): Providers {
  const serving = async (account: string, destination: string): Promise<Result<Provider>> => {
    const refused = permissions.destination(destination)
    return refused === null ? inner.serving(account, destination) : fail(refused)
  }
  const browsing = async (account: string, place: BrowsePlace): Promise<Result<Provider>> => {
    const refused = permissions.leads(place.text) ? null : permissions.destination(place.text)
    return refused === null ? inner.browsing(account, place) : fail(refused)
  }
  return { serving, browsing }
}
