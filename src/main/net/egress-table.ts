/**
 * Where anything of ours may go, and which credentials may go along: the whole list. What an account's own services are is
 * its roots' business (egress.ts judges every request by them); this says what those may be in the world, so that tests
 * can look at everything that leaves and find nobody else.
 */

/** By the header that carries it. */
export type CredentialHeader = 'authorization' | 'proxy-authorization' | 'cookie'

export interface EgressRow {
  /** A host, or `*.domain` for those below one. */
  readonly hosts: readonly string[]
  readonly credentials: readonly CredentialHeader[]
  /** Whose it is, and where that is said. */
  readonly what: string
}

export const egressTable: readonly EgressRow[] = [
  {
    hosts: ['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us', 'microsoftgraph.chinacloudapi.cn'],
    credentials: ['authorization'],
    what: 'Microsoft Graph in its four clouds (G: concepts/deployments.md)',
  },
  {
    hosts: ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.chinacloudapi.cn'],
    credentials: [],
    what: 'signing in to Microsoft; what it is told stands in the body (RFC 6749 section 2.3.1)',
  },
  {
    hosts: ['*.box.com', '*.box-gov.com'],
    credentials: ['authorization'],
    what: 'Box, its sign-in, and the upload servers that it names (guides/api-calls/allowing-domain-access.md)',
  },
]
