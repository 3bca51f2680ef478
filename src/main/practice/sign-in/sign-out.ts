import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { signOut } from './browser-sessions.ts'
import { clientsOf } from './clients.ts'
import { Parameters, readForm } from './form.ts'
import { noticePage } from './pages.ts'
import { entraSendsTo } from './redirects.ts'

/**
 * GET or POST /{tenant}/oauth2/v2.0/logout: ends the browser's session, not the tokens (v2-protocols-oidc.md). It
 * sends on to addresses alone that sign-in would send to.
 */
export async function logout({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = exchange.method === 'POST' ? await readForm(exchange) : new Parameters(exchange.query)
  const headers = signOut(world, exchange)
  const next = form.get('post_logout_redirect_uri') ?? exchange.query.get('post_logout_redirect_uri')
  const anybody = { redirects: null, audience: 'all' }
  const registered = clientsOf(world).filter(({ issuer }) => issuer === 'microsoft')
  const known = world.switches.signInUnknownClients ? [...registered, anybody] : registered
  if (next === null || !known.some((client) => entraSendsTo(client, next))) {
    return noticePage('Signed out', 'Nobody is signed in in this browser any more. You can close this page.', headers)
  }
  const url = new URL(next)
  const state = form.get('state')
  if (state !== null) url.searchParams.append('state', state)
  return { status: 303, headers: { ...headers, Location: url.href, 'Cache-Control': 'no-store' } }
}
