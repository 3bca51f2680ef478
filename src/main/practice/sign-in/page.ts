import { createHash } from 'node:crypto'
import type { Reply } from '../http/reply.ts'

const style = `
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
fieldset { border: 1px solid #767676; border-radius: .5rem; margin: 1rem 0 }
label { display: block; padding: .25rem 0 }
code { overflow-wrap: anywhere }
button { font: inherit; padding: .5rem 1.25rem; margin-right: .75rem; border: 1px solid #1a4f8b; border-radius: .375rem; color: #1a4f8b; background: #fff }
button.first { color: #fff; background: #1a4f8b }
input[type=text] { font: inherit; padding: .375rem; letter-spacing: .1em }
[role=alert] { border-left: .25rem solid #b3261e; padding-left: .75rem }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #1b1b1b }
  button { color: #a8c7fa; border-color: #a8c7fa; background: #1b1b1b }
  button.first { color: #1b1b1b; background: #a8c7fa }
}
`
/** Where scripts run nobody has to press the button of a form that only carries something on. */
const sendOn = 'document.forms[0].submit()'

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const styleHash = hash(style)
const scriptHash = hash(sendOn)

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

interface Page {
  readonly title: string
  /** HTML that is ready. */
  readonly body: string
  readonly status?: number
  /** Where its form may lead, by a redirect too: Chromium holds those to the policy as well. */
  readonly leadsTo?: string
  /** Sends the first form without anybody's doing. */
  readonly sendsOn?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** A page that needs no script, loads nothing, and stands in no frame. */
export function page({ title, body, status = 200, leadsTo, sendsOn = false, headers = {} }: Page): Reply {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
${sendsOn ? `<script>${sendOn}</script>\n` : ''}</body>
</html>
`
  const policy = [
    `default-src 'none'`,
    `img-src data:`,
    `style-src ${styleHash}`,
    ...(sendsOn ? [`script-src ${scriptHash}`] : []),
    `form-action 'self'${leadsTo === undefined ? '' : ` ${source(leadsTo)}`}`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ]
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy.join('; '),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      ...headers,
    },
    bytes: Buffer.from(html),
  }
}

/** Of an address, as a policy can name it: it has no words for IPv6. */
function source(address: string): string {
  const url = new URL(address)
  return url.hostname.startsWith('[') ? url.protocol : url.origin
}
