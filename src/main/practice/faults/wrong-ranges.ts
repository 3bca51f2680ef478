import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { putSession } from '../onedrive/session-store.ts'
import { attachmentSession } from '../outlook/rows.ts'
import { gapsOf } from '../print/parts.ts'
import { partKey } from '../print/receive-range.ts'
import type { PrintSession } from '../print/rows.ts'
import { putSession as putPrintSession, sessionsOf as printSessions } from '../print/store.ts'
import { putSession as putTodoSession, sessionsOf as todoSessions } from '../todo/store.ts'
import type { StepOf } from './actions.ts'

interface Status {
  readonly expirationDateTime?: string
  readonly nextExpectedRanges?: readonly string[]
}

/** Answers about positions as they should not be, each seen live or in a client's defences (graph.md A6, B). */
export function falsify(context: Context, exchange: Exchange, reply: Reply, step: StepOf<'ranges'>): Reply {
  if (reply.status >= 300) return reply
  const { world, journal } = context
  const { entry } = exchange
  const session = entry.sessionId === null ? undefined : world.sessions.get(entry.sessionId)
  const mail = attachmentSession(world, entry.sessionId)
  const task = todoSessions(world).get(entry.sessionId ?? '')
  const print = printSessions(world).get(entry.sessionId ?? '')
  const status = camel(reply.json ?? {}) as Status
  const total = session?.total ?? mail?.total ?? task?.size ?? print?.size ?? 0
  const gap = print && gapsOf(print.parts, print.size)[0]
  const received = session?.received ?? mail?.received ?? task?.received ?? gap?.start ?? 0
  const before = entry.rangeStart ?? 0
  const withRanges = (nextExpectedRanges: unknown): Reply =>
    print?.generation === 'beta-2020'
      ? { ...reply, json: { ...status, [world.switches.printBetaRangesName]: asObjects(nextExpectedRanges, total) } }
      : { ...reply, json: { ...status, nextExpectedRanges } }
  switch (step.shape) {
    case 'stuck':
      return withRanges([`${before}-`])
    case 'backwards':
      if (step.really && session) {
        world.digests.delete(session.id)
        world.write(putSession({ ...session, received: 0 }))
        journal.unacknowledge(session.id, 0)
      }
      if (step.really && task) {
        world.write(putTodoSession({ ...task, received: 0 }))
        journal.unacknowledge(task.id, 0)
      }
      if (step.really && print) takeBack(context, print)
      return withRanges(['0-'])
    case 'beyond':
      return withRanges([`${total + 1}-`])
    case 'missing': {
      const { nextExpectedRanges: _, ...rest } = status
      return { ...reply, json: rest }
    }
    case 'empty':
      return withRanges([])
    case 'emptyString':
      return withRanges([''])
    case 'null':
      return withRanges(null)
    case 'multiHole': {
      const middle = received + Math.max(1, Math.floor((total - received) / 2))
      return withRanges([`${received}-${middle - 1}`, `${Math.min(middle + 1, total - 1)}-${total - 1}`])
    }
    case 'pascal':
      return {
        ...reply,
        json: { ExpirationDateTime: status.expirationDateTime, NextExpectedRanges: status.nextExpectedRanges },
      }
    case 'noDash':
      return withRanges((status.nextExpectedRanges ?? []).map((range) => range.split('-')[0]))
    case 'closed':
      return withRanges([`${received}-${Math.max(received, total - 1)}`])
    case 'emptyBody': {
      const { json: _, ...rest } = reply
      return { ...rest, bytes: Buffer.alloc(0) }
    }
  }
}

function takeBack({ world, journal }: Context, session: PrintSession): void {
  world.write(putPrintSession({ ...session, parts: [] }))
  for (const part of session.parts) journal.unacknowledge(partKey(session.id, part), 0)
}

/** The print beta of 2020 says a range as an object of two strings. */
function asObjects(ranges: unknown, total: number): unknown {
  if (!Array.isArray(ranges)) return ranges
  return ranges.map((range) => {
    const [start, end] = String(range).split('-')
    return { start, end: end || String(total - 1) }
  })
}

/** Outlook and To Do say it in PascalCase; what is wrong about an answer is said in one spelling. */
function camel(status: object): object {
  return Object.fromEntries(
    Object.entries(status).map(([name, value]) => [name.replace(/^[A-Z]/, (first) => first.toLowerCase()), value]),
  )
}
