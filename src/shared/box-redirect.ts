/**
 * Where Box's sign-in comes back to. Box compares the whole address with the one that is registered with its app, so the
 * engine listens there and faces show it to be copied. The address rather than the name `localhost`, which nobody can
 * point elsewhere (RFC 8252 section 8.3).
 */

export const boxRedirect = { host: '127.0.0.1', path: '/box' } as const

export function boxRedirectUri(port: number): string {
  return `http://${boxRedirect.host}:${port}${boxRedirect.path}`
}
