/** Requests that a page of somebody else can make a browser send, from another site and from another port of this computer. */

import { type Attack, otherwise, type Place } from './attack.ts'

type Kind = readonly [tries: string, act: string, sees: unknown, ...arrives: string[]]

const refused = (asked: string): string => `${asked} 403 bad-origin`
const page = refused('GET /')
const session = refused('GET /session')
const contract = refused('GET /contract')

const kinds: readonly Kind[] = [
  ['reads the page', `return read('/')`, 'TypeError', page],
  ['reads with the cookie', `return read('/session', { credentials: 'include' })`, 'TypeError', session],
  ['asks blindly', `return read('/session', { mode: 'no-cors', credentials: 'include' })`, 'TypeError', session],
  [
    'brings a header for the token',
    `return read('/session', { headers: { 'longshore-token': 'x' } })`,
    'TypeError',
    'OPTIONS /session 403 bad-method',
  ],
  [
    'sends JSON',
    `return read('/login', { method: 'POST', headers: json, body: '{"code":"x"}' })`,
    'TypeError',
    'OPTIONS /login 403 bad-method',
  ],
  [
    'sends JSON as plain text',
    `return read('/logout', { method: 'POST', credentials: 'include', body: '{}' })`,
    'TypeError',
    refused('POST /logout'),
  ],
  [
    'sends JSON as plain text, blindly',
    `return read('/logout', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })`,
    'TypeError',
    refused('POST /logout'),
  ],
  [
    'uses a method of its own',
    `return read('/session', { method: 'DELETE' })`,
    'TypeError',
    'OPTIONS /session 403 bad-method',
  ],
  [
    'asks by XMLHttpRequest',
    `return within(new Promise((done) => {
      const asked = new XMLHttpRequest()
      asked.withCredentials = true
      asked.onload = () => done(asked.status + ' ' + asked.responseText)
      asked.onerror = () => done('failed ' + asked.status)
      asked.open('GET', own + '/session')
      asked.send()
    }))`,
    'failed 0',
    session,
  ],
  ['leaves a beacon', `return navigator.sendBeacon(own + '/logout', '{}')`, true, refused('POST /logout')],
  [
    'asks on while it goes',
    `return read('/logout', { method: 'POST', keepalive: true, mode: 'no-cors', credentials: 'include' })`,
    'TypeError',
    refused('POST /logout'),
  ],
  ['shows it as a picture', `return put('img', { src: own + '/session' })`, 'failed', session],
  ['runs it as a script', `return put('script', { src: own + '/' })`, 'failed', page],
  ['runs it as a module', `return put('script', { src: own + '/', type: 'module' })`, 'failed', page],
  ['imports it', `return within(import(own + '/').then(() => 'ran', (e) => e.name))`, 'TypeError', page],
  ['uses it as a style', `return put('link', { rel: 'stylesheet', href: own + '/' })`, 'failed', page],
  [
    'uses it as a font',
    `return within(new FontFace('x', 'url(' + own + '/)').load().then(() => 'loaded', (e) => e.name))`,
    'NetworkError',
    page,
  ],
  ['plays it', `return put('video', { src: own + '/', autoplay: '' })`, 'failed', page],
  [
    'listens to its events',
    `return line(() => new EventSource(own + '/contract', { withCredentials: true }))`,
    'failed',
    contract,
  ],
  ['opens a line', `return line(() => new WebSocket(socket, ['longshore']))`, 'failed', contract],
  [
    'opens a line with a token that it guessed',
    `return line(() => new WebSocket(socket, ['longshore', 'longshore.token.AAAA']))`,
    'failed',
    contract,
  ],
  [
    'makes a worker of it',
    `return within(new Promise((done) => {
      try { new Worker(own + '/').onerror = () => done('failed') } catch (error) { done(error.name) }
    }))`,
    'SecurityError',
  ],
  [
    'imports it in a worker',
    `const code = new Blob(['try { importScripts("' + own + '/"); postMessage("ran") } catch (e) { postMessage(e.name) }'])
    return within(new Promise((done) => (new Worker(URL.createObjectURL(code)).onmessage = ({ data }) => done(data))))`,
    'NetworkError',
    page,
  ],
  ['sends a form', `return send('/logout', { method: 'post' }, { x: 'y' })`, 'answered', refused('POST /logout')],
  [
    'sends a form that looks like JSON',
    `return send('/login', { method: 'post', enctype: 'text/plain' }, { '{"code":"': 'x"}' })`,
    'answered',
    refused('POST /login'),
  ],
  [
    'sends a form in parts',
    `return send('/login', { method: 'post', enctype: 'multipart/form-data' }, { code: 'x' })`,
    'answered',
    refused('POST /login'),
  ],
  ['asks by a form', `return send('/session', { method: 'get' })`, 'answered', refused('GET /session?')],
  [
    'fetches ahead',
    `put('link', { rel: 'prefetch', href: own + '/session', as: 'fetch' })
    return (await pause(400), performance.getEntriesByName(own + '/session').map((one) => one.responseStatus + ' ' + one.encodedBodySize).join())`,
    // It was fetched, and nobody is told more than that.
    '0 0',
    session,
  ],
  [
    'uses it in a style of its own',
    `document.head.append(Object.assign(document.createElement('style'), { textContent: '@import "' + own + '/"; body { background: url(' + own + '/session) }' }))
    return pause(400)`,
    undefined,
    page,
    session,
  ],
  [
    'draws a part of it',
    `document.body.innerHTML = '<svg><use href="' + own + '/#x"></use><image href="' + own + '/session"></image></svg>'
    return pause(400)`,
    undefined,
    session,
  ],
  [
    'tells it of a click',
    `const link = Object.assign(document.createElement('a'), { href: '#x', ping: own + '/logout' })
    document.body.append(link)
    link.click()
    return pause(300)`,
    undefined,
    refused('POST /logout'),
  ],
  ['asks for a part of a file', `return read('/', { headers: { range: 'bytes=0-10' } })`, 'TypeError', page],
  ['follows where it would be led', `return read('/session', { redirect: 'manual' })`, 'TypeError', session],
  [
    'opens an answer as a window',
    `const other = window.open(own + '/session'); await pause(500); return other.closed`,
    true,
    session,
  ],
  [
    'opens the page as a window by a form',
    `const form = Object.assign(document.createElement('form'), { action: own + '/', method: 'post', target: '_blank' })
    document.body.append(form)
    form.submit()
    return pause(500)`,
    undefined,
    refused('POST /'),
  ],
  ['loads ahead', `return put('link', { rel: 'preload', href: own + '/session', as: 'image' })`, 'failed', session],
  [
    'asks what the cache has',
    `return read('/', { mode: 'no-cors', cache: 'force-cache', credentials: 'include' })`,
    'TypeError',
    page,
  ],
  ['asks only what the cache has', `return read('/', { mode: 'no-cors', cache: 'only-if-cached' })`, 'TypeError'],
  [
    'tells by its errors what is there',
    `const found = []
    for (const path of ['/', '/session', '/nothing', '/contract', '/assets/index.js'])
      found.push(await put('img', { src: own + path }), await put('script', { src: own + path }), await read(path, { mode: 'no-cors' }))
    return [...new Set(found)].join()`,
    'failed,TypeError',
    ...['/', '/assets/index.js', '/contract', '/nothing', '/session'].map((path) => refused(`GET ${path}`)),
  ],
  [
    'tells by what the browser measured what is there',
    `for (const path of ['/session', '/nothing']) await put('img', { src: own + path })
    return [...new Set(performance.getEntriesByType('resource').filter((one) => one.name.startsWith(own))
      .map((one) => [one.responseStatus, one.encodedBodySize, one.contentType].join()))].join(' | ')`,
    // One and the same for what is there and what is not.
    '0,0,',
    refused('GET /nothing'),
    session,
  ],
]

