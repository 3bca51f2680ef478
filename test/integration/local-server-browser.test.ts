/** The local server as a real browser sees it: our page gets through, and no other page does. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openLocalServer } from '../../src/main/server/local-server.ts'
import type { LocalServer } from '../../src/main/server/local-server.ts'
import type { StaticFiles } from '../../src/main/server/static-files.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { serveFake } from '../fakes/fake-engine.ts'
import { launchChromium, whyNoChromium } from '../support/chromium.ts'
import { httpServer } from '../support/raw-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const why = whyNoChromium()

/** Does what the real page does: the code out of the address bar, the exchange, the token for this tab, the socket. */
const script = `
const code = location.hash.slice(6)
history.replaceState(null, '', location.pathname)
const key = 'token'
if (code !== '') {
  const answer = await fetch('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) })
  if (answer.ok) sessionStorage.setItem(key, (await answer.json()).token)
}
const token = sessionStorage.getItem(key)
const asked = await fetch('/session', { headers: { 'longshore-token': token } })
const socket = new WebSocket('ws://' + location.host + '/contract', ['longshore', 'longshore.token.' + token])
socket.onopen = () => (document.title = 'in ' + asked.status + ' ' + socket.protocol)
socket.onclose = ({ code }) => (document.title = 'out ' + asked.status + ' ' + code)
`
const html = `<!doctype html><title>begins</title><script type="module" src="./a.js"></script>
<script>document.documentElement.dataset.inline = 'ran'</script><p id="p" style="color: red" onclick="document.title = 'ran'">text</p>`
const files: StaticFiles = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from(html) }],
  ['/a.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from(script) }],
])

/** Tries everything that a page may send elsewhere, and says what came of each. */
const attack = `async (target) => {
  const byElement = (name, path) => new Promise((resolve) => {
    const element = document.createElement(name)
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('failed')
    element.src = target + path
    document.body.append(element)
  })
  const json = { 'content-type': 'application/json' }
  const text = (path, init) => fetch(target + path, { credentials: 'include', ...init }).then((answer) => answer.text(), () => 'failed')
  const listens = (line) => new Promise((resolve) => {
    line.onopen = () => resolve('open')
    line.onerror = () => resolve('failed')
  })
  return {
    read: await text('', {}),
    session: await text('session', {}),
    login: await text('login', { method: 'POST', headers: json, body: '{"code":"x"}' }),
    logout: await text('logout', { method: 'POST', body: '{}' }),
    blind: await text('logout', { method: 'POST', mode: 'no-cors', body: '{}' }),
    image: await byElement('img', ''),
    script: await byElement('script', 'a.js'),
    socket: await listens(new WebSocket(target.replace('http', 'ws') + 'contract', ['longshore'])),
    events: await listens(new EventSource(target + 'contract', { withCredentials: true })),
  }
}`

const probe = `() => {
  const thrown = (work) => {
    try {
      work()
      return 'ran'
    } catch (error) {
      return error.name
    }
  }
  return {
    inline: document.documentElement.dataset.inline ?? 'blocked',
    handler: document.title,
    style: getComputedStyle(document.querySelector('p')).color,
    html: thrown(() => (document.body.innerHTML = '<img src=x onerror=alert(1)>')),
    policy: thrown(() => window.trustedTypes.createPolicy('x', {})),
  }
}`

describe.skipIf(why !== null)('in a browser', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1'])
  })
  afterAll(() => browser.close())

  async function begin(): Promise<{ server: LocalServer; context: BrowserContext; tab: Page }> {
    const accept = (transport: Transport) => serveFake({}, transport)
    const server = await openLocalServer({ port: 0, files, accept })
    onTestFinished(() => server.close())
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    return { server, context, tab: await context.newPage() }
  }

  test('a link lets its tab in, over the socket too, and the code is gone from the address bar', async () => {
    const { server, tab } = await begin()
    await tab.goto(server.link(60_000))
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    expect(tab.url()).toBe(server.url)
  })

  test('a tab survives a reload; a new one needs a new link', async () => {
    const { server, context, tab } = await begin()
    await tab.goto(server.link(60_000))
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    await tab.reload()
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    const second = await context.newPage()
    await second.goto(server.url)
    await expect.poll(() => second.title()).toBe('out 403 1006')
  })

  test('the file that --open makes leads in, and a reload after it stays in', async () => {
    const { server, tab } = await begin()
    const file = join(temporaryFolder(), 'open.html')
    writeFileSync(file, `<meta http-equiv="refresh" content="0;url=${server.link(60_000)}">`)
    await tab.goto(pathToFileURL(file).href)
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    await tab.reload()
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
  })

  test('no script but ours runs', async () => {
    const { server, tab } = await begin()
    await tab.goto(server.link(60_000))
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    await tab.click('#p')
    const seen = await tab.evaluate(`(${probe})()`)
    expect(seen).toEqual({
      inline: 'blocked',
      handler: 'in 200 longshore',
      style: 'rgb(0, 0, 0)',
      html: 'TypeError',
      policy: 'TypeError',
    })
  })

  test.each(['http://127.0.0.1', 'http://localhost', 'http://evil.example'])(
    'a page of %s on another port gets nothing and changes nothing',
    async (origin) => {
      const { server, context, tab } = await begin()
      await tab.goto(server.link(60_000))
      await expect.poll(() => tab.title()).toBe('in 200 longshore')
      const elsewhere = new URL(
        await httpServer((_, response) => response.setHeader('content-type', 'text/html').end('<body>')),
      )
      const other = await context.newPage()
      await other.goto(`${origin}:${elsewhere.port}/`)
      const seen = await other.evaluate<Record<string, string>>(`(${attack})(${JSON.stringify(server.url)})`)
      // What was sent blindly has an answer that nobody can read.
      expect({ ...seen, blind: '' }).toEqual({
        read: 'failed',
        session: 'failed',
        login: 'failed',
        logout: 'failed',
        blind: '',
        image: 'failed',
        script: 'failed',
        socket: 'failed',
        events: 'failed',
      })
      expect(seen['blind']).toMatch(/^(failed)?$/)
      await tab.reload()
      await expect.poll(() => tab.title()).toBe('in 200 longshore')
    },
  )

  test('another page can neither frame ours nor post a form to it', async () => {
    const { server, context, tab } = await begin()
    await tab.goto(server.link(60_000))
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
    const answer = `<iframe src="${server.url}"></iframe><form method="post" action="${server.url}logout" enctype="text/plain"><input name='{"x":"' value='"}'></form>`
    const elsewhere = await httpServer((_, response) => response.setHeader('content-type', 'text/html').end(answer))
    const other = await context.newPage()
    await other.goto(elsewhere)
    const frame = other.frames()[1]
    expect(await frame?.evaluate<string>('document.title').catch(() => '')).not.toContain('in')
    const [answered] = await Promise.all([
      other.waitForResponse(`${server.url}logout`),
      other.evaluate('document.forms[0].submit()'),
    ])
    expect(answered.status()).toBe(403)
    await tab.reload()
    await expect.poll(() => tab.title()).toBe('in 200 longshore')
  })

  test('a name that was bent to this computer is turned away before anything else', async () => {
    const { server, tab } = await begin()
    const heard = await tab.goto(`http://evil.example:${server.port}/`)
    expect(heard?.status()).toBe(403)
    expect(await tab.textContent('body')).toContain('bad-host')
  })
})
