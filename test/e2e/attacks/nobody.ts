/** Pages without an origin (sandboxed frames, data:, files) and those that are made in place (blob:). */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Attack } from './attack.ts'
import { kit } from './kit.ts'

/** What each of them does, and tells to who made it. */
const acts = [
  ['reads the page', `read('/')`, 'TypeError', 'GET / 403 bad-origin'],
  [
    'logs somebody out',
    `read('/logout', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })`,
    'TypeError',
    'POST /logout 403 bad-origin',
  ],
  ['opens a line', `line(() => new WebSocket(socket, ['longshore']))`, 'failed', 'GET /contract 403 bad-origin'],
] as const

const documentOf = (act: string): string =>
  `<body><script>(async () => { const own = OWN; ${kit}; parent.postMessage(await ${act}, '*') })()</script>`

/** How the attacker's page makes one: a frame. `html` is its text. */
const nobodies = [
  [
    'a sandboxed frame',
    `Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts allow-forms', srcdoc: html })`,
  ],
  [
    'a data: address',
    `Object.assign(document.createElement('iframe'), { src: 'data:text/html,' + encodeURIComponent(html) })`,
  ],
  [
    'a blob: address',
    `Object.assign(document.createElement('iframe'), { src: URL.createObjectURL(new Blob([html], { type: 'text/html' })) })`,
  ],
] as const

const framed = nobodies.flatMap(([name, frame]) =>
  acts.map(
    ([tries, act, sees, arrives]): Attack => ({
      tries: `${name} ${tries}`,
      from: 'elsewhere',
      act: `const html = ${JSON.stringify(documentOf(act)).replaceAll('</', '<\\/')}.replace('OWN', JSON.stringify(own))
      return told(${frame})`,
      sees,
      arrives: [arrives],
    }),
  ),
)

const fromFile = acts.map(
  ([tries, act, sees, arrives]): Attack => ({
    tries: `a file that somebody opened ${tries}`,
    from: 'outside',
    act: async ({ origin, folder }, page) => {
      const path = join(folder, 'page.html')
      writeFileSync(path, '<!doctype html><body>')
      await page.goto(pathToFileURL(path).href)
      return page.evaluate(`(async () => { const own = ${JSON.stringify(origin)}; ${kit}; return ${act} })()`)
    },
    sees,
    arrives: [arrives],
  }),
)

const forms: readonly Attack[] = [
  {
    tries: 'a sandboxed frame sends a form',
    from: 'elsewhere',
    act: `const form = '<form method=post action="' + own + '/logout" enctype="text/plain"><input name=x></form><script>document.forms[0].submit()</scr' + 'ipt>'
      document.body.append(Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts allow-forms', srcdoc: form }))
      return pause(300)`,
    sees: undefined,
    arrives: ['POST /logout 403 bad-origin'],
  },
]

export const nobody: readonly Attack[] = [...framed, ...fromFile, ...forms]