const places = [
  ['elsewhere', 'another site'],
  ['port', 'another port'],
] as const satisfies readonly (readonly [Place, string])[]

/** A browser asks for a page before anybody has followed a link to it, and then says that nobody sent it. */
const ahead = (what: object): string =>
  `document.head.append(Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: JSON.stringify(${JSON.stringify(what)}).replace('OWN', own) }))
  return pause(400)`

const speculation: readonly Attack[] = [
  ['fetches ahead', '/session', { prefetch: [{ source: 'list', urls: ['OWN/session'] }] }] as const,
  ['renders ahead', '/', { prerender: [{ source: 'list', urls: ['OWN/'] }] }] as const,
].flatMap(([tries, path, rules]) => [
  // Where there are cookies of ours, the browser itself does it for pages of the same site only.
  {
    tries: `another site ${tries} by rules of speculation`,
    from: 'elsewhere',
    act: ahead(rules),
    sees: undefined,
    arrives: [],
  },
  {
    tries: `another port ${tries} by rules of speculation`,
    from: 'port',
    act: ahead(rules),
    sees: undefined,
    arrives: [refused(`GET ${path}`)],
    without: { guard: otherwise },
  },
])

const requests: readonly Attack[] = places.flatMap(([from, name]) =>
  kinds.map(
    ([tries, act, sees, ...arrives]): Attack => ({
      tries: `${name} ${tries}`,
      from,
      act,
      sees,
      arrives,
      // What never gets out of the browser isn't stopped by us.
      ...(from === 'port' && arrives.length > 0 && { without: { guard: otherwise } }),
    }),
  ),
)

export const crossSite: readonly Attack[] = [...requests, ...speculation]
