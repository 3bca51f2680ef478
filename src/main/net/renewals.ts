/** Where accounts of each service are renewed. */

import type { Renewal } from './tokens.ts'

interface EntraClient {
  readonly loginUrl: string
  /** Null: people of any. */
  readonly tenant: string | null
  readonly clientId: string | null
}

/** Microsoft's sign-in: the tenant is part of the address. Null without a client. */
export function entraRenewal({ loginUrl, tenant, clientId }: EntraClient): Renewal | null {
  if (clientId === null) return null
  return { endpoint: `${loginUrl}/${encodeURIComponent(tenant ?? 'common')}/oauth2/v2.0/token`, clientId }
}
