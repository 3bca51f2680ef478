/** Addresses as a log may say them: whose they are, and enough of the rest to tell one from another. */

import { createHmac } from 'node:crypto'

const address = /\bhttps?:\/\/[^\s"<>\\]+/gi

/**
 * What stands behind the host may be a permission by itself: it becomes a short fingerprint. Keyed, so that nobody who
 * reads the log can try out what it was.
 */
export function withoutPaths(text: string, key: Buffer): string {
  return text.replace(address, (found) => {
    if (!URL.canParse(found)) return found.replace(/^(https?:\/\/).*/i, '$1…')
    const { origin, href } = new URL(found)
    if (href === `${origin}/`) return found
    return `${origin}/…${createHmac('sha256', key).update(href).digest('hex').slice(0, 8)}`
  })
}
