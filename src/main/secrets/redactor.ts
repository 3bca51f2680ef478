/**
 * Takes secrets out of text by value, wherever they turn up and in whichever of the usual spellings. It knows them
 * because everything that handles one registers it.
 */

/** Shorter ones would take ordinary words out of the log. */
const shortest = 8
/** Upload URLs come and go; the oldest are forgotten when there are more. */
const most = 4_000
/** In an address, what is as long as this is a token; shorter words are part of many addresses. */
const shortestInAddress = 24

export class Redactor {
  /** Every spelling of every secret; insertion order is age. */
  readonly #spellings = new Map<string, readonly string[]>()
  /** First characters → the spellings that begin with them, so that a line is read once and not once a secret. */
  readonly #byHead = new Map<string, Set<string>>()

  add(secret: string): void {
    for (const part of [secret, ...tokensOfAddress(secret)]) this.#addOne(part)
  }

  redact(text: string): string {
    let clean = ''
    let from = 0
    for (let at = 0; at + shortest <= text.length; at += 1) {
      const found = this.#longestAt(text, at)
      if (found === 0) continue
      clean += `${text.slice(from, at)}[secret]`
      from = at + found
      at = from - 1
    }
    return from === 0 ? text : clean + text.slice(from)
  }

  /** Length of the longest spelling that begins here; 0: none. */
  #longestAt(text: string, at: number): number {
    let longest = 0
    for (const spelling of this.#byHead.get(text.slice(at, at + shortest)) ?? []) {
      if (spelling.length > longest && text.startsWith(spelling, at)) longest = spelling.length
    }
    return longest
  }

  #addOne(secret: string): void {
    if (secret.length < shortest) return
    const spellings = this.#spellings.get(secret) ?? spellingsOf(secret)
    // Used again is young again.
    this.#spellings.delete(secret)
    this.#spellings.set(secret, spellings)
    for (const spelling of spellings) {
      const head = spelling.slice(0, shortest)
      const sharing = this.#byHead.get(head) ?? new Set()
      this.#byHead.set(head, sharing.add(spelling))
    }
    const [oldest] = this.#spellings.keys()
    if (this.#spellings.size > most && oldest !== undefined) this.#forget(oldest)
  }

  #forget(secret: string): void {
    for (const spelling of this.#spellings.get(secret) ?? []) {
      const head = spelling.slice(0, shortest)
      const sharing = this.#byHead.get(head)
      sharing?.delete(spelling)
      if (sharing?.size === 0) this.#byHead.delete(head)
    }
    this.#spellings.delete(secret)
  }
}

/** An upload address is a secret for the token in it, which may turn up without the rest. */
function tokensOfAddress(secret: string): readonly string[] {
  if (!/^https?:\/\//i.test(secret) || !URL.canParse(secret)) return []
  const { pathname, search, searchParams } = new URL(secret)
  const parts = [pathname + search, ...pathname.split('/'), ...searchParams.values()]
  return parts.filter((part) => part.length >= shortestInAddress)
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const all = [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    ...base64Cores(bytes),
    bytes.toString('hex'),
  ]
  return [...new Set(all)].filter((spelling) => spelling.length >= shortest)
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
