/** The one place that our own window shows, and nothing else may be. Pure. */

export const scheme = 'app'
const host = 'longshore'
export const pageUrl = `${scheme}://${host}/`

/** Whether an address is our page: compared by its parsed parts, since texts can be made to look alike. */
export function isOurPage(address: string): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  const { protocol, username, password, port, pathname, search } = url
  const isOurs = protocol === `${scheme}:` && url.host === host && port === '' && username === '' && password === ''
  return isOurs && pathname === '/' && search === ''
}
