/**
 * Sixty requests and more that nobody who was let in would make. `HOST` is the server's own name, `COOKIE` and `TOKEN`
 * are the halves of a session that was let in.
 */

import type { Row } from './bad-input.ts'

interface Asked {
  readonly line?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

const own = 'Host: HOST'
const json = 'Content-Type: application/json'

const head = (code: string, rule: string, line: string, ...headers: readonly string[]): Row<string> => [
  rule,
  written({ line, headers: [own, ...headers] }),
  code,
]
const host = (rule: string, ...headers: readonly string[]): Row<string> => [rule, written({ headers }), 'bad-host']
const post = (code: string, rule: string, body: string, ...headers: readonly string[]): Row<string> => [
  rule,
  written({ line: 'POST /login', headers: [own, `Content-Length: ${Buffer.byteLength(body)}`, ...headers], body }),
  code,
]
const raw = (code: string, rule: string, text: string): Row<string> => [rule, text, code]

function written({ line = 'GET /', headers = [], body = '' }: Asked): string {
  return [`${line} HTTP/1.1`, 'Connection: close', ...headers, '', body].join('\r\n')
}

const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
const origin = 'Origin: http://HOST'

/** An upgrade has its own `Connection`. */
const socket = (code: string, rule: string, line: string, ...headers: readonly string[]): Row<string> => [
  rule,
  [`${line} HTTP/1.1`, own, ...headers, '', ''].join('\r\n'),
  code,
]

export const badRequests: readonly Row<string>[] = [
  host('a request names its host'),
  host('one host is named', own, own),
  host('a host is not somebody else’s', 'Host: evil.example:PORT'),
  host('a host has its port', 'Host: 127.0.0.1'),
  host('a host’s port is ours', 'Host: 127.0.0.1:1'),
  host('a host ends without a dot', 'Host: localhost.:PORT'),
  host('a host has no user', 'Host: user@127.0.0.1:PORT'),
  host('a host is written in small letters', 'Host: LOCALHOST:PORT'),
  host('a host is not one long number', 'Host: 2130706433:PORT'),
  host('a host is not hexadecimal', 'Host: 0x7f.0.0.1:PORT'),
  host('a host has four parts', 'Host: 127.1:PORT'),
  host('a host is not mapped', 'Host: [::ffff:127.0.0.1]:PORT'),
  host('a host is not empty', 'Host:'),
  host('a host only begins like ours', 'Host: localhost.evil.example:PORT'),
  host('a host is not a list', 'Host: 127.0.0.1:PORT, evil.example'),
  head('bad-host', 'a target has no host of its own', 'GET http://evil.example/'),
  head('bad-host', 'a target is a path', 'OPTIONS *'),
  head('bad-host', 'nothing is tunnelled', 'CONNECT 127.0.0.1:22'),
  head('bad-method', 'nobody asks beforehand', 'OPTIONS /'),
  head('bad-method', 'nothing is put', 'PUT /settings'),
  head('bad-method', 'nothing is deleted', 'DELETE /queue'),
  head('bad-method', 'nothing is echoed', 'TRACE /session'),
  head('bad-method', 'nothing is patched', 'PATCH /assets'),
  head('bad-request', 'a method is one of HTTP', 'BREW /coffee'),
  head('bad-request', 'a method is in capitals', 'get /'),
  head('bad-origin', 'another site does not ask', 'GET /session', 'Origin: http://evil.example'),
  head('bad-origin', 'nobody does not ask', 'GET /session', 'Origin: null'),
  head('bad-origin', 'one origin asks', 'GET /session', origin, 'Origin: http://evil.example'),
  head('bad-origin', 'an origin has our scheme', 'GET /session', 'Origin: https://HOST'),
  head('bad-origin', 'an origin has our port', 'GET /session', 'Origin: http://127.0.0.1'),
  head('bad-origin', 'a file does not ask', 'GET /session', 'Origin: file://'),
  head('bad-origin', 'an extension does not ask', 'GET /session', 'Origin: chrome-extension://abc'),
  head(
    'bad-origin',
    'another site loads nothing',
    'GET /assets/a.js',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: no-cors',
  ),
  head('bad-origin', 'another port loads nothing', 'GET /assets/a.js', 'Sec-Fetch-Site: same-site'),
  head('bad-origin', 'who typed an address opens a tab', 'GET /session', 'Sec-Fetch-Site: none'),
  head('bad-origin', 'nothing is asked ahead', 'GET /', 'Sec-Purpose: prefetch'),
  head('bad-origin', 'one relation is said', 'GET /', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: none'),
  head(
    'bad-origin',
    'our page is in no frame',
    'GET /',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: iframe',
  ),
  ['a question has no body', written({ headers: [own, 'Content-Length: 5'], body: 'hello' }), 'bad-request'],
  ['nor one in pieces', written({ headers: [own, 'Transfer-Encoding: chunked'], body: '0\r\n\r\n' }), 'bad-request'],
  post('not-json', 'a body says its type', '{"code":"x"}'),
  post('not-json', 'a form is not taken', 'code=x', 'Content-Type: application/x-www-form-urlencoded'),
  post('not-json', 'plain text is not taken', '{"code": "x"}', 'Content-Type: text/plain'),
  post('not-json', 'other letters are not taken', '{"code":"y"}', 'Content-Type: application/json; charset=utf-16'),
  post('not-json', 'a body has one type', '{"code":"z"}', json, 'Content-Type: text/html'),
  post('not-json', 'nearly JSON is not JSON', '{"code":"w"}', 'Content-Type: application/json-patch+json'),
  [
    'a body is small',
    written({ line: 'POST /login', headers: [own, json, 'Content-Length: 900000'], body: '' }),
    'too-large',
  ],
  [
    'a body in pieces is small, too',
    written({
      line: 'POST /login',
      headers: [own, json, 'Transfer-Encoding: chunked'],
      body: `50000\r\n${'x'.repeat(0x50000)}\r\n0\r\n\r\n`,
    }),
    'too-large',
  ],
  post('bad-request', 'a body is whole JSON', '{"code":"x"', json),
  post('bad-request', 'a body has something in it', '', json),
  post('bad-request', 'a body is an object', '["x"]', json),
  post('bad-request', 'a code is a text', '{"code":7}', json),
  post('bad-request', 'a body has nothing else in it', '{"code":"x","admin":true}', json),
  post('bad-request', 'a body has no prototype in it', '{"__proto__":{"code":"x"}}', json),
  post('bad-request', 'a body begins with no mark', '\ufeff{"code":"x"}', json),
  post('bad-request', 'a code is short', JSON.stringify({ code: 'c'.repeat(400) }), json),
  post('bad-request', 'a code is not empty', '{"code":""}', json),
  post('code-refused', 'a code was given out', '{"code":"guessed"}', json),
  head('not-found', 'a page is there', 'GET /admin'),
  head('not-found', 'a path does not go up', 'GET /../../etc/passwd'),
  head('not-found', 'nor where that is hidden', 'GET /%2e%2e/%2e%2e/etc/passwd'),
  head('not-found', 'nor where that is hidden twice', 'GET /%252e%252e/etc/passwd'),
  head('not-found', 'a path has no NUL', 'GET /assets/a.js%00.html'),
  head('not-found', 'a path has one slash at once', 'GET //evil.example/'),
  head('not-found', 'a path has no backslash', 'GET /assets\\..\\a.js'),
  head('not-found', 'sources are not there', 'GET /assets/a.js.map'),
  head('not-found', 'a route has its method', 'GET /login'),
  head('login-needed', 'who asks was let in', 'GET /session'),
  head('login-needed', 'let in by this server', 'GET /session', 'Cookie: longshore-1=abc'),
  head(
    'login-needed',
    'by a cookie that was given out',
    'GET /session',
    'Cookie: longshore-PORT=guess',
    'longshore-token: TOKEN',
  ),
  head('token-needed', 'with both halves', 'GET /session', 'Cookie: COOKIE'),
  head('token-needed', 'the halves belong together', 'GET /session', 'Cookie: COOKIE', 'longshore-token: another'),
  head(
    'token-needed',
    'one token is said',
    'GET /session',
    'Cookie: COOKIE',
    'longshore-token: TOKEN',
    'longshore-token: other',
  ),
  head('upgrade-needed', 'the contract is no page', 'GET /contract', 'Cookie: COOKIE', 'longshore-token: TOKEN'),
  socket('bad-origin', 'a socket says who asks', 'GET /contract', ...upgrade, key),
  socket(
    'bad-origin',
    'a socket is not another site’s',
    'GET /contract',
    ...upgrade,
    key,
    'Origin: http://evil.example',
  ),
  socket('not-found', 'a socket is for the contract', 'GET /session', ...upgrade, key, origin),
  socket('login-needed', 'a socket was let in', 'GET /contract', ...upgrade, key, origin),
  socket('token-needed', 'a socket has both halves', 'GET /contract', ...upgrade, key, origin, 'Cookie: COOKIE'),
  socket(
    'bad-request',
    'a socket has a key',
    'GET /contract',
    ...upgrade,
    origin,
    'Cookie: COOKIE',
    'Sec-WebSocket-Protocol: longshore, longshore.token.TOKEN',
  ),
  raw('bad-request', 'a header has a colon', 'GET / HTTP/1.1\r\nHost HOST\r\n\r\n'),
  raw('bad-request', 'a header’s name has no space', 'GET / HTTP/1.1\r\nHost : HOST\r\n\r\n'),
  raw('bad-request', 'a header’s value has no NUL', 'GET / HTTP/1.1\r\nHost: HOST\u0000\r\n\r\n'),
  raw('bad-request', 'a header is not folded', 'GET / HTTP/1.1\r\nHost: HOST\r\nX-A: b\r\n\u0001c\r\n\r\n'),
  raw('headers-too-large', 'headers are short', `GET / HTTP/1.1\r\nHost: HOST\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`),
  raw('headers-too-large', 'a target is short', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`),
  raw('bad-request', 'a target has no space', 'GET /a b HTTP/1.1\r\nHost: HOST\r\n\r\n'),
  raw('bad-request', 'a version is one of ours', 'GET / HTTP/9.9\r\nHost: HOST\r\n\r\n'),
  raw('bad-request', 'a request is no handshake', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001'),
  raw('bad-request', 'a request is no line of another protocol', 'EHLO me.example\r\n\r\n'),
  raw(
    'bad-request',
    'a length is said once',
    'POST /login HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
  ),
  raw('bad-request', 'a length is no debt', 'POST /login HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n'),
  raw(
    'bad-request',
    'a length is said in one way',
    'POST /login HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ),
]
