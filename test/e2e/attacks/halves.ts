/** Codes of links, cookies and tokens: replayed, guessed, leaked, tossed, and used alone. */

import type { Page } from 'playwright'
import { ask } from '../../support/local-server.ts'
import type { Attack } from './attack.ts'
import type { Scene } from './scene.ts'

/** What a program of this computer hears that says these things of itself. */
async function asks({ port }: Scene, headers: Readonly<Record<string, string>>, target = '/session'): Promise<string> {
  const { status, body } = await ask(port, { target, headers })
  return `${status} ${(JSON.parse(body) as { code?: string }).code ?? ''}`.trim()
}

async function cookieOf({ context, origin }: Scene): Promise<string> {
  return (await context.cookies(origin)).map(({ name, value }) => `${name}=${value}`).join('; ')
}

const tokenOf = (page: Page): Promise<string> => page.evaluate<string>(`Object.values(sessionStorage)[0] ?? ''`)

/** Follows a link: let in, or told that it needs a new one. */
async function follow(page: Page, link: string): Promise<string> {
  await page.goto('about:blank')
  await page.goto(link)
  const refused = page.getByRole('heading', { name: 'This page needs a new link' })
  for (;;) {
    if ((await tokenOf(page)) !== '') return 'let in'
    if (await refused.isVisible()) return 'needs a new link'
    await page.waitForTimeout(20)
  }
}

export const halves: readonly Attack[] = [
  {
    tries: 'follows a link a second time',
    from: 'apart',
    act: async (scene, page) => {
      const link = await scene.link()
      await follow(page, link)
      await page.evaluate('sessionStorage.clear()')
      return follow(page, link)
    },
    sees: 'needs a new link',
    arrives: 'any',
    without: { codes: 'let in' },
  },
  {
    tries: 'guesses codes',
    from: 'outside',
    act: async ({ port }) => {
      const heard = new Set<number>()
      for (let at = 0; at < 30; at += 1) {
        const body = JSON.stringify({ code: Buffer.alloc(32, at).toString('base64url') })
        heard.add((await ask(port, { method: 'POST', target: '/login', body })).status)
      }
      return [...heard].join()
    },
    sees: '401,429',
    arrives: [],
  },
  {
    tries: 'keeps others out by guessing',
    from: 'apart',
    act: async (scene, page) => follow(page, await scene.link()),
    sees: 'let in',
    arrives: 'any',
  },
  {
    tries: 'puts a code into the query, where it would be written down',
    from: 'apart',
    act: async (scene, page) => follow(page, (await scene.link()).replace('/#', '/?')),
    sees: 'needs a new link',
    arrives: 'any',
  },
  {
    tries: 'looks for the code in the history',
    from: 'apart',
    act: async (scene, page) => {
      const link = await scene.link()
      await follow(page, link)
      await page.goto('about:blank')
      await page.goBack()
      const seen = `${page.url()} ${await page.evaluate<string>('JSON.stringify(performance.getEntriesByType("navigation").map((one) => one.name))')}`
      return seen.includes(link.split('=')[1] ?? link) && page.url().includes('code') ? seen : 'gone'
    },
    sees: 'gone',
    arrives: 'any',
  },
  {
    tries: 'waits for a referrer',
    from: 'apart',
    act: async (scene, page) => {
      await follow(page, await scene.link())
      const url = `${scene.attackerAt('port')}/referrer`
      await page.evaluate(`location.href = ${JSON.stringify(url)}`)
      await page.waitForURL(url)
      const { referer = 'not asked' } = scene.visits.findLast(({ path }) => path === '/referrer') ?? {}
      return [referer, await page.evaluate<string>('document.referrer')].some((one) => one.includes(scene.origin))
        ? 'told'
        : 'nothing'
    },
    sees: 'nothing',
    arrives: 'any',
  },
  {
    tries: 'uses the cookie alone, which any server of this computer may be sent',
    from: 'outside',
    act: async (scene) => asks(scene, { Cookie: await cookieOf(scene) }),
    sees: '403 token-needed',
    arrives: [],
  },
  {
    tries: 'takes the cookie for a token, too',
    from: 'outside',
    act: async (scene) => {
      const cookie = await cookieOf(scene)
      return asks(scene, { Cookie: cookie, 'Longshore-Token': cookie.split('=')[1] ?? '' })
    },
    sees: '403 token-needed',
    arrives: [],
    without: { halves: '200' },
  },
  {
    tries: 'uses the token alone',
    from: 'outside',
    act: async (scene) => asks(scene, { 'Longshore-Token': await tokenOf(scene.person) }),
    sees: '401 login-needed',
    arrives: [],
  },
  {
    tries: 'is sent the cookie by another port, and asks with it from a page',
    from: 'port',
    act: async (scene, page) => {
      const learnt = scene.visits.findLast(({ cookie }) => cookie !== '')?.cookie ?? ''
      const heard = await page.evaluate<string>(
        `fetch(${JSON.stringify(scene.origin)} + '/session', { credentials: 'include' }).then((a) => String(a.status), (e) => e.name)`,
      )
      return `${learnt === '' ? 'learnt nothing' : 'learnt a cookie'}, ${heard}`
    },
    sees: 'learnt a cookie, TypeError',
    arrives: ['GET /session 403 bad-origin'],
  },
  {
    tries: 'reads the cookie by script on another port',
    from: 'port',
    act: `return document.cookie.includes('longshore') ? document.cookie : 'not there'`,
    sees: 'not there',
    arrives: [],
  },
  {
    tries: 'overwrites the cookie by script',
    from: 'port',
    act: `document.cookie = 'longshore-' + new URL(own).port + '=evil; path=/'
      document.cookie = 'longshore-' + new URL(own).port + '=evil; path=/session'
      return pause(50)`,
    sees: undefined,
    arrives: [],
  },
  {
    tries: 'tosses a cookie of the same name for a longer path',
    from: 'port',
    act: async (scene, page) => {
      scene.answers.set('/toss', [['set-cookie', `longshore-${scene.port}=evil; Path=/session; HttpOnly`]])
      await page.goto(`${scene.attackerAt('port')}/toss`)
      return (await scene.context.cookies(`${scene.origin}/session`)).filter(
        ({ name }) => name === `longshore-${scene.port}`,
      ).length
    },
    sees: 2,
    arrives: [],
  },
  {
    tries: 'makes somebody a part of its own session by overwriting the cookie',
    from: 'port',
    act: async (scene, page) => {
      const own = (await scene.context.cookies(scene.origin)).find(
        ({ name, path }) => name === `longshore-${scene.port}` && path === '/',
      )
      // The attacker has a session of their own, as a second user of the daemon might.
      const body = JSON.stringify({ code: new URL(await scene.link()).hash.slice('#code='.length) })
      const { headers } = await ask(scene.port, { method: 'POST', target: '/login', body })
      const theirs = headers.get('set-cookie')?.split(';')[0] ?? ''
      scene.answers.set('/fix', [['set-cookie', `${theirs}; Path=/; HttpOnly; SameSite=Strict`]])
      await page.goto(`${scene.attackerAt('port')}/fix`)
      const heard = await scene.person.evaluate<number>(
        `fetch('/session', { headers: { 'longshore-token': Object.values(sessionStorage)[0] } }).then((answer) => answer.status)`,
      )
      if (own !== undefined) await scene.context.addCookies([own])
      return heard
    },
    // Kept out until there is a new link: nothing of theirs is taken for the person's.
    sees: 403,
    arrives: ['GET /session 403 token-needed'],
    without: { halves: 200 },
  },
]
