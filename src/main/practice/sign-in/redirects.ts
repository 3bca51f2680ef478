/** Where a browser may be sent back to. */

interface Registered {
  readonly redirects: readonly string[] | null
}

const loopback = ['localhost', '127.0.0.1']

function parse(text: string): URL | null {
  // What a URL parser repairs on its way was not what somebody registered.
  if (/[\s\\#]/.test(text) || !/^[a-z][a-z0-9+.-]*:/i.test(text)) return null
  const url = URL.canParse(text) ? new URL(text) : null
  return url && url.username === '' && url.password === '' ? url : null
}

export function isLoopback(text: string, hosts: readonly string[] = loopback): boolean {
  const url = parse(text)
  return url?.protocol === 'http:' && hosts.includes(url.hostname)
}

/**
 * Whether Entra sends a browser there (docs/identity-platform/reply-url.md, by graph.md F1): http for localhost and
 * 127.0.0.1 alone, whose port means nothing; the path's case counts; no query where personal accounts may come.
 */
export function entraSendsTo(client: Registered & { readonly audience: string }, text: string): boolean {
  const url = parse(text)
  if (!url || (url.search !== '' && client.audience !== 'work')) return false
  const local = isLoopback(text)
  if (url.protocol === 'http:' && !local) return false
  if (client.redirects === null) return local
  return client.redirects.some((known) => sameButPort(parse(known), url, local))
}

const boxLoopback = [...loopback, '[::1]']

/** Whether Box sends a browser there: any port of a loopback address, else all as registered (oauth2-setup.md). */
export function boxSendsTo(client: Registered, text: string, exactPorts: boolean): boolean {
  const url = parse(text)
  if (!url) return false
  const local = isLoopback(text, boxLoopback)
  if (url.protocol === 'http:' && !local) return false
  if (client.redirects === null) return local
  return client.redirects.some((known) => sameButPort(parse(known), url, local && !exactPorts))
}

function sameButPort(known: URL | null, asked: URL, anyPort: boolean): boolean {
  return (
    known !== null &&
    known.protocol === asked.protocol &&
    known.hostname === asked.hostname &&
    (anyPort || known.port === asked.port) &&
    known.pathname === asked.pathname &&
    known.search === asked.search
  )
}
