/** The real daemon, a process of its own, and its page in a real browser. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { type Processes, Station } from '../../../support/processes.ts'
import { noBrowser, openBrowser, openPage } from '../browser.ts'
import type { Watched } from '../browser.ts'
import type { AppUnderTest, Face, Prepare } from './app-under-test.ts'

class DaemonInBrowser implements AppUnderTest {
  readonly station: Station
  readonly home: string
  readonly #watched: Watched
  readonly #port: number

  private constructor(station: Station, home: string, port: number, watched: Watched) {
    this.station = station
    this.home = home
    this.#port = port
    this.#watched = watched
  }

  static async start(processes: Processes, browser: Browser, prepare: Prepare): Promise<DaemonInBrowser> {
    const home = join(processes.folder, 'home')
    mkdirSync(home, { recursive: true })
    const station = new Station(processes, { HOME: home })
    const daemon = await station.startDaemon()
    await prepare(station)
    const { url } = await daemon.ready()
    const app = new DaemonInBrowser(station, home, Number(new URL(url).port), await openPage(browser))
    await app.#follow(url)
    return app
  }

  get page(): Page {
    return this.#watched.page
  }

  get wrong(): string[] {
    return this.#watched.wrong
  }

  get requests(): string[] {
    return this.#watched.requests
  }

  isOwn(url: string): boolean {
    return new URL(url).host === `127.0.0.1:${this.#port}`
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height })
  }

  async kill(): Promise<void> {
    await this.station.daemon.kill()
  }

  /** The page is still open and says what to do; a person does it. */
  async startAgain(): Promise<void> {
    await this.station.startDaemon('--port', String(this.#port))
    await this.page.getByRole('alert').getByText('longshore open').waitFor()
    const { lines } = await this.station.run('open')
    await this.#follow(lines[0].url)
  }

  async close(): Promise<void> {
    await this.page.context().close()
    await this.station.daemon.stop()
  }

  async #follow(url: string): Promise<void> {
    // Only the fragment may differ from where the page is, and that alone loads nothing.
    await this.page.goto('about:blank')
    await this.page.goto(url)
    await this.page.getByRole('heading', { level: 1 }).waitFor()
  }
}

/** One browser for all of a file; each start has a profile of its own in it. */
let browser: Promise<Browser> | null = null

export const browserFace: Face = {
  name: 'browser',
  missing: noBrowser,
  tellsPaths: false,
  give: () => undefined,
  async launch(processes, prepare) {
    browser ??= openBrowser()
    return DaemonInBrowser.start(processes, await browser, prepare)
  },
  async end() {
    await (await browser)?.close()
    browser = null
  },
}
