import type { Context } from '../context.ts'
import type { HostName } from '../control/journal.ts'
import { parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { methodNotAllowed, notFound, type Route } from '../http/route.ts'
import { boxUser } from '../seed.ts'
import { authenticate } from '../sign-in/tokens.ts'
import { commitSession } from './commit.ts'
import { preflightCheck, uploadFile, uploadVersion } from './direct-upload.ts'
import { createFolder, getFile, getFolder, getMe, listItems } from './folders.ts'
import { boxAuthorize, boxDecision } from './login-page.ts'
import { boxRevoke, boxToken } from './oauth.ts'
import { receivePart } from './receive-part.ts'
import { refusal } from './refusals.ts'
import { searchBox, sharedItem } from './search.ts'
import { boxSessions, partKey } from './session-store.ts'
import { shareFile } from './share-file.ts'
import { abortSession, createNewSession, createVersionSession, listParts, sessionStatus } from './sessions.ts'

type Scope = 'read' | 'write' | 'none'

interface Operation {
  readonly method: string
  readonly host: HostName
  /** Below `/2.0`, with or without `/api` before it; `:id` is the operation's item or session. */
  readonly path: string
  /** What faults and journal call it. */
  readonly op: string
  readonly needs: Scope
  readonly run: (context: Context, exchange: Exchange, id: string) => Reply | Promise<Reply>
}

const session = '/files/upload_sessions/:session'

/** Every call of Box's that there is here (box-and-peers.md 1.1 and 4.2). */
const operations: readonly Operation[] = [
  { method: 'GET', host: 'box', path: '/users/me', op: 'me', needs: 'read', run: getMe },
  { method: 'GET', host: 'box', path: '/files/:id', op: 'item', needs: 'read', run: getFile },
  { method: 'PUT', host: 'box', path: '/files/:id', op: 'share', needs: 'write', run: shareFile },
  { method: 'GET', host: 'box', path: '/folders/:id', op: 'item', needs: 'read', run: getFolder },
  { method: 'GET', host: 'box', path: '/folders/:id/items', op: 'children', needs: 'read', run: listItems },
  { method: 'GET', host: 'box', path: '/search', op: 'search', needs: 'read', run: searchBox },
  { method: 'GET', host: 'box', path: '/shared_items', op: 'shared', needs: 'read', run: sharedItem },
  { method: 'POST', host: 'box', path: '/folders', op: 'createFolder', needs: 'write', run: createFolder },
  {
    method: 'OPTIONS',
    host: 'box',
    path: '/files/content',
    op: 'preflight',
    needs: 'write',
    run: (context, exchange) => preflightCheck(context, exchange, null),
  },
  { method: 'OPTIONS', host: 'box', path: '/files/:id/content', op: 'preflight', needs: 'write', run: preflightCheck },
  { method: 'POST', host: 'boxUpload', path: '/files/content', op: 'simplePut', needs: 'write', run: uploadFile },
  {
    method: 'POST',
    host: 'boxUpload',
    path: '/files/:id/content',
    op: 'simplePut',
    needs: 'write',
    run: uploadVersion,
  },
  {
    method: 'POST',
    host: 'boxUpload',
    path: '/files/upload_sessions',
    op: 'create',
    needs: 'write',
    run: createNewSession,
  },
  {
    method: 'POST',
    host: 'boxUpload',
    path: '/files/:id/upload_sessions',
    op: 'create',
    needs: 'write',
    run: createVersionSession,
  },
  { method: 'PUT', host: 'boxUpload', path: session, op: 'put', needs: 'write', run: receivePart },
  {
    method: 'GET',
    host: 'boxUpload',
    path: session,
    op: 'get',
    needs: 'write',
    run: (context, _, id) => sessionStatus(context, id),
  },
  {
    method: 'DELETE',
    host: 'boxUpload',
    path: session,
    op: 'delete',
    needs: 'write',
    run: (context, _, id) => abortSession(context, id),
  },
  { method: 'GET', host: 'boxUpload', path: `${session}/parts`, op: 'parts', needs: 'write', run: listParts },
  { method: 'POST', host: 'boxUpload', path: `${session}/commit`, op: 'commit', needs: 'write', run: commitSession },
  {
    method: 'POST',
    host: 'boxUpload',
    path: `${session}/log`,
    op: 'log',
    needs: 'write',
    run: () => ({ status: 204 }),
  },
  { method: 'POST', host: 'box', path: '/oauth2/token', op: 'token', needs: 'none', run: boxToken },
  { method: 'POST', host: 'box', path: '/oauth2/revoke', op: 'revoke', needs: 'none', run: boxRevoke },
  { method: 'POST', host: 'boxLogin', path: '/oauth2/token', op: 'token', needs: 'none', run: boxToken },
  { method: 'POST', host: 'boxLogin', path: '/oauth2/revoke', op: 'revoke', needs: 'none', run: boxRevoke },
  { method: 'GET', host: 'boxLogin', path: '/oauth2/authorize', op: 'authorize', needs: 'none', run: boxAuthorize },
  { method: 'POST', host: 'boxLogin', path: '/oauth2/decide', op: 'decide', needs: 'none', run: boxDecision },
]

const patterns = operations.map((operation) => {
  const version = operation.path.startsWith('/oauth2') ? '' : '/2\\.0'
  const path = operation.path.replace(':session', '([^/]+)').replace(':id', '(\\d+)')
  const pattern = new RegExp(`^(?:/api)?${version}${path}$`)
  return { operation, pattern, namesSession: operation.path.startsWith(session) }
})

/** Requests to any of Box's three hosts. */
export function boxRoute({ world }: Context, exchange: Exchange): Route {
  const fitting = patterns.flatMap(({ operation, pattern, namesSession }) => {
    const found = operation.host === exchange.host ? pattern.exec(exchange.path) : null
    return found ? [{ operation, id: found[1] ?? '', namesSession }] : []
  })
  const hit = fitting.find(({ operation }) => operation.method === exchange.method)
  if (!hit) return fitting.length > 0 ? methodNotAllowed(fitting.map(({ operation }) => operation.method)) : notFound
  const { operation, id, namesSession } = hit
  return {
    op: operation.op,
    // Graph's waits are not Box's: to the journal they are two accounts, though one token opens both.
    ...(world.accessTokens.has(exchange.bearer ?? '') && { account: boxUser.id }),
    ...(namesSession && sessionFacts(world, exchange, id)),
    run: async (context) => {
      if (operation.needs !== 'none') admit(context, exchange, operation.needs)
      return operation.run(context, exchange, id)
    },
  }
}

function sessionFacts(world: Context['world'], exchange: Exchange, id: string): Partial<Route> {
  const known = boxSessions(world).get(id)
  const range = parseContentRange(exchange.header('content-range'))
  const parent = known && world.items.get(known.parentId)
  return {
    sessionId: id,
    ...(known && { path: `/${[...(parent ? world.pathOf(parent) : []), known.name].join('/')}` }),
    ...(range && { range, partKey: partKey(id, range.start) }),
  }
}

/** App scopes by Box's names (guides/api-calls/permissions-and-errors/scopes.md). */
const scopes = { read: ['root_readonly', 'root_readwrite'], write: ['root_readwrite'] } as const

function admit(context: Context, exchange: Exchange, needs: 'read' | 'write'): void {
  const token = authenticate(context, exchange.bearer, 'box')
  const enough: readonly string[] = scopes[needs]
  if (!token.scopes.some((scope) => enough.includes(scope))) throw refusal('insufficient_scope')
}
