/**
 * A person who uses our page in one tab, and an attacker in others of the same browser: with the same cookies, and every
 * name in the world leading to where the attacker wants it.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { chromiumExecutable } from '../support/browser.ts'
import type { Attack, Place } from './attack.ts'
import { kit } from './kit.ts'
import { Wiretap } from './wiretap.ts'

/** The server under attack: the real daemon, or one that lacks a defence. */
export interface Target {
  readonly port: number
  /** A new one-time link. */
  link(): Promise<string>
}

/** What came of an attack. */
export interface Outcome {
  readonly sees: unknown
  readonly arrives: Attack['arrives']
  /** Is the person still let in, with their page undisturbed? */
  readonly person: string
}

const patienceMs = 3_000
const settleMs = 60

/** What an attacker's own server was asked, as it came. */
export interface Visit {
  readonly path: string
  readonly referer: string
  readonly cookie: string
}

export class Scene {
  readonly origin: string
  readonly port: number
  readonly context: BrowserContext
  readonly tap: Wiretap
  /** Of the person: they followed a link and are let in. */
  readonly person: Page
  /** What the attacker's own server was asked. */
  readonly visits: Visit[]
  /** Headers of its answers, by path. */
  readonly answers: Map<string, readonly [name: string, value: string | readonly string[]][]>
  readonly attackerPort: number
  /** For files that the attacker left on this computer. */
  readonly folder = mkdtempSync(join(tmpdir(), 'longshore-attacks-'))
  readonly #target: Target
  readonly #leads: { to: number }
  readonly #browser: Browser
  readonly #endings: (() => Promise<unknown>)[]
  readonly #dialogs: string[] = []
  readonly #violations: string[] = []

  private constructor(
    its: Pick<Scene, 'context' | 'tap' | 'person' | 'visits' | 'answers' | 'attackerPort'>,
    target: Target,
    leads: { to: number },
    browser: Browser,
    endings: (() => Promise<unknown>)[],
  ) {
    this.#leads = leads
    this.#browser = browser
    this.context = its.context
    this.tap = its.tap
    this.person = its.person
    this.visits = its.visits
    this.answers = its.answers
    this.attackerPort = its.attackerPort
    this.port = target.port
    this.origin = `http://127.0.0.1:${target.port}`
    this.#target = target
    this.#endings = endings
  }

