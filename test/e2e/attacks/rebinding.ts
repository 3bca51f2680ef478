/** DNS rebinding: names of others, and other ways to write our address, that lead a browser to our server. */

import { type Attack, otherwise } from './attack.ts'

/** Names under which a browser can be made to ask us; the last ones it turns into our own address by itself. */
const foreign = [
  ['a name of somebody', 'evil.example'],
  ['the same in capitals', 'EVIL.EXAMPLE'],
  ['the same with a dot at its end', 'evil.example.'],
  ['a name that begins with our address', '127.0.0.1.evil.example'],
  ['a name that begins like ours', 'localhost.evil.example'],
  ['our name with a dot at its end', 'localhost.'],
  ['a name below ours', 'app.localhost'],
  ['a name that only looks like ours', 'xn--lcalhost-9ya.example'],
  ['the address of nobody', '0.0.0.0'],
  ['another address of this computer', '127.0.0.2'],
  ['our address wrapped in IPv6', '[::ffff:127.0.0.1]'],
  ['the IPv6 address of nobody', '[::]'],
  ['our address as a user of somebody’s name', '127.0.0.1@evil.example'],
] as const

const numbers = [
  ['as one decimal number', '2130706433'],
  ['as one hexadecimal number', '0x7f000001'],
  ['with octal parts', '0177.0.0.1'],
  ['with parts left out', '127.1'],
  ['in letters of another width', '１２７。0。0。1'],
] as const

/** What a page of a rebound name does: to the browser it asks its own server. */
const sameOrigin = [
  ['reads the page', `return read('/')`, 'GET /'],
  ['asks whether somebody is let in', `return read('/session', { credentials: 'include' })`, 'GET /session'],
  ['tries a code', `return read('/login', { method: 'POST', headers: json, body: '{"code":"x"}' })`, 'POST /login'],
  ['logs somebody out', `return read('/logout', { method: 'POST', headers: json, body: '{}' })`, 'POST /logout'],
  ['opens an event stream', `return line(() => new EventSource(own + '/contract'))`, 'GET /contract'],
  ['opens a line', `return line(() => new WebSocket(socket, ['longshore']))`, 'GET /contract'],
  ['changes by a method of its own', `return read('/contract', { method: 'DELETE' })`, 'DELETE /contract'],
] as const

const refused = '403 {"code":"bad-ho'

export const rebinding: readonly Attack[] = [
  ...foreign.map(
    ([what, name]): Attack => ({
      tries: `opens the page under ${what}`,
      from: 'outside',
      act: async ({ port }, page) => {
        const answer = await page.goto(`http://${name}:${port}/`)
        return `${answer?.status()} ${(await page.title()) === 'Longshore' ? 'our page' : 'no page'}`
      },
      sees: '403 no page',
      arrives: ['GET / 403 bad-host'],
      without: { guard: '200 our page' },
    }),
  ),
  ...numbers.map(
    ([what, name]): Attack => ({
      tries: `asks for our address ${what}`,
      from: 'elsewhere',
      act: `return read('/session', { credentials: 'include' }, own = own.replace('127.0.0.1', '${name}'))`,
      sees: 'TypeError',
      arrives: ['GET /session 403 bad-origin'],
    }),
  ),
  ...sameOrigin.map(
    ([what, act, asked]): Attack => ({
      tries: `from a rebound name ${what}`,
      from: 'rebound',
      act: `own = location.origin; ${act.replace('socket', "own.replace('http', 'ws') + '/contract'")}`,
      sees: act.includes('line(') ? 'failed' : refused,
      arrives: [`${asked} 403 bad-host`],
      without: { guard: otherwise },
    }),
  ),
]
