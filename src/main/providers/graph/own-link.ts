const longestLink = 16_384

/**
 * Whether a link that the service gives (a next page, a session) stays where the question went: the same origin and
 * version, no user in it. What is asked there carries the account's token (fault N15).
 */
export function isOwnLink(link: string, graphUrl: string): boolean {
  if (link.length > longestLink || !URL.canParse(link)) return false
  const { origin, username, password, pathname } = new URL(link)
  const root = new URL(`${graphUrl}/v1.0/`)
  return origin === root.origin && username === '' && password === '' && pathname.startsWith(root.pathname)
}
