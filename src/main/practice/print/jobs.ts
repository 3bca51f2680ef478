/** Jobs: made, started, cancelled. */

import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import { jobBody } from './configuration.ts'
import { ownJobAt, type Place, printerAt } from './place.ts'
import { optionsOf } from './query.ts'
import { refusal, requireAnyScope, scopes } from './rules.ts'
import type { JobStatus } from './rows.ts'
import { jobJson } from './shapes.ts'
import { descriptions, isFinal, statusOf } from './status.ts'
import { cancelSession, documentOfJob, makeJob, openSession, putJob } from './store.ts'

/** POST …/jobs: 201, and its one document, still empty (C: printershare-post-jobs.md, printer-post-jobs.md). */
export async function createJob({ world, origins }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const isShare = place.collection === 'shares' && !world.switches.printCreateAtShares
  requireAnyScope(place.token, isShare ? scopes.createJobAtShare : scopes.createJobAtPrinter)
  optionsOf(exchange, [])
  const printer = printerAt(world, place)
  const parsed = jobBody.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  // Undocumented: what a printer that takes no jobs says.
  if (!printer.isAcceptingJobs) throw refusal(409, 'The printer is not accepting jobs.')
  const { configuration } = parsed.data
  const { job } = makeJob(world, { printerId: printer.id, owner: place.token.account, configuration })
  exchange.entry.itemId = job.id
  const context = `${origins.graph}/${place.version}/$metadata#print/printJobs/$entity`
  return json(201, { '@odata.context': context, ...jobJson(world, job) })
}

/** POST …/start: 200 and the job's status (C: printjob-start.md). What is too early or too late is 409; no page says. */
export function startJob(context: Context, exchange: Exchange, place: Place): Reply {
  return json(200, started(context, exchange, place))
}

/** POST …/startPrintJob, as the beta of 2020 called it and its answer (C: api-reference/beta/api/printjob-startprintjob.md). */
export function startPrintJob(context: Context, exchange: Exchange, place: Place): Reply {
  const { state, description, isAcquiredByPrinter } = started(context, exchange, place)
  return json(200, {
    processingState: state,
    processingStateDescription: description,
    acquiredByPrinter: isAcquiredByPrinter,
  })
}

function started({ world }: Context, exchange: Exchange, place: Place): JobStatus {
  requireNoBody(exchange)
  const job = ownJobAt(world, place)
  const now = statusOf(world, job)
  if (job.startedAt !== null || isFinal(now))
    throw refusal(409, `The print job was started already; it is ${now.state}.`)
  if (!documentOfJob(world, job.id)?.blob) throw refusal(409, 'The document of the print job was not uploaded yet.')
  const next = { ...job, startedAt: world.clock.now() }
  world.write(putJob(next))
  return statusOf(world, next)
}

/** POST …/cancel: 204 (C: printjob-cancel.md). What has ended already is 409; no page says. */
export function cancelJob({ world }: Context, exchange: Exchange, place: Place): Reply {
  requireNoBody(exchange)
  const job = ownJobAt(world, place)
  const now = statusOf(world, job)
  if (isFinal(now)) throw refusal(409, `The print job can't be cancelled; it is ${now.state}.`)
  const document = documentOfJob(world, job.id)
  const session = document && openSession(world, document.id)
  if (session) cancelSession(world, session)
  const { isAcquiredByPrinter } = now
  const status = { state: 'canceled', description: descriptions.canceled, isAcquiredByPrinter, details: [] } as const
  world.write(putJob({ ...job, status }))
  return noContent
}

/** "Do not supply a request body for this method." */
function requireNoBody({ entry }: Exchange): void {
  if (entry.transferEncoding !== null || (entry.contentLength ?? 0) > 0) {
    throw invalidRequest('This method takes no request body.')
  }
}
