/**
 * Who is let in. A link's one-time code is exchanged for two halves of a session: a cookie that the page can't read,
 * and a token that only the page has. Neither is worth anything alone: a browser sends our cookie to every port of this
 * computer, so whoever runs another server here may learn it; and what reads the page has no cookie.
 *
 * That is also why nothing hands out a token for a cookie. A page that wants to survive a reload keeps its token in
 * `sessionStorage`, which belongs to one tab and one port; a new tab needs a new link.
 *
 * Only digests are kept, and they are compared in constant time. Everything ends with the process.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const secretBytes = 32
/** More links than this are not open at a time; the oldest makes room. */
const maxCodes = 32
const maxSessions = 32
const maxTabs = 32
const wrongTries = 10
const wrongWindowMs = 60_000

type Now = () => number

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url')
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** The codes of links that nobody has followed yet. */
export class OneTimeCodes {
  readonly #now: Now
  #open: { readonly digest: Buffer; readonly until: number }[] = []

  constructor(now: Now) {
    this.#now = now
  }

  issue(lifeMs: number): string {
    const code = newSecret()
    this.#open.push({ digest: digestOf(code), until: this.#now() + lifeMs })
    this.#open = this.#open.slice(-maxCodes)
    return code
  }

  /** True once for a code, within its life. */
  redeem(code: string): boolean {
    const now = this.#now()
    const digest = digestOf(code)
    this.#open = this.#open.filter(({ until }) => now < until)
    const left = this.#open.filter((known) => !timingSafeEqual(known.digest, digest))
    const isKnown = left.length < this.#open.length
    this.#open = left
    return isKnown
  }
}

/**
 * Wrong codes of the last minute. A right one is let in however many wrong ones came before: 256 bits can't be
 * guessed, and another user of this computer must not be able to lock the owner out.
 */
export class WrongTries {
  readonly #now: Now
  #at: number[] = []

  constructor(now: Now) {
    this.#now = now
  }

  /** @returns whether that was one too many */
  note(): boolean {
    const now = this.#now()
    this.#at = this.#at.filter((at) => now - at < wrongWindowMs).slice(-wrongTries)
    if (this.#at.length >= wrongTries) return true
    this.#at.push(now)
    return false
  }
}

/** What is closed when its session ends. */
interface Line {
  close(code: number, reason: string): void
}

export interface Session {
  readonly cookie: Buffer
  /** One for each tab of the browser that followed a link of its own; the newest last. */
  readonly tokens: Buffer[]
  readonly lines: Set<Line>
}

/** In the range that is left to applications: the page needs a new link. */
const closedByLogout = 4_401

export class Sessions {
  readonly #open = new Set<Session>()

  begin(): { readonly cookie: string; readonly token: string } {
    const [oldest] = this.#open
    if (oldest !== undefined && this.#open.size >= maxSessions) this.end(oldest)
    const [cookie, token] = [newSecret(), newSecret()]
    this.#open.add({ cookie: digestOf(cookie), tokens: [digestOf(token)], lines: new Set() })
    return { cookie, token }
  }

  /** The token of another tab. A cookie of its own would take the place of the one that the first tab needs. */
  join(session: Session): string {
    const token = newSecret()
    session.tokens.push(digestOf(token))
    session.tokens.splice(0, session.tokens.length - maxTabs)
    return token
  }

  /** The session of one of these cookies: another server on this computer may have set one of the same name. */
  find(cookies: readonly string[]): Session | null {
    const digests = cookies.map(digestOf)
    const found = [...this.#open].filter(({ cookie }) => digests.some((digest) => timingSafeEqual(digest, cookie)))
    return found[0] ?? null
  }

  holds(session: Session, token: string): boolean {
    const digest = digestOf(token)
    return session.tokens.filter((known) => timingSafeEqual(known, digest)).length > 0
  }

  end(session: Session): void {
    this.#open.delete(session)
    for (const line of session.lines) line.close(closedByLogout, 'logged out')
  }
}