  static async open(target: Target): Promise<Scene> {
    const leads = { to: target.port }
    const tap = await Wiretap.before(() => leads.to)
    const visits: Visit[] = []
    const answers: Scene['answers'] = new Map()
    const attacker = createServer((request, response) => {
      const { referer = '', cookie = '' } = request.headers
      const path = new URL(request.url ?? '/', 'http://x').pathname
      visits.push({ path: request.url ?? '', referer, cookie })
      response.setHeader('connection', 'close')
      response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html')
      for (const [name, value] of answers.get(path) ?? []) response.setHeader(name, value)
      response.end(path.endsWith('.js') ? 'self.onfetch = null' : '<!doctype html><title>attacker</title><body>')
    })
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve))
    const browser = await openBrowser(target.port, tap.port)
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
    const person = await context.newPage()
    const attackerPort = (attacker.address() as AddressInfo).port
    const endings = [() => browser.close(), () => tap.close(), () => new Promise((resolve) => attacker.close(resolve))]
    const scene = new Scene({ context, tap, person, visits, answers, attackerPort }, target, leads, browser, endings)
    scene.#watch(person)
    await scene.follow(person)
    return scene
  }

  async close(): Promise<void> {
    for (const ending of this.#endings) await ending()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A new link, followed in a page of ours. */
  async follow(page: Page): Promise<void> {
    await page.goto('about:blank')
    await page.goto(await this.#target.link())
    await page.getByRole('heading', { level: 1 }).waitFor()
  }

  link(): Promise<string> {
    return this.#target.link()
  }

  /** Where the attacker's pages are. */
  attackerAt(place: 'elsewhere' | 'port'): string {
    return `http://${place === 'port' ? '127.0.0.1' : 'evil.example'}:${this.attackerPort}`
  }

  /** Does it, and looks at what came of it. */
  async attack({ from, act, arrives }: Attack): Promise<Outcome> {
    const page = await this.#pageAt(from)
    this.tap.forget()
    this.#dialogs.length = 0
    this.#violations.length = 0
    const sees =
      typeof act === 'string'
        ? await page.evaluate<unknown>(`(async (own) => { ${kit}\n${act} })(${JSON.stringify(this.origin)})`)
        : await act(this, page)
    const heard = await this.#arrivals(arrives)
    // What was injected is meant to be stopped by the policy; then that is no sign of anything else.
    if (from === 'inside') this.#violations.length = 0
    if (page === this.person) await this.#begin()
    else await (from === 'apart' ? page.context() : page).close()
    return { sees, arrives: heard, person: await this.#howIsThePerson() }
  }

  /** What has reached the server since the attack began, but pictures. */
  get arrived(): string[] {
    const lines = this.tap.exchanges
      .filter(({ path }) => !/^\/favicon\.ico$|\.svg$/.test(path))
      .map(({ method, path, status, code }) => `${method} ${nameless(path)} ${status} ${code}`.trim())
    return [...new Set(lines)].toSorted((a, b) => (a < b ? -1 : 1))
  }

  /** The same, once it is what is awaited, or patience is at its end. */
  async #arrivals(awaited: Attack['arrives']): Promise<Attack['arrives']> {
    const end = performance.now() + patienceMs
    await pause(settleMs)
    if (awaited === 'any') return awaited
    while (JSON.stringify(this.arrived) !== JSON.stringify(awaited) && performance.now() < end) await pause(50)
    return this.arrived
  }

  async #howIsThePerson(): Promise<string> {
    const status = await this.person.evaluate<number>(isLetIn)
    return [`${status}`, ...this.#dialogs, ...this.#violations].join(', ')
  }

  async #pageAt(place: Place): Promise<Page> {
    if (place === 'inside') return this.person
    const context = place === 'apart' ? await this.#browser.newContext() : this.context
    const page = await context.newPage()
    this.#watch(page)
    if (place === 'elsewhere' || place === 'port') await page.goto(`${this.attackerAt(place)}/`)
    if (place === 'rebound') await this.#rebind(page)
    return page
  }

  /** The person's page anew, and until all is quiet: what it asks at its start is no attack. */
  async #begin(): Promise<void> {
    this.tap.forget()
    await this.person.reload()
    const end = performance.now() + patienceMs
    while (!this.tap.exchanges.some(({ status }) => status === 101)) {
      if (performance.now() > end) return
      await pause(20)
    }
  }

  /** The name leads to the attacker for as long as their page is loaded, and to us from then on. */
  async #rebind(page: Page): Promise<void> {
    this.#leads.to = this.attackerPort
    await page.goto(`http://rebound.example:${this.port}/`)
    this.#leads.to = this.port
  }

  /** A dialog, or a violation of the policy in the person's page, is an attack that got through. */
  #watch(page: Page): void {
    page.on('dialog', (dialog) => {
      this.#dialogs.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss().catch(() => undefined)
    })
    if (page === this.person)
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted Type/i.test(message.text())) this.#violations.push(message.text())
      })
  }
}

/** With the token of this tab, as the page itself asks. */
const isLetIn = `(async () => {
  const token = Object.values(sessionStorage)[0] ?? ''
  return (await fetch('/session', { headers: { 'longshore-token': token } })).status
})()`

/** The bundler names pieces by what is in them. */
function nameless(path: string): string {
  return path
    .replace(/^\/assets\/.*-[\w-]{8}\.js$/, '/assets/SCRIPT')
    .replace(/^\/assets\/.*-[\w-]{8}\.css$/, '/assets/STYLE')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Every name leads to this computer, and everything for our port through the tap. */
function openBrowser(port: number, tap: number): Promise<Browser> {
  const rules = [
    `MAP *:${port} 127.0.0.1:${tap}`,
    'MAP *.example 127.0.0.1',
    'MAP 127.0.0.1 127.0.0.1',
    'MAP * ~NOTFOUND',
  ]
  return chromium.launch({
    executablePath: chromiumExecutable,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--host-resolver-rules=${rules.join(',')}`,
    ],
  })
}
