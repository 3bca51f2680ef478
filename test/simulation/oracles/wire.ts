/** What is judged of a request when it leaves: who may have a token, what must be durable before, and how often. */

import type { Statements } from '../../../src/main/store/statements.ts'
import type { Sent } from '../models/network.ts'
import type { Loop } from '../world/loop.ts'
import { contentRangeOf, kindOf } from './requests.ts'
import type { SessionBook } from './session-book.ts'
import type { Violations } from './violation.ts'

interface Means {
  readonly loop: Loop
  readonly sql: Statements
  readonly book: SessionBook
  readonly violations: Violations
  /** Origins that want the account's token. */
  readonly tokenOrigins: ReadonlySet<string>
  readonly signInOrigin: string
  /** Whether ranges come in the order of bytes. */
  readonly isOrdered: boolean
  /** Requests in one virtual minute. */
  readonly mostAMinute: number
}

const minute = 60_000
/** What was about to leave when the service asked for a pause may leave. */
const graceMs = 250

export class WireOracle {
  readonly #means: Means
  readonly #sentAt: number[] = []
  /** Of the life that heard it: until when the service wants to be left alone, monotonic. */
  readonly #floors = new Map<object, number>()
  #total = 0

  constructor(means: Means) {
    this.#means = means
  }

  get total(): number {
    return this.#total
  }

  sent(request: Sent): void {
    this.#total += 1
    this.#count()
    this.#judgeToken(request)
    this.#judgeOrder(request)
    this.#judgeFloor(request)
  }

  arrived({ life, method, url }: Sent, status: number, headers: Readonly<Record<string, string>>): void {
    const { loop, signInOrigin } = this.#means
    const isJson = headers['content-type']?.includes('json') === true
    if (method === 'POST' && url.pathname.endsWith('/start') && status === 200 && isJson) {
      this.#started.set(life, (this.#started.get(life) ?? new Set()).add(url.href))
    }
    const seconds = Number(headers['retry-after'] ?? Number.NaN)
    if ((status !== 429 && status !== 503) || !(seconds > 0) || url.origin === signInOrigin) return
    const until = loop.monotonic() + seconds * 1_000
    this.#floors.set(life, Math.max(until, this.#floors.get(life) ?? 0))
    this.#heardAt.set(life, this.#heardAt.get(life) ?? loop.monotonic())
  }

  readonly #heardAt = new Map<object, number>()
  /** Starts of jobs that this life was told have begun. */
  readonly #started = new Map<object, Set<string>>()

  #judgeFloor({ life, method, url, headers }: Sent): void {
    const { loop, violations } = this.#means
    const kind = kindOf(method, url, headers)
    if (kind !== 'create' && kind !== 'range') return
    const floor = this.#floors.get(life)
    const now = loop.monotonic()
    if (floor === undefined || now >= floor - 2) {
      this.#floors.delete(life)
      this.#heardAt.delete(life)
      return
    }
    if (now <= (this.#heardAt.get(life) ?? now) + graceMs) return
    violations.add('too early', `${method} ${kind}, ${Math.round(floor - now)} ms before the time that was named`)
  }

  #count(): void {
    const { loop, mostAMinute, violations } = this.#means
    const now = loop.monotonic()
    this.#sentAt.push(now)
    while ((this.#sentAt[0] ?? now) < now - minute) this.#sentAt.shift()
    if (this.#sentAt.length > mostAMinute) violations.add('hot loop', `${this.#sentAt.length} requests in a minute`)
  }

  #judgeToken({ method, url, headers }: Sent): void {
    const { tokenOrigins, violations } = this.#means
    const hasToken = headers['authorization'] !== undefined
    // Box renews at the root of its API (OAS post_oauth2_token): what goes there is the refresh token, in the body.
    if (!hasToken && url.pathname === '/oauth2/token') return
    if (hasToken && !tokenOrigins.has(url.origin)) violations.add('token', `${method} ${url.origin} with a token`)
    if (!hasToken && tokenOrigins.has(url.origin)) violations.add('token', `${method} ${url.origin} without a token`)
  }

  #judgeOrder({ life, method, url, headers }: Sent): void {
    const { violations } = this.#means
    const kind = kindOf(method, url, headers)
    if (kind === 'create' && !this.#isAny(opening)) {
      violations.add('order', `a session was asked for before its file was durable: ${url.pathname}`)
    }
    if (kind === 'single' && !this.#isAny(unsure)) {
      violations.add('order', `a file was sent before the doubt was durable: ${url.pathname}`)
    }
    if (kind === 'commit' && !this.#isAny(whole)) {
      violations.add('order', `a commit was sent before every byte was acknowledged: ${url.pathname}`)
    }
    if (kind === 'range') this.#judgeRange(url, headers)
    if (this.#started.get(life)?.has(url.href) === true) {
      violations.add('twice', `${url.pathname} was sent once more, which had been answered`)
    }
  }

  #judgeRange(url: URL, headers: Readonly<Record<string, string>>): void {
    const { book, violations, isOrdered } = this.#means
    const range = contentRangeOf(headers)
    const held = book.heldAt(url.href)
    if (held === null || range === null) {
      return violations.add('order', 'a range went to a session that is not stored, or replaced')
    }
    const { acknowledged } = held
    const end = acknowledged.at(-1)?.end ?? 0
    if (isOrdered && range.start !== end) {
      violations.add('order', `a range from ${range.start} was sent where ${end} is stored`)
    }
    if (acknowledged.some((one) => one.start < range.end && range.start < one.end)) {
      violations.add('resent', `${range.start}-${range.end} was sent, of which some is stored as acknowledged`)
    }
  }

  #isAny(condition: string): boolean {
    return this.#means.sql.get(`SELECT 1 FROM transfer WHERE ${condition}`) !== undefined
  }
}

/** What must be stored of the transfer that asks. Which one it is, the request doesn't say. */
const opening = `state = 'opening' AND size IS NOT NULL AND (name_checked = 1 OR replaces IS NOT NULL)`
const unsure = 'unsure = 1'
const whole = `state = 'committing' AND acknowledged = size`
