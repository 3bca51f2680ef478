/**
 * Everything that the local server answers besides the page's files. Whoever is not in this table isn't found, and a
 * route is closed to those without a session unless it says `isPublic`.
 */

import * as z from 'zod'
import { valuesOf } from './guard.ts'
import type { RefusalCode } from './refusals.ts'
import type { OneTimeCodes, Session, Sessions, WrongTries } from './sessions.ts'

/** What the routes work with: the state of one server. */
export interface Desk {
  readonly codes: OneTimeCodes
  readonly tries: WrongTries
  readonly sessions: Sessions
  /** Of this server alone: cookies are shared by all ports of a computer, and so by the daemons of two data folders. */
  readonly cookieName: string
}

interface Answer {
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

interface Common {
  readonly path: string
  readonly isPublic?: true
}

/** Only asks. */
interface Get extends Common {
  readonly method: 'GET'
  answer(desk: Desk, session: Session | null): Answer | RefusalCode
}

/** Changes something: takes JSON, which no form of another page can send. */
interface Post extends Common {
  readonly method: 'POST'
  answer(desk: Desk, session: Session | null, body: unknown, rawHeaders: readonly string[]): Answer | RefusalCode
}

export type Route = Get | Post

export const contractPath = '/contract'
/** The second half of a session, which only the page has. */
export const tokenHeader = 'longshore-token'

const Login = z.strictObject({ code: z.string().min(1).max(128) })

function cookieLine(name: string, value: string): string {
  // Not `__Host-`: that needs `Secure`, which browsers don't all grant to plain HTTP on 127.0.0.1.
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`
}

export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/login',
    isPublic: true,
    answer({ codes, tries, sessions, cookieName }, _, body, rawHeaders) {
      const asked = Login.safeParse(body)
      if (!asked.success) return 'bad-request'
      if (!codes.redeem(asked.data.code)) return tries.note() ? 'too-many-tries' : 'code-refused'
      const known = sessions.find(cookiesOf(rawHeaders, cookieName))
      if (known !== null) return { body: { token: sessions.join(known) } }
      const { cookie, token } = sessions.begin()
      return { body: { token }, headers: { 'set-cookie': cookieLine(cookieName, cookie) } }
    },
  },
  /** A page that was reloaded, or whose line broke, learns whether it is still let in: a WebSocket can't tell it. */
  { method: 'GET', path: '/session', answer: () => ({ body: {} }) },
  {
    method: 'POST',
    path: '/logout',
    answer({ sessions, cookieName }, session) {
      if (session !== null) sessions.end(session)
      return { body: {}, headers: { 'set-cookie': `${cookieLine(cookieName, '')}; Max-Age=0` } }
    },
  },
  /** Served as a WebSocket only: local-server.ts takes the upgrade. */
  { method: 'GET', path: contractPath, answer: () => 'upgrade-needed' },
]

export function routeFor(method: string, path: string): Route | null {
  return routes.find((route) => route.method === method && route.path === path) ?? null
}

function cookiesOf(rawHeaders: readonly string[], name: string): string[] {
  const pairs = valuesOf(rawHeaders, 'cookie').flatMap((line) => line.split(';'))
  const ours = pairs.map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`))
  return ours.map((pair) => pair.slice(name.length + 1))
}

/** The session whose both halves came with the request; else what is missing. `token`: wherever the request has it. */
export function admit(desk: Desk, rawHeaders: readonly string[], token: string | null): Session | RefusalCode {
  const session = desk.sessions.find(cookiesOf(rawHeaders, desk.cookieName))
  if (session === null) return 'login-needed'
  return token !== null && desk.sessions.holds(session, token) ? session : 'token-needed'
}
