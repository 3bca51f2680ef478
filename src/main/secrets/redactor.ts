/**
 * Takes secrets out of text by value, wherever they turn up and in whichever of the usual spellings. It knows them
 * because everything that handles one registers it.
 */

import { spellingsOf, spellingsOfBytes } from './spellings.ts'

/** Shorter ones would take ordinary words out of the log. */
const shortest = 8
/** Upload URLs come and go; the oldest are forgotten when there are more. */
const most = 4_000
/** Of those that come in numbers: they never push out a token. */
const mostPassing = 200
/** In an address, what is as long as this is a token; shorter words are part of many addresses. */
const shortestInAddress = 24

export class Redactor {
  /** Every spelling of every secret; insertion order is age. */
  readonly #spellings = new Map<string, readonly string[]>()
  /** First characters → the spellings that begin with them, so that a line is read once and not once a secret. */
  readonly #byHead = new Map<string, Set<string>>()
  /** Oldest first. */
  #passing: string[] = []
  /** Of all spellings that there ever were. */
  #longest = 0

  add(secret: string): void {
    for (const part of [secret, ...tokensOfAddress(secret)]) this.#addOne(part, spellingsOf)
  }

  /** One of many that come and go, as links to files do: only the newest of them are known. */
  addPassing(secret: string): void {
    this.#passing = [...this.#passing.filter((other) => other !== secret), secret]
    for (const old of this.#passing.splice(0, this.#passing.length - mostPassing)) {
      for (const part of [old, ...tokensOfAddress(old)]) this.#forget(part)
    }
    this.add(secret)
  }

  /** A key, which is no text. */
  addBytes(secret: Buffer): void {
    this.#addOne(secret.toString('latin1'), () => spellingsOfBytes(secret))
  }

  redact(text: string): string {
    return this.#pass(text, text.length)
  }

  /**
   * For what comes in pieces, which may break in the middle of a secret: together, what this returns for each piece is
   * what `redact` returns for the whole. What may be the beginning of a secret is kept back until it is known.
   */
  inPieces(): { push(piece: string): string; end(): string } {
    let kept = ''
    return {
      push: (piece) => {
        const text = kept + piece
        const until = this.#certainUntil(text)
        kept = text.slice(until)
        return this.#pass(text.slice(0, until), until)
      },
      end: () => {
        const rest = kept
        kept = ''
        return this.redact(rest)
      },
    }
  }

  #pass(text: string, until: number): string {
    let clean = ''
    let from = 0
    for (let at = 0; at < until; at += 1) {
      const found = this.#longestAt(text, at)
      if (found === 0) continue
      clean += `${text.slice(from, at)}[secret]`
      from = at + found
      at = from - 1
    }
    return from === 0 ? text : clean + text.slice(from)
  }

  /** Where what is found first may go on beyond the end; the text's length where nothing does. */
  #certainUntil(text: string): number {
    for (let at = 0; at < text.length; at += 1) {
      if (this.#mayGoOn(text, at)) return at
      const found = this.#longestAt(text, at)
      if (found > 0) at += found - 1
    }
    return text.length
  }

  /** Whether the text's rest is the beginning of a spelling, and not the whole of it. */
  #mayGoOn(text: string, at: number): boolean {
    const left = text.length - at
    if (left >= this.#longest) return false
    if (left < shortest) {
      const rest = text.slice(at)
      for (const head of this.#byHead.keys()) if (head.startsWith(rest)) return true
      return false
    }
    const rest = text.slice(at)
    for (const spelling of this.#byHead.get(rest.slice(0, shortest)) ?? []) {
      if (spelling.length > left && spelling.startsWith(rest)) return true
    }
    return false
  }

  /** Length of the longest spelling that begins here; 0: none. */
  #longestAt(text: string, at: number): number {
    let longest = 0
    for (const spelling of this.#byHead.get(text.slice(at, at + shortest)) ?? []) {
      if (spelling.length > longest && text.startsWith(spelling, at)) longest = spelling.length
    }
    return longest
  }

  #addOne(secret: string, spell: (secret: string) => readonly string[]): void {
    if (secret.length < shortest) return
    const known = this.#spellings.get(secret)
    const spellings = known ?? spell(secret).filter((spelling) => spelling.length >= shortest)
    // Used again is young again.
    this.#spellings.delete(secret)
    this.#spellings.set(secret, spellings)
    for (const spelling of known === undefined ? spellings : []) {
      this.#longest = Math.max(this.#longest, spelling.length)
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
