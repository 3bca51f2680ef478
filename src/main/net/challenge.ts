/** A claims challenge: what an API wants of the next token (docs/identity-platform/claims-challenge.md of entra-docs). */

import { objectOf } from '../../shared/claims.ts'

const longest = 8_192

/** The claims of a `WWW-Authenticate: Bearer … error="insufficient_claims", claims="BASE64"`, as JSON; null where it is none. */
export function challengeOf(header: string | null): string | null {
  if (header === null || header.length > longest || !/\berror="insufficient_claims"/.test(header)) return null
  const [, encoded] = /\bclaims="([\w+/=-]+)"/.exec(header) ?? []
  if (encoded === undefined) return null
  const claims = objectOf(Buffer.from(encoded, 'base64').toString())
  return Object.keys(claims).length === 0 ? null : JSON.stringify(claims)
}
