import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import { parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { authenticate } from '../sign-in/tokens.ts'
import type { AccessToken } from '../storage/rows.ts'
import { type Address, parseAddress } from './address.ts'
import { createLink } from './create-link.ts'
import { createSession } from './create-session.ts'
import { createFolder, deleteItem, download, getContent, getItem, patchItem } from './items.ts'
import { searchItems, searched } from './search.ts'
import { listChildren } from './listing.ts'
import { receiveRange } from './receive-range.ts'
import { cancelSession, commitBySourceUrl, explicitCommit, sessionStatus } from './session-requests.ts'
import { parseUploadUrl } from './session-store.ts'
import { simpleUpload } from './simple-upload.ts'

type Handler = (context: Context, exchange: Exchange, address: Address, token: AccessToken) => Reply | Promise<Reply>

interface Operation {
  readonly op: string
  readonly run: Handler
}

/** action → method → what it is called in faults and journal, and who does it. */
const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  createLink: { POST: { op: 'createLink', run: createLink } },
  createUploadSession: { POST: { op: 'create', run: createSession } },
  content: { PUT: { op: 'simplePut', run: simpleUpload }, GET: { op: 'content', run: getContent } },
  children: { GET: { op: 'children', run: listChildren }, POST: { op: 'createFolder', run: createFolder } },
  '': {
    GET: { op: 'item', run: getItem },
    PATCH: { op: 'patch', run: patchItem },
    DELETE: { op: 'deleteItem', run: deleteItem },
    PUT: {
      op: 'commit',
      run: async (context, exchange, address, token) =>
        commitBySourceUrl(context, exchange, address, token, await readJson(exchange)),
    },
  },
}

const searching: Readonly<Record<string, Operation>> = { GET: { op: 'search', run: searchItems } }

/** Requests on the Graph host that name a drive item. Null: not one of them. */
export function itemRoute(path: string, exchange: Exchange): Route | null {
  const address = parseAddress(path, exchange.query)
  if (!address || (address.base.kind === 'drive' && address.names.length === 0 && address.action === '')) return null
  const methods = searched(address.action) === null ? operations[address.action] : searching
  if (!methods) return null
  const operation = methods[exchange.method]
  if (!operation) return methodNotAllowed(Object.keys(methods))
  return {
    op: operation.op,
    path: pathForMatching(address),
    run: async (context) => {
      const token = authenticate(context, exchange.bearer)
      exchange.entry.account = token.account
      return operation.run(context, exchange, address, token)
    },
  }
}

/** Requests to an upload URL, on whichever host it was given out for. */
export function uploadRoute({ world }: Context, exchange: Exchange): Route | null {
  const downloaded = /^\/download\/([^/]+)\/c$/.exec(exchange.path)
  if (downloaded) {
    const id = decodeURIComponent(downloaded[1] ?? '')
    return { op: 'download', run: async (context) => download(context, exchange, id) }
  }
  const ids = parseUploadUrl(exchange.path, exchange.query)
  if (!ids) return null
  const { id, secret } = ids
  const session = world.sessions.get(id)
  const range = parseContentRange(exchange.header('content-range'))
  const known = {
    sessionId: id,
    ...(session && { path: sessionPath(world, session.parentId, session.name), account: session.account }),
    ...(range && { range }),
  }
  switch (exchange.method) {
    case 'PUT':
      return { ...known, op: 'put', run: (context) => receiveRange(context, exchange, id, secret) }
    case 'GET':
      return { ...known, op: 'get', run: async (context) => sessionStatus(context, exchange, id, secret) }
    case 'DELETE':
      return { ...known, op: 'delete', run: async (context) => cancelSession(context, exchange, id, secret) }
    case 'POST':
      return { ...known, op: 'commit', run: (context) => explicitCommit(context, exchange, id, secret) }
    default:
      return methodNotAllowed(['PUT', 'GET', 'DELETE', 'POST'])
  }
}

function sessionPath(world: Context['world'], parentId: string, name: string): string {
  const parent = world.items.get(parentId)
  return `/${[...(parent ? world.pathOf(parent) : []), name].join('/')}`
}

function pathForMatching({ base, names }: Address): string {
  const start = 'id' in base ? `${base.id}:` : base.kind === 'special' ? `special/${base.name}` : ''
  return `${start}/${names.join('/')}`
}
