import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { monotonicNow, type VirtualClock } from '../clock.ts'
import type { CloudName } from '../clouds.ts'
import { arrived } from '../control/journal.ts'
import type { HostName, Journal, JournalEntry } from '../control/journal.ts'
import type { FaultPlan } from '../faults/plan.ts'

export interface ExchangeHost {
  readonly name: HostName
  readonly cloud: CloudName
}

/** One request on its way through the practice cloud: what came, what is planned for it, what the journal knows. */
export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly host: HostName
  readonly method: string
  /** As it came, still encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly entry: JournalEntry
  readonly requestId: string = randomUUID()
  plan: FaultPlan | null = null

  constructor(host: ExchangeHost, req: IncomingMessage, res: ServerResponse, journal: Journal, clock: VirtualClock) {
    const url = req.url ?? '/'
    const mark = url.indexOf('?')
    this.req = req
    this.res = res
    this.host = host.name
    this.method = req.method ?? 'GET'
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    this.entry = journal.open(arrival(host, req, clock))
  }

  header(name: string): string | undefined {
    const value = this.req.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  get bearer(): string | null {
    return /^Bearer (.+)$/i.exec(this.header('authorization') ?? '')?.[1] ?? null
  }

  /** Nobody is there any more to answer. */
  get gone(): boolean {
    return this.req.socket.destroyed
  }

  /** Ends the connection the hard way: the other side sees a reset, not an end. */
  reset(): void {
    this.req.socket.resetAndDestroy()
  }
}

/** What is spoken on a host, until the route knows better. */
const protocols: Readonly<Record<HostName, string>> = {
  graph: 'onedrive',
  upload: 'onedrive',
  login: 'sign-in',
  box: 'box',
  boxUpload: 'box',
  boxLogin: 'box',
}

function arrival(
  { name: host, cloud }: ExchangeHost,
  req: IncomingMessage,
  clock: VirtualClock,
): Omit<JournalEntry, 'seq'> {
  const { headers } = req
  const length = headers['content-length']
  return arrived({
    at: clock.iso(),
    realMs: monotonicNow(),
    host,
    cloud,
    protocol: protocols[host],
    op: 'unknown',
    method: req.method ?? 'GET',
    url: req.url ?? '/',
    headers: withoutSecrets(headers),
    authorization: headers.authorization === undefined ? null : (headers.authorization.split(' ')[0] ?? ''),
    contentRange: headers['content-range'] ?? null,
    contentLength: length === undefined ? null : Number(length),
    transferEncoding: headers['transfer-encoding'] ?? null,
  })
}

const secretHeaders: ReadonlySet<string> = new Set(['authorization', 'cookie'])

function withoutSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!secretHeaders.has(name) && value !== undefined) shown[name] = String(value)
  }
  return shown
}
