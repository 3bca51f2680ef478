import type { CloudName } from '../clouds.ts'
import type { Reply } from '../http/reply.ts'
import type { SignInFacts } from '../sign-in/facts.ts'

export const hostNames = ['graph', 'upload', 'login', 'box', 'boxUpload', 'boxLogin'] as const
export type HostName = (typeof hostNames)[number]

/** One request, from its arrival on. It is a record of facts: judgements are made from it, in violations.ts. */
export interface JournalEntry {
  readonly seq: number
  /** Virtual time of arrival. */
  readonly at: string
  /** Real, monotonic time of arrival and of the end, in milliseconds of the epoch. */
  readonly realMs: number
  endedMs: number | null
  readonly host: HostName
  /** Whose host it is. */
  readonly cloud: CloudName
  /** Whose Graph the token that came along is for; null where there was none, or one that nobody knows. */
  tokenCloud: CloudName | null
  protocol: string
  op: string
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  /** The scheme of the Authorization header, never its value; null where there was none. */
  readonly authorization: string | null
  readonly contentRange: string | null
  readonly contentLength: number | null
  readonly transferEncoding: string | null
  conflictBehavior: string | null
  account: string | null
  sessionId: string | null
  itemId: string | null
  path: string | null
  rangeStart: number | null
  /** What the client had been told is stored, when this request arrived. */
  acknowledgedBefore: number | null
  bytesReceived: number
  /** Of a body that has to be the same when it is sent again. */
  bodySha256: string | null
  /** Bytes of this request that were kept. */
  storedBytes: number
  status: number | null
  errorCode: string | null
  innerCode: string | null
  retryAfterMs: number | null
  /** Of a request to sign in. */
  signIn: SignInFacts | null
  faultIds: string[]
  state: 'arrived' | 'held' | 'finished'
  outcome: 'replied' | 'reset' | 'aborted' | null
}

/** What is known of a request when it arrives; the rest shows later. */
type Arrival = Pick<
  JournalEntry,
  'at' | 'realMs' | 'host' | 'cloud' | 'protocol' | 'op' | 'method' | 'url' | 'headers'
> &
  Partial<Pick<JournalEntry, 'authorization' | 'contentRange' | 'contentLength' | 'transferEncoding' | 'faultIds'>>

export function arrived(known: Arrival): Omit<JournalEntry, 'seq'> {
  return {
    endedMs: null,
    tokenCloud: null,
    authorization: null,
    contentRange: null,
    contentLength: null,
    transferEncoding: null,
    conflictBehavior: null,
    account: null,
    sessionId: null,
    itemId: null,
    path: null,
    rangeStart: null,
    acknowledgedBefore: null,
    bytesReceived: 0,
    bodySha256: null,
    storedBytes: 0,
    status: null,
    errorCode: null,
    innerCode: null,
    retryAfterMs: null,
    signIn: null,
    faultIds: [],
    state: 'arrived',
    outcome: null,
    ...known,
  }
}

export interface JournalQuery {
  readonly op?: string | undefined
  readonly state?: JournalEntry['state'] | undefined
  readonly since?: number | undefined
  readonly nth?: number | undefined
  readonly path?: string | undefined
  readonly sessionId?: string | undefined
  readonly status?: number | undefined
}

interface Waiter {
  readonly query: JournalQuery
  readonly resolve: (entry: JournalEntry | null) => void
}

const capacity = 100_000

/** The last requests, bounded. Tests of other parts prove by it what was and what was not sent. */
export class Journal {
  #entries: JournalEntry[] = []
  #next = 1
  #waiters = new Set<Waiter>()
  readonly #acknowledged = new Map<string, number>()

  get total(): number {
    return this.#next - 1
  }

  open(facts: Omit<JournalEntry, 'seq'>): JournalEntry {
    const entry: JournalEntry = { seq: this.#next, ...facts }
    this.#next += 1
    this.#entries.push(entry)
    if (this.#entries.length >= capacity * 1.1) this.#entries = this.#entries.slice(-capacity)
    return entry
  }

  /** Call after every change of an entry that somebody may wait for. */
  touched(): void {
    for (const waiter of this.#waiters) {
      const entry = this.#find(waiter.query)
      if (!entry) continue
      this.#waiters.delete(waiter)
      waiter.resolve(entry)
    }
  }

  close(entry: JournalEntry, outcome: 'replied' | 'reset' | 'aborted', endedMs: number, reply: Reply | null): void {
    if (entry.state === 'finished') return
    entry.state = 'finished'
    entry.outcome = outcome
    entry.endedMs = endedMs
    if (reply) {
      entry.status = reply.status
      entry.retryAfterMs = retryAfterMs(reply, entry)
    }
    this.touched()
  }

  acknowledge(sessionId: string, position: number): void {
    this.#acknowledged.set(sessionId, Math.max(position, this.acknowledged(sessionId)))
  }

  /** For the faults that really take bytes back. */
  unacknowledge(sessionId: string, position: number): void {
    this.#acknowledged.set(sessionId, Math.min(position, this.acknowledged(sessionId)))
  }

  acknowledged(sessionId: string): number {
    return this.#acknowledged.get(sessionId) ?? 0
  }

  list(query: JournalQuery = {}): JournalEntry[] {
    return this.#entries.slice(-capacity).filter((entry) => matches(entry, query))
  }

  /** The nth entry that fits, now or when it comes; null when the time ran out. */
  wait(query: JournalQuery, timeoutMs: number): Promise<JournalEntry | null> {
    const found = this.#find(query)
    if (found) return Promise.resolve(found)
    return new Promise((resolve) => {
      const waiter: Waiter = { query, resolve: (entry) => (clearTimeout(timer), resolve(entry)) }
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        resolve(null)
      }, timeoutMs)
      this.#waiters.add(waiter)
    })
  }

  clear(): void {
    this.#entries = []
    this.#next = 1
    this.#acknowledged.clear()
  }

  /** Lets everybody who still waits go. */
  release(): void {
    for (const waiter of this.#waiters) waiter.resolve(null)
    this.#waiters.clear()
  }

  #find(query: JournalQuery): JournalEntry | undefined {
    let left = query.nth ?? 1
    return this.#entries.find((entry) => matches(entry, query) && --left === 0)
  }
}

function matches(entry: JournalEntry, query: JournalQuery): boolean {
  return (
    (query.op === undefined || query.op.split(',').includes(entry.op)) &&
    (query.since === undefined || entry.seq > query.since) &&
    (query.state === undefined || entry.state === query.state) &&
    (query.sessionId === undefined || entry.sessionId === query.sessionId) &&
    (query.status === undefined || entry.status === query.status) &&
    (query.path === undefined || (entry.path ?? '').toLowerCase().endsWith(query.path.toLowerCase()))
  )
}

function retryAfterMs(reply: Reply, entry: JournalEntry): number | null {
  const value = reply.headers?.['Retry-After']
  if (value === undefined) return null
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const sentAt = Date.parse(reply.headers?.Date ?? entry.at)
  return Math.max(0, Date.parse(value) - sentAt)
}
