/** Which addresses the app may have the system's browser open: pages of signing in, and nothing else. Pure. */

export interface SignInPage {
  readonly url: string
  /** The account's own root for signing in. */
  readonly root: string
}

/** `ask`: a root that we don't know; whoever sits before the screen decides, and not the page. */
export type Judged =
  | { readonly is: 'open' | 'ask'; readonly href: string; readonly host: string }
  | { readonly is: 'never' }

/** Microsoft's clouds (graph.md F3) and Box (guides/authentication/oauth2/without-sdk.md). */
const known: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.chinacloudapi.cn',
  'account.box.com',
])

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Longer ones are cut or refused by one system or another. */
const longest = 8_192

const never: Judged = { is: 'never' }

function parsed(text: string): URL | null {
  return text.length <= longest && URL.canParse(text) ? new URL(text) : null
}

/** https anywhere; http on this computer alone. */
function isSafe({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname))
}

/**
 * An address is compared with its root by parsed parts, since texts can be made to look alike, and what is opened is what
 * was parsed.
 */
export function judge({ url, root }: SignInPage): Judged {
  const [page, home] = [parsed(url), parsed(root)]
  if (page === null || home === null || !isSafe(page) || !isSafe(home) || page.origin !== home.origin) return never
  const isKnown = page.protocol === 'https:' && page.port === '' && known.has(page.hostname)
  return { is: isKnown ? 'open' : 'ask', href: page.href, host: page.host }
}
