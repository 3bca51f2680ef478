import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { requireTenant } from './asking.ts'
import { Refusal, refusalReply } from './refusals.ts'
import { knownScopes } from './scopes.ts'

/** GET /{tenant}/v2.0/.well-known/openid-configuration (docs/identity-platform/v2-protocols-oidc.md of entra-docs). */
export function openIdConfiguration({ origins, world }: Context, exchange: Exchange, tenantName: string): Reply {
  try {
    const { name, issuerId } = requireTenant(tenantName)
    const root = `${origins.login}/${name}`
    return json(200, {
      issuer: `${origins.login}/${issuerId}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      token_endpoint: `${root}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: knownScopes,
      request_uri_parameter_supported: false,
      msgraph_host: new URL(origins.graph).host,
    })
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error, exchange, world.clock)
    throw error
  }
}

/** No identity tokens are issued, so there is nothing that could be checked with a key. */
export function keys(): Reply {
  return json(200, { keys: [] })
}

/** GET /common/discovery/instance: what MSAL asks before it trusts a login host. */
export function instance({ origins }: Context): Reply {
  const { host } = new URL(origins.login)
  return json(200, {
    tenant_discovery_endpoint: `${origins.login}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}
