import type { IncomingMessage, ServerResponse } from 'node:http'
import { monotonicNow } from '../clock.ts'
import { cloudOf } from '../clouds.ts'
import type { Context } from '../context.ts'
import type { Faults } from '../faults/faults.ts'
import { reset } from '../faults/plan.ts'
import { Problem } from '../problem.ts'
import { BodyLost } from './body.ts'
import { Exchange, type ExchangeHost } from './exchange.ts'
import type { Reply } from './reply.ts'
import { problemReply, respond } from './respond.ts'
import type { Route } from './route.ts'

export type Router = (context: Context, exchange: Exchange) => Route

export interface Host extends ExchangeHost {
  readonly router: Router
}

/** One request from arrival to answer: find out what it is, let the faults at it, handle it, answer, write it down. */
export async function handle(
  context: Context,
  faults: Faults,
  host: Host,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { world, journal } = context
  const exchange = new Exchange(host, req, res, journal, world.clock)
  const { entry } = exchange
  res.on('error', () => {})
  try {
    const route = routeOf(host, context, exchange)
    note(context, exchange, route)
    exchange.plan = faults.planFor(exchange)
    journal.touched()
    if ('expect' in req.headers && !exchange.plan?.withoutContinue) res.writeContinue()
    const reply = await answer(context, exchange, route)
    if (reply !== reset) return await respond(exchange, reply, journal, world.clock)
    exchange.reset()
    journal.close(entry, 'reset', monotonicNow(), null)
  } catch (error) {
    const byFault = error instanceof BodyLost && error.byFault
    exchange.reset()
    journal.close(entry, byFault ? 'reset' : 'aborted', monotonicNow(), null)
    if (!(error instanceof BodyLost)) throw error
  }
}

async function answer(context: Context, exchange: Exchange, route: Route): Promise<Reply | typeof reset> {
  const { plan } = exchange
  for (const step of plan?.before ?? []) {
    const early = await step(exchange)
    if (early !== null) return early
  }
  let reply = await handled(context, exchange, route)
  for (const step of plan?.after ?? []) {
    const changed = await step(reply, exchange)
    if (changed === reset) return reset
    reply = changed
  }
  return reply
}

async function handled(context: Context, exchange: Exchange, route: Route): Promise<Reply> {
  const { clock, switches } = context.world
  try {
    return await route.run(context)
  } catch (error) {
    if (error instanceof Problem) return problemReply(error, exchange, clock, switches)
    if (error instanceof BodyLost) throw error
    context.log(`${exchange.entry.op}: ${error instanceof Error ? error.stack : String(error)}`)
    const own = new Problem(500, 'generalException', 'The practice cloud itself has failed; see its log.')
    return problemReply(own, exchange, clock, switches)
  }
}

/** An address that can't be read is refused like any other request, through faults and journal. */
function routeOf({ router }: Host, context: Context, exchange: Exchange): Route {
  try {
    return router(context, exchange)
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error))
    return { op: 'unknown', run: () => Promise.reject(problem) }
  }
}

function note({ journal, world }: Context, { entry, bearer }: Exchange, route: Route): void {
  entry.op = route.op
  entry.protocol = route.protocol ?? entry.protocol
  entry.path = route.path ?? null
  const token = world.accessTokens.get(bearer ?? '')
  entry.account = route.account ?? token?.account ?? null
  entry.tokenCloud = token === undefined ? null : cloudOf(token)
  entry.rangeStart = route.range?.start ?? null
  if (route.sessionId === undefined) return
  entry.sessionId = route.sessionId
  entry.acknowledgedBefore = journal.acknowledged(route.partKey ?? route.sessionId)
}
