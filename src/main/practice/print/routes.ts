/** Universal Print's part of the Graph host, and its addresses on the upload host. */

import type { Context } from '../context.ts'
import { parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { Problem } from '../problem.ts'
import { authenticate } from '../sign-in/tokens.ts'
import type { World } from '../storage/world.ts'
import { deleteUploadSession, getUploadSession, putUploadSession, putValue } from './beta.ts'
import { cancelJob, createJob, startJob, startPrintJob } from './jobs.ts'
import {
  download,
  getDocument,
  getJob,
  getPrinter,
  getShare,
  getValue,
  listJobs,
  listPrinters,
  listShares,
} from './look.ts'
import { overlapping } from './parts.ts'
import type { Place } from './place.ts'
import { partKey } from './receive-range.ts'
import { requireAnyScope, requireWorkAccount, scopes } from './rules.ts'
import type { PrintSession } from './rows.ts'
import { createSession, deleteSession, parseUploadUrl, putRange, sessionStatus } from './sessions.ts'
import { documentsOf, jobsOf, sessionsOf } from './store.ts'

interface Operation {
  readonly op: string
  /** One of them is wanted; null where the handler knows better. */
  readonly scopes: readonly string[] | null
  /** Elsewhere there is no such address. */
  readonly where?: (place: Pick<Place, 'collection' | 'version'>, world: World) => boolean
  run(context: Context, exchange: Exchange, place: Place): Reply | Promise<Reply>
}

interface Row {
  readonly path: RegExp
  readonly methods: Readonly<Record<string, Operation>>
}

type Where = NonNullable<Operation['where']>

const jobPath = '/jobs/([^/]+)'
const documentPath = `${jobPath}/documents/([^/]+)`

const startable: Where = ({ collection }, { switches }) => collection === 'shares' || switches.printStartAtPrinters
const printersFirst: Where = ({ collection }, { switches }) =>
  collection === 'printers' || switches.printSharesLikePrinters
const only2020: Where = ({ collection, version }) => collection === 'printers' && version === 'beta'
const upload = { op: 'put', scopes: scopes.uploadOld, where: only2020, run: putValue }

/**
 * Everything there is below `/print/{shares or printers}/{id}`. The operations on sessions are called as OneDrive's are,
 * so that the same faults fit.
 */
const table: readonly Row[] = [
  {
    path: /^\/jobs$/i,
    methods: {
      GET: { op: 'jobs', scopes: scopes.job, run: listJobs },
      POST: { op: 'createJob', scopes: null, run: createJob },
    },
  },
  { path: new RegExp(`^${jobPath}$`, 'i'), methods: { GET: { op: 'job', scopes: scopes.job, run: getJob } } },
  {
    path: new RegExp(`^${jobPath}/start$`, 'i'),
    methods: { POST: { op: 'start', scopes: scopes.start, where: startable, run: startJob } },
  },
  {
    path: new RegExp(`^${jobPath}/startPrintJob$`, 'i'),
    methods: { POST: { op: 'start', scopes: scopes.startOld, where: only2020, run: startPrintJob } },
  },
  {
    path: new RegExp(`^${jobPath}/cancel$`, 'i'),
    methods: { POST: { op: 'cancel', scopes: scopes.cancel, where: printersFirst, run: cancelJob } },
  },
  {
    path: new RegExp(`^${documentPath}$`, 'i'),
    methods: { GET: { op: 'document', scopes: scopes.job, run: getDocument } },
  },
  {
    path: new RegExp(`^${documentPath}/\\$value$`, 'i'),
    methods: { GET: { op: 'content', scopes: scopes.content, where: printersFirst, run: getValue } },
  },
  {
    path: new RegExp(`^${documentPath}/createUploadSession$`, 'i'),
    methods: { POST: { op: 'create', scopes: scopes.upload, run: createSession } },
  },
  {
    path: new RegExp(`^${documentPath}/uploadSession$`, 'i'),
    methods: {
      PUT: { op: 'create', scopes: scopes.uploadOld, where: only2020, run: putUploadSession },
      GET: { op: 'get', scopes: scopes.sessionOld, where: only2020, run: getUploadSession },
      DELETE: { op: 'delete', scopes: scopes.uploadOld, where: only2020, run: deleteUploadSession },
    },
  },
  { path: new RegExp(`^${documentPath}/uploadSession/\\$value$`, 'i'), methods: { POST: upload, PUT: upload } },
]

/** The collections themselves, and what is in them. */
const collections = {
  shares: {
    list: { op: 'shares', scopes: scopes.shares, run: listShares },
    one: { op: 'share', scopes: scopes.shares, run: getShare },
  },
  printers: {
    list: { op: 'printers', scopes: scopes.printers, run: listPrinters },
    one: { op: 'printer', scopes: scopes.printers, run: getPrinter },
  },
} as const

/** Null: not Universal Print's. */
export function printRoute(context: Context, exchange: Exchange): Route | null {
  const [, version = '', rest] = /^\/(v1\.0|beta)\/print(\/.*)?$/.exec(exchange.path) ?? []
  if (version === '') return null
  const [, kind, id = '', below = ''] = /^\/(shares|printers)(?:\/([^/]+)(\/.*)?)?$/.exec(rest ?? '') ?? []
  if (kind !== 'shares' && kind !== 'printers') return nowhere
  const place = { version, collection: kind, id: decodeURIComponent(id), jobId: '', documentId: '' } as const
  if (below === '') {
    const methods = { GET: collections[kind][id === '' ? 'list' : 'one'] }
    return routeTo(context, exchange, methods, place)
  }
  for (const { path, methods } of table) {
    const found = path.exec(below)
    if (!found) continue
    const [jobId = '', documentId = ''] = found.slice(1).map(decodeURIComponent)
    return routeTo(context, exchange, methods, { ...place, jobId, documentId })
  }
  return nowhere
}

const nowhere: Route = {
  op: 'unknown',
  protocol: 'print',
  run: () => Promise.reject(new Problem(404, 'BadRequest', 'Resource not found for the segment.')),
}

function routeTo({ world }: Context, exchange: Exchange, methods: Row['methods'], place: Omit<Place, 'token'>): Route {
  const there = Object.entries(methods).filter(([, { where }]) => where?.(place, world) !== false)
  if (there.length === 0) return nowhere
  const operation = methods[exchange.method]
  if (!operation) return methodNotAllowed(there.map(([method]) => method))
  const { id, jobId, documentId } = place
  const session = sessionOfDocument(world, documentId)
  const name = session?.name ?? documentsOf(world).get(documentId)?.name
  if (jobId !== '') exchange.entry.itemId = jobId
  return {
    op: operation.op,
    protocol: 'print',
    path: `/${[id, jobId, name].filter((part) => part).join('/')}`,
    ...(session && operation.op !== 'create' && uploading(exchange, session)),
    run: async (context) => {
      const token = authenticate(context, exchange.bearer)
      exchange.entry.account = token.account
      requireWorkAccount(world)
      if (operation.scopes) requireAnyScope(token, operation.scopes)
      return operation.run(context, exchange, { ...place, token })
    },
  }
}

function sessionOfDocument(world: World, documentId: string): PrintSession | undefined {
  return [...sessionsOf(world).values()].find(
    (session) => session.documentId === documentId && session.state === 'open' && session.generation === 'beta-2020',
  )
}

/** Requests to an upload URL of v1.0, and to the address where `$value` leads. Null: neither. */
export function printUploadRoute({ world }: Context, exchange: Exchange): Route | null {
  const documentId = /^\/downloads\/([^/]+)$/.exec(exchange.path)?.[1]
  if (documentId !== undefined) {
    if (exchange.method !== 'GET') return methodNotAllowed(['GET'])
    const id = decodeURIComponent(documentId)
    return { op: 'download', protocol: 'print', run: async (context) => download(context, exchange, id) }
  }
  const ids = parseUploadUrl(exchange.path, exchange.query)
  if (!ids) return null
  const { id, secret } = ids
  const session = sessionsOf(world).get(id)
  const document = session && documentsOf(world).get(session.documentId)
  const printerId = document && jobsOf(world).get(document.jobId)?.printerId
  if (document) exchange.entry.itemId = document.jobId
  const known = {
    protocol: 'print',
    sessionId: id,
    ...(session && {
      path: `/${[printerId, document?.jobId, session.name].join('/')}`,
      account: session.createdBy.user,
    }),
    ...(session && uploading(exchange, session)),
  }
  switch (exchange.method) {
    case 'PUT':
      return { ...known, op: 'put', run: (context) => putRange(context, exchange, id, secret) }
    case 'GET':
      return { ...known, op: 'get', run: async (context) => sessionStatus(context, exchange, id, secret) }
    case 'DELETE':
      return { ...known, op: 'delete', run: async (context) => deleteSession(context, exchange, id, secret) }
    default:
      return methodNotAllowed(['PUT', 'GET', 'DELETE'])
  }
}

/** For the journal: the session, the range, and under which name what was acknowledged of it is remembered. */
function uploading(exchange: Exchange, { id, parts }: PrintSession): Pick<Route, 'sessionId' | 'range' | 'partKey'> {
  const range = parseContentRange(exchange.header('content-range'))
  if (!range) return { sessionId: id }
  const sent = { start: range.start, end: range.end + 1 }
  return { sessionId: id, range, partKey: partKey(id, overlapping(parts, sent) ?? sent) }
}
