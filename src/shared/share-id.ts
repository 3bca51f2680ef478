/**
 * Share ids: `u!` and the sharing URL in URL-safe base64 without padding (G: api-reference/v1.0/api/shares-get.md).
 * Written without Buffer and btoa, which not every runtime of this room has.
 */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** From a share id (as it is) or from a percent-encoded sharing URL; null where it is neither. */
export function shareIdOf(written: string): string | null {
  const url = decoded(written)
  if (url === null) return null
  if (/^https:\/\/[^/\s]+/i.test(url)) return `u!${base64Url(utf8(url))}`
  return /^[A-Za-z0-9_!.,=~-]+$/.test(written) ? written : null
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function utf8(text: string): number[] {
  const bytes: number[] = []
  const escaped = encodeURIComponent(text)
  for (let i = 0; i < escaped.length; i += 1) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16))
      i += 2
    } else {
      bytes.push(escaped.charCodeAt(i))
    }
  }
  return bytes
}

function base64Url(bytes: readonly number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const count = Math.min(3, bytes.length - i) + 1
    for (let k = 0; k < count; k += 1) text += digits[(group >>> (18 - 6 * k)) & 63]
  }
  return text
}
