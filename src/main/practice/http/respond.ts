import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { monotonicNow, type VirtualClock } from '../clock.ts'
import { boxHeaders, boxProblem } from '../box/dialect.ts'
import type { HostName, Journal } from '../control/journal.ts'
import type { Problem } from '../problem.ts'
import type { Switches } from '../switches.ts'
import { drainBody, pause } from './body.ts'
import type { Exchange } from './exchange.ts'
import type { Reply } from './reply.ts'

/** How a host words a refusal, and what it says in the head of every answer. */
interface Dialect {
  readonly problem: (problem: Problem, exchange: Exchange, clock: VirtualClock, switches: Switches) => Reply
  readonly headers: (exchange: Exchange) => Record<string, string>
}

const graph: Dialect = { problem: graphProblem, headers: graphHeaders }
const box: Dialect = { problem: boxProblem, headers: boxHeaders }

const dialects: Readonly<Record<HostName, Dialect>> = {
  graph,
  upload: graph,
  login: graph,
  box,
  boxUpload: box,
  boxLogin: box,
}

/** A refusal in the words of the host that was asked. */
export function problemReply(problem: Problem, exchange: Exchange, clock: VirtualClock, switches: Switches): Reply {
  return dialects[exchange.host].problem(problem, exchange, clock, switches)
}

/** The words of Graph (graph.md H2). */
function graphProblem(problem: Problem, exchange: Exchange, clock: VirtualClock, switches: Switches): Reply {
  const { status, code, message, inner, headers } = problem
  const chain = inner === null ? [] : typeof inner === 'string' ? [inner] : [...inner]
  const last = chain.at(-1)
  return {
    status,
    headers,
    json: { error: { code, message, ...innerError(chain, exchange, clock, switches) } },
    errorCode: code,
    ...(last !== undefined && { innerCode: last }),
  }
}

function innerError(chain: string[], exchange: Exchange, clock: VirtualClock, switches: Switches): object {
  if (exchange.host !== 'graph') {
    const name = switches.uploadInnerError
    if (name === null || chain.length === 0) return {}
    return { [name]: nest(chain, name, {}) }
  }
  const facts = {
    date: clock.iso().slice(0, 19),
    'request-id': exchange.requestId,
    'client-request-id': exchange.header('client-request-id') ?? exchange.requestId,
  }
  return { innerError: chain.length === 0 ? facts : nest(chain, 'innerError', facts) }
}

/** `["throttledRequest", "quota"]` becomes one inner error in another, as in answers/648796. */
function nest([code, ...more]: string[], name: string, facts: object): object {
  return { code, ...(more.length > 0 && { [name]: nest(more, name, {}) }), ...facts }
}

/** Writes an answer out, as slowly or as incompletely as the plan says, and closes the journal's entry. */
export async function respond(exchange: Exchange, reply: Reply, journal: Journal, clock: VirtualClock): Promise<void> {
  const { res, entry, plan } = exchange
  if (!plan?.answerEarly) await drainBody(exchange)
  if (plan && plan.headersAfterMs > 0) await pause(exchange, plan.headersAfterMs)
  entry.errorCode = reply.errorCode ?? entry.errorCode
  entry.innerCode = reply.innerCode ?? entry.innerCode
  if (exchange.gone) {
    journal.close(entry, 'aborted', monotonicNow(), reply)
    return
  }
  const body = reply.bytes ?? (reply.json === undefined ? null : Buffer.from(JSON.stringify(reply.json)))
  const length = reply.file ? reply.file.end - reply.file.start : (body?.length ?? 0)
  const date = new Date(clock.now() + (plan?.dateSkewMs ?? 0)).toUTCString()
  const headers: Record<string, string> = { Date: date, ...dialects[exchange.host].headers(exchange) }
  if (reply.json !== undefined && !reply.bytes) headers['Content-Type'] = 'application/json; charset=utf-8'
  if (reply.status !== 204) headers['Content-Length'] = String(length)
  if (plan?.answerEarly && !exchange.req.complete) headers.Connection = 'close'
  res.writeHead(reply.status, { ...headers, ...reply.headers })
  const outcome = await writeBody(exchange, reply, body).then(
    (complete) => (complete ? 'replied' : 'reset'),
    () => 'aborted' as const,
  )
  if (outcome === 'replied' && !plan?.lies) {
    for (const { sessionId, position } of [reply.tells ?? []].flat()) journal.acknowledge(sessionId, position)
  }
  journal.close(entry, outcome, monotonicNow(), { ...reply, headers: { ...reply.headers, Date: date } })
}

async function writeBody(exchange: Exchange, { file }: Reply, body: Buffer | null): Promise<boolean> {
  const { res, plan } = exchange
  const truncateAt = plan?.truncateAt ?? null
  if (file && file.end > file.start) {
    await pipeline(createReadStream(file.path, { start: file.start, end: file.end - 1 }), res)
    return true
  }
  const shown = body && truncateAt !== null ? body.subarray(0, truncateAt) : body
  if (shown && plan?.writeBytesPerSecond) await drip(exchange, shown, plan.writeBytesPerSecond)
  else if (shown) res.write(shown)
  if (truncateAt !== null && body && truncateAt < body.length) {
    await pause(exchange, 20)
    exchange.reset()
    return false
  }
  res.end()
  return true
}

async function drip(exchange: Exchange, body: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 10))
  for (let at = 0; at < body.length && !exchange.gone; at += step) {
    if (at > 0) await pause(exchange, (step / bytesPerSecond) * 1000)
    exchange.res.write(body.subarray(at, at + step))
  }
}

function graphHeaders({ host, requestId, req }: Exchange): Record<string, string> {
  const given = req.headers['client-request-id']
  const ids = { 'request-id': requestId, 'client-request-id': typeof given === 'string' ? given : requestId }
  if (host === 'upload') return { ...ids, SPRequestGuid: requestId }
  if (host === 'login') return { ...ids, 'Cache-Control': 'no-store' }
  const ring = {
    ServerInfo: { DataCenter: 'Practice', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'LOOPBACK' },
  }
  return { ...ids, 'OData-Version': '4.0', 'x-ms-ags-diagnostic': JSON.stringify(ring) }
}
