/**
 * The usual ways in which a text ends up in a file, by name; written anew here, since what is tested must not say itself
 * what it is to find.
 */
export function spellings(secret: string): readonly (readonly [name: string, text: string])[] {
  const bytes = Buffer.from(secret)
  const percent = encodeURIComponent(secret.toWellFormed())
  const cores = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
  })
  const all: (readonly [string, string])[] = [
    ['as it is', secret],
    ['percent-encoded', percent],
    ['percent-encoded in small letters', percent.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase())],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in hex', bytes.toString('hex')],
    ...cores.map((core, n) => [`in base64, after ${n}`, core] as const),
    ...cores.map((core, n) => [`in base64url, after ${n}`, core.replaceAll('+', '-').replaceAll('/', '_')] as const),
  ]
  const seen = new Set<string>()
  return all.filter(([, text]) => text !== '' && !seen.has(text) && seen.add(text))
}
