import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { methodNotAllowed, notFound, type Route } from '../http/route.ts'
import { authorize } from './authorize.ts'
import { takeDecision, takeUserCode } from './decision.ts'
import { instance, keys, openIdConfiguration } from './discovery.ts'
import { devicePage } from './pages.ts'
import { logout } from './sign-out.ts'
import { deviceCode, token } from './token.ts'

interface Operation {
  readonly method: string
  /** The first group is the tenant. */
  readonly path: RegExp
  readonly op: string
  readonly run: (context: Context, exchange: Exchange, tenant: string) => Reply | Promise<Reply>
}

const oauth = '^/([^/]+)/oauth2/v2\\.0/'

/** Every call of Microsoft's login host that there is here (graph.md F1 and H5). */
const operations: readonly Operation[] = [
  { method: 'GET', path: new RegExp(`${oauth}authorize$`), op: 'authorize', run: authorize },
  { method: 'POST', path: new RegExp(`${oauth}token$`), op: 'token', run: token },
  { method: 'POST', path: new RegExp(`${oauth}devicecode$`), op: 'devicecode', run: deviceCode },
  { method: 'GET', path: new RegExp(`${oauth}logout$`), op: 'logout', run: logout },
  { method: 'POST', path: new RegExp(`${oauth}logout$`), op: 'logout', run: logout },
  { method: 'GET', path: /^\/device$/, op: 'device', run: () => devicePage(null) },
  { method: 'POST', path: /^\/device$/, op: 'device', run: takeUserCode },
  { method: 'POST', path: /^\/decide$/, op: 'decide', run: takeDecision },
  {
    method: 'GET',
    path: /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/,
    op: 'discovery',
    run: openIdConfiguration,
  },
  { method: 'GET', path: /^\/[^/]+\/discovery\/v2\.0\/keys$/, op: 'discovery', run: keys },
  { method: 'GET', path: /^\/common\/discovery\/instance$/, op: 'discovery', run: instance },
]

export function loginRoute(_: Context, exchange: Exchange): Route {
  const fitting = operations.filter(({ path }) => path.test(exchange.path))
  const operation = fitting.find(({ method }) => method === exchange.method)
  if (!operation) return fitting.length > 0 ? methodNotAllowed(fitting.map(({ method }) => method)) : notFound
  const { op, path, run } = operation
  const tenant = path.exec(exchange.path)?.[1] ?? ''
  return { op, protocol: 'sign-in', run: async (context) => run(context, exchange, tenant) }
}
