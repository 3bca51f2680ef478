/** Serves the built page to our own window under `app://`, with the same headers as the daemon gives a browser. */

import { protocol } from 'electron'
import type { Session } from 'electron'
import { securityHeaders } from '../server/security-headers.ts'
import type { StaticFiles } from '../server/static-files.ts'
import { pageUrl, scheme } from './origin.ts'

/** Before the app is ready. No privilege that isn't needed: no fetch from elsewhere, no way around the policy. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }])
}

const refusal = { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }

/** The answer to one request. Only what was read at the start is there: no path on disk is made from an address. */
export function answerFrom(files: StaticFiles, method: string, address: string): Response {
  if (method !== 'GET') return new Response('', { status: 405, headers: refusal })
  const path = address.startsWith(pageUrl) ? address.slice(pageUrl.length - 1).split(/[?#]/, 1)[0] : undefined
  const file = path === undefined ? undefined : files.get(path)
  if (file === undefined) return new Response('', { status: 404, headers: refusal })
  return new Response(new Uint8Array(file.bytes), { headers: { ...securityHeaders, 'content-type': file.type } })
}

export function servePage(session: Session, files: StaticFiles): void {
  session.protocol.handle(scheme, ({ method, url }) => answerFrom(files, method, url))
}
