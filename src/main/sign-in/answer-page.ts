/** What a browser shows when it comes back from signing in. It loads nothing, runs nothing, and repeats nothing it was told. */

import { createHash } from 'node:crypto'

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:20vh auto 0;max-width:32rem;padding:0 1.5rem;color:#1b1b1b;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1b1b1b}}'

/** Allowed by its digest, so that nothing else is. */
const styleDigest = createHash('sha256').update(style).digest('base64')

export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  // The code is in this page's address.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  Connection: 'close',
}

const texts = {
  answered: [
    'Back to Longshore',
    'Longshore has heard from the sign-in and goes on by itself. You can close this page.',
  ],
  refused: [
    'Nobody was signed in',
    'Longshore has heard that it was refused. You can close this page and try again there.',
  ],
  unexpected: ['Not here', 'Nobody waits for this. Start signing in from Longshore.'],
} as const

/** Words of our own only: never what came with the request. */
export function answerPage(which: keyof typeof texts): string {
  const [title, text] = texts[which]
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style><main><h1>${title}</h1><p>${text}</p></main></html>\n`
}
