/** What is there: shares, printers, jobs and documents (C: api-reference/v1.0/api/print-list-shares.md and its siblings). */

import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import { findUser } from '../onedrive/resolve.ts'
import type { World } from '../storage/world.ts'
import { documentAt, jobAt, type Place, printerAt, shareAt } from './place.ts'
import { optionsOf, page, shown, without } from './query.ts'
import { notFound, refusal, requireAdministrator, requireNoToken, seesJobsOf } from './rules.ts'
import type { PrintJob } from './rows.ts'
import { documentJson, jobJson, printerJson, type Resource, shareJson } from './shapes.ts'
import { documentsOf, jobsOf, printersOf, sharesOf } from './store.ts'

/** "The response will not contain the defaults or capabilities properties" (C: print-list-shares.md). */
const notInLists = ['defaults', 'capabilities']

/** All that somebody who is no administrator sees in a list (the same page). */
const forEverybody = ['id', 'displayName', 'manufacturer', 'model', 'location']

const listOptions = ['$top', '$skiptoken', '$select']

export function listShares(context: Context, exchange: Exchange, place: Place): Reply {
  const { world, origins } = context
  const options = optionsOf(exchange, listOptions)
  const { rows, link } = page(exchange, origins.graph, options, [...sharesOf(world).values()])
  const value = rows.map((share) => {
    const whole = shareJson(world, share, printerAt(world, { collection: 'shares', id: share.id }))
    const names = Object.keys(whole).filter((name) => !forEverybody.includes(name))
    return shown(without(whole, world.switches.printAdministrator ? notInLists : names), options, [])
  })
  return json(200, { '@odata.context': contextOf(context, place, 'shares'), ...link, value })
}

export function listPrinters(context: Context, exchange: Exchange, place: Place): Reply {
  const { world, origins } = context
  requireAdministrator(world)
  const options = optionsOf(exchange, listOptions)
  const { rows, link } = page(exchange, origins.graph, options, [...printersOf(world).values()])
  const value = rows.map(({ id }) => shown(without(printerResource(world, id), notInLists), options, []))
  return json(200, { '@odata.context': contextOf(context, place, 'printers'), ...link, value })
}

/** "By default, the response will not contain printerCapabilities. … use the $select query parameter" (C: printershare-get.md). */
const onRequest = ['capabilities']

export function getShare(context: Context, exchange: Exchange, place: Place): Reply {
  const { world } = context
  const options = optionsOf(exchange, ['$select'])
  const share = shareJson(world, shareAt(world, place.id), printerAt(world, place))
  return json(200, {
    '@odata.context': contextOf(context, place, 'shares/$entity'),
    ...shown(share, options, onRequest),
  })
}

export function getPrinter(context: Context, exchange: Exchange, place: Place): Reply {
  const { world } = context
  requireAdministrator(world)
  const options = optionsOf(exchange, ['$select'])
  const printer = printerResource(world, printerAt(world, place).id)
  return json(200, {
    '@odata.context': contextOf(context, place, 'printers/$entity'),
    ...shown(printer, options, onRequest),
  })
}

function printerResource(world: World, id: string): Resource {
  const isShared = [...sharesOf(world).values()].some(({ printerId }) => printerId === id)
  return printerJson(world, printerAt(world, { collection: 'printers', id }), isShared)
}

/** "The documents property is omitted from the response by default" (C: printershare-list-jobs.md). */
const expandable = ['documents']

export function listJobs(context: Context, exchange: Exchange, place: Place): Reply {
  const { world, origins } = context
  const options = optionsOf(exchange, [...listOptions, '$expand', '$filter'])
  const printer = printerAt(world, place)
  const owner = ownerWanted(options.get('$filter'))
  const all = [...jobsOf(world).values()].filter(
    (job) =>
      job.printerId === printer.id &&
      seesJobsOf(world, place.token, job.owner) &&
      (owner === null || job.owner === owner),
  )
  const { rows, link } = page(exchange, origins.graph, options, all)
  const value = rows.map((job) => jobWith(world, job, options))
  return json(200, {
    '@odata.context': contextOf(context, place, `${place.collection}('${place.id}')/jobs`),
    ...link,
    value,
  })
}

/** The one filter that is documented, by the name of who made the job. Null: no filter. */
function ownerWanted(filter: string | undefined): string | null {
  if (filter === undefined) return null
  const name = /^createdBy\/userPrincipalName eq '([^']+)'$/.exec(filter)?.[1]
  if (name === undefined) throw invalidRequest('Invalid filter clause.')
  return findUser(name)?.id ?? ''
}

export function getJob(context: Context, exchange: Exchange, place: Place): Reply {
  const { world } = context
  const options = optionsOf(exchange, ['$select', '$expand'])
  const job = jobWith(world, jobAt(world, place), options)
  const where = `${place.collection}('${place.id}')/jobs/$entity`
  return json(200, { '@odata.context': contextOf(context, place, where), ...job })
}

function jobWith(world: World, job: PrintJob, options: ReadonlyMap<string, string>): Resource {
  const expand = options.get('$expand')
  if (expand !== undefined && !expandable.includes(expand)) {
    throw invalidRequest(`'${expand}' can't be expanded here.`)
  }
  return shown(jobJson(world, job), options, expandable)
}

/** Has no page of its own; the SDKs have it. */
export function getDocument(context: Context, _: Exchange, place: Place): Reply {
  const where = `${place.collection}('${place.id}')/jobs('${place.jobId}')/documents/$entity`
  return json(200, {
    '@odata.context': contextOf(context, place, where),
    ...documentJson(documentAt(context.world, place)),
  })
}

/** 302 to an address with a token of its own (C: printdocument-get-file.md). */
export function getValue({ world, origins }: Context, _: Exchange, place: Place): Reply {
  if (place.collection === 'printers') requireAdministrator(world)
  const document = documentAt(world, place)
  if (document.blob === null) throw notFound()
  const expires = world.clock.now() + downloadLifetimeMs
  const url = `${origins.upload}/downloads/${document.id}?tempauthtoken=${document.blob}.${expires}`
  return { status: 302, headers: { Location: url } }
}

const downloadLifetimeMs = 15 * 60_000

/** GET of the address that `$value` led to. The token is the document's own secret and the end of the address. */
export function download({ world }: Context, exchange: Exchange, documentId: string): Reply {
  const [blob, until] = (exchange.query.get('tempauthtoken') ?? '').split('.')
  const document = documentsOf(world).get(documentId)
  if (!document || document.blob === null || document.blob !== blob) throw notFound()
  requireNoToken(world, exchange)
  if (Number(until) <= world.clock.now()) throw refusal(401, 'The download URL has expired.')
  const file = { path: world.blobs.path(document.blob), start: 0, end: document.size }
  return { status: 200, headers: { 'Content-Type': document.contentType }, file }
}

function contextOf({ origins }: Context, { version }: Place, what: string): string {
  return `${origins.graph}/${version}/$metadata#print/${what}`
}
