/** Where the services that we know are, without version: in one place, since what is allowed is judged by them too. */

import type { clouds } from './contract.ts'

type Cloud = (typeof clouds)[number]

/** Roots of Microsoft's clouds (graph.md F3). */
export const cloudRoots: Record<Cloud, { readonly graphUrl: string; readonly loginUrl: string }> = {
  global: { graphUrl: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
  'us-gov': { graphUrl: 'https://graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
  'us-dod': { graphUrl: 'https://dod-graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
  china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn', loginUrl: 'https://login.chinacloudapi.cn' },
}

/** Roots of Box (OAS `servers`; guides/authentication/oauth2/without-sdk.md). */
export const boxRoots = {
  boxUrl: 'https://api.box.com',
  boxUploadUrl: 'https://upload.box.com',
  boxLoginUrl: 'https://account.box.com',
}
