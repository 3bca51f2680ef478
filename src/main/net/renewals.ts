/** Where accounts of each service are renewed. */

import type { Renewal } from './tokens.ts'

interface BoxClient {
  readonly boxUrl: string
  readonly clientId: string | null
  readonly knownSecret?: string
}

/** Box's, at the root of its API; it wants the client's secret too (OAS post_oauth2_token). Null without a client. */
export function boxRenewal({ boxUrl, clientId, ...secret }: BoxClient): Renewal | null {
  return clientId === null ? null : { endpoint: `${boxUrl}/oauth2/token`, clientId, ...secret }
}

interface EntraClient {
  readonly loginUrl: string
  /** Null: people of any. */
  readonly tenant: string | null
  readonly clientId: string | null
}

/** Microsoft's sign-in: the tenant is part of the address. Null without a client. */
export function entraRenewal({ loginUrl, tenant, clientId }: EntraClient): Renewal | null {
  if (clientId === null) return null
  const endpoint = `${loginUrl}/${encodeURIComponent(tenant ?? 'common')}/oauth2/v2.0/token`
  return { endpoint, clientId, takesClaims: true }
}
