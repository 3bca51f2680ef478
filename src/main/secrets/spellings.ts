/** The usual ways in which a secret ends up in a text. */

/** Of a text that is a secret. */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const percent = encodeURIComponent(secret.toWellFormed())
  const all = [
    secret,
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (triplet) => triplet.toLowerCase()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    ...spellingsOfBytes(bytes),
  ]
  return [...new Set(all)]
}

/** Of bytes that are a secret. */
export function spellingsOfBytes(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex')
  return [...new Set([...base64Cores(bytes), hex, hex.toUpperCase()])]
}

/** base64 of a text that has the secret somewhere in it: three alignments, without the characters that neighbours change. */
function base64Cores(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const first = Math.ceil((shift * 8) / 6)
    const core = text.slice(first, Math.floor(((shift + bytes.length) * 8) / 6))
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
