import type { Exchange } from '../http/exchange.ts'
import type { World } from '../storage/world.ts'
import { type BrowserSession, tables } from './rows.ts'
import { secret } from './tokens.ts'

const cookieName = 'practice-sign-in'

function idOf(exchange: Exchange): string | null {
  const cookies = (exchange.header('cookie') ?? '').split(';').map((pair) => pair.trim())
  return cookies.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? null
}

/** Who is signed in in the browser that asks. */
export function signedIn(world: World, exchange: Exchange): readonly string[] {
  return world.table<BrowserSession>(tables.session).get(idOf(exchange) ?? '')?.accounts ?? []
}

/** Remembers the account; the header that makes the browser remember, too. A session never keeps its old name. */
export function rememberAccount(world: World, exchange: Exchange, account: string): Record<string, string> {
  const accounts = [...new Set([...signedIn(world, exchange), account])]
  const id = secret()
  const before = idOf(exchange)
  if (before !== null) world.write({ table: tables.session, id: before, row: null })
  world.write({ table: tables.session, id, row: { id, accounts } })
  return { 'Set-Cookie': `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax${secure(exchange)}` }
}

export function signOut(world: World, exchange: Exchange): Record<string, string> {
  const id = idOf(exchange)
  if (id !== null) world.write({ table: tables.session, id, row: null })
  return { 'Set-Cookie': `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure(exchange)}` }
}

function secure({ req }: Exchange): string {
  return 'encrypted' in req.socket ? '; Secure' : ''
}
