/** Frames around our page, windows that hold it, and messages into it. */

import type { Page } from 'playwright'
import type { Attack } from './attack.ts'
import type { Scene } from './scene.ts'

/** What of our page can be seen in a frame: its text, as somebody would click on it. */
async function framed(scene: Scene, page: Page, element: string): Promise<string> {
  await page.evaluate(
    `document.body.innerHTML = ${JSON.stringify(element)}.replace('OWN', ${JSON.stringify(scene.origin)} + '/')`,
  )
  await page.waitForTimeout(400)
  const texts = await Promise.all(
    page
      .frames()
      .slice(1)
      .map((frame) => frame.evaluate<string>('document.title').catch(() => '')),
  )
  return texts.includes('Longshore') ? 'shown' : 'not shown'
}

const frames = [
  ['a frame', '<iframe src="OWN" width=900 height=600></iframe>'],
  [
    'a frame that cannot be seen, above a button',
    '<button>Win</button><iframe src="OWN" style="opacity:0.01;position:fixed;inset:0;width:100%;height:100%"></iframe>',
  ],
  ['a sandboxed frame', '<iframe sandbox="allow-scripts allow-same-origin" src="OWN"></iframe>'],
  ['an object', '<object data="OWN" type="text/html" width=900 height=600></object>'],
  ['an embed', '<embed src="OWN" type="text/html" width=900 height=600>'],
] as const

/** A document with a frame of ours in it that comes from another port of this computer, so that it is the same site. */
const places = ['elsewhere', 'port'] as const

/** Opens our page as a window and waits until it is there. */
const opened = `const other = window.open(own + '/', 'ours'); await pause(800)`

export const windows: readonly Attack[] = [
  ...places.flatMap((from) =>
    frames.map(
      ([name, element]): Attack => ({
        tries: `${from === 'port' ? 'another port' : 'another site'} shows our page in ${name}`,
        from,
        act: (scene, page) => framed(scene, page, element),
        sees: 'not shown',
        arrives: ['GET / 403 bad-origin'],
        without: { headers: 'shown' },
      }),
    ),
  ),
  {
    tries: 'opens our page as a window and keeps a hold of it',
    from: 'elsewhere',
    act: `${opened}; return [other.closed, other.length, (() => { try { return String(other.document) } catch (e) { return e.name } })()].join()`,
    sees: 'true,0,SecurityError',
    arrives: expectPage(),
    without: { headers: 'false,0,SecurityError' },
  },
  {
    tries: 'leads our window elsewhere after it was opened',
    from: 'elsewhere',
    act: async ({ origin, context }, page) => {
      const [ours] = await Promise.all([
        context.waitForEvent('page'),
        page.evaluate(`void (window.other = window.open('${origin}/'))`),
      ])
      await ours.waitForLoadState()
      await page.evaluate(`try { other.location = 'http://evil.example:1/' } catch {}`)
      await page.waitForTimeout(400)
      const url = ours.url()
      await ours.close()
      return url === `${origin}/` ? 'stayed' : url
    },
    sees: 'stayed',
    arrives: expectPage(),
    without: { headers: 'chrome-error://chromewebdata/' },
  },
  {
    tries: 'is opened by nobody: our page sees no opener',
    from: 'elsewhere',
    act: async ({ origin, context }, page) => {
      const [ours] = await Promise.all([context.waitForEvent('page'), page.evaluate(`void window.open('${origin}/')`)])
      await ours.waitForLoadState()
      const opener = await ours.evaluate<string>(`window.opener === null ? 'nobody' : 'somebody'`)
      await ours.close()
      return opener
    },
    sees: 'nobody',
    arrives: expectPage(),
    without: { headers: 'somebody' },
  },
  {
    tries: 'takes over a window of ours by its name',
    from: 'elsewhere',
    act: async ({ person, origin, attackerPort }, page) => {
      await person.evaluate(`window.name = 'ours'`)
      await page.evaluate(`void window.open('http://evil.example:${attackerPort}/taken', 'ours')`)
      await page.waitForTimeout(400)
      return person.url() === `${origin}/` ? 'stayed' : person.url()
    },
    sees: 'stayed',
    arrives: [],
  },
  {
    tries: 'counts the frames of our page to learn what it shows',
    from: 'port',
    act: `${opened}; return other.length`,
    sees: 0,
    arrives: expectPage(),
  },
  {
    tries: 'sends messages into our page',
    from: 'elsewhere',
    act: `${opened}
      for (const data of [{ kind: 'call', id: 1, name: 'queue.cancel' }, '{"code":"x"}', { longshore: 'token' }]) other.postMessage(data, '*')
      return pause(300)`,
    sees: undefined,
    arrives: expectPage(),
  },
  {
    tries: 'messages that reach our page all the same do nothing',
    from: 'inside',
    act: `const before = document.body.innerText
      for (const data of [{ kind: 'call', id: 1, name: 'queue.cancel', input: {} }, '["call",1,"queue.cancel",{}]', { code: 'x' }]) window.postMessage(data, '*')
      await pause(300)
      return document.body.innerText === before ? 'the same' : 'changed'`,
    sees: 'the same',
    arrives: [],
  },
  {
    tries: 'drags a link and markup into our page',
    from: 'inside',
    act: `const data = new DataTransfer()
      data.setData('text/uri-list', 'http://evil.example/x')
      data.setData('text/html', '<img src=x onerror=alert(1)>')
      data.setData('text/plain', 'javascript:alert(1)')
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.querySelector('main').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
      await pause(400)
      return [location.href === own + '/', document.querySelectorAll('img[onerror]').length].join()`,
    sees: 'true,0',
    arrives: [],
  },
  {
    tries: 'pastes markup into our page',
    from: 'inside',
    act: `const data = new DataTransfer()
      data.setData('text/html', '<img src=x onerror=alert(1)><form action=http://evil.example>')
      data.setData('text/plain', '<img src=x onerror=alert(1)>')
      document.querySelector('main').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))
      await pause(400)
      return document.querySelectorAll('img[onerror], form[action]').length`,
    sees: 0,
    arrives: [],
  },
]

/** A whole tab of the page itself may be opened from anywhere: it gives nothing away, and asks for a new link. */
function expectPage(): readonly string[] {
  return ['GET / 200', 'GET /assets/SCRIPT 200', 'GET /assets/STYLE 200']
}
