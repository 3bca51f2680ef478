/** The real app in its own window, on a display of its own, as an ordinary user with the sandbox where that can be. */

import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { root } from '../../../../scripts/support/paths.ts'
import {
  asAppUser,
  appFolder,
  giveToApp,
  launchElectron,
  noElectron,
  openDisplay,
  startElectron,
} from '../../../support/electron.ts'
import type { AppFolder, Display } from '../../../support/electron.ts'
import { type Processes, Station, until } from '../../../support/processes.ts'
import { tellViolations, watch } from '../browser.ts'
import type { Watched } from '../browser.ts'
import type { AppUnderTest, Face, Prepare } from './app-under-test.ts'

interface Stage {
  readonly display: Display
  readonly folder: AppFolder
}

class WindowedApp implements AppUnderTest {
  readonly station: Station
  readonly #stage: Stage
  #electron: ElectronApplication
  /** Kept: who asks for it after the end gets none. */
  #process: ChildProcess
  #watched: Watched

  private constructor(station: Station, stage: Stage, electron: ElectronApplication, watched: Watched) {
    this.station = station
    this.#stage = stage
    this.#electron = electron
    this.#process = electron.process()
    this.#watched = watched
  }

  /** @param more the program's own arguments, after the data folder */
  static async start(processes: Processes, stage: Stage, prepare: Prepare, more: readonly string[] = []) {
    const { folder } = stage
    giveToApp(processes.folder)
    const compiled = join(processes.folder, 'compiled')
    mkdirSync(compiled, { recursive: true })
    giveToApp(compiled)
    const station = new Station(processes, { HOME: folder.home }, asAppUser)
    giveToApp(station.dataDir)
    await prepare(station)
    const electron = await launch(station, stage, more)
    return new WindowedApp(station, stage, electron, await firstPage(electron))
  }

  get home(): string {
    return this.#stage.folder.home
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

  /** Its main process, to be asked what a person sees beside the page. */
  get electron(): ElectronApplication {
    return this.#electron
  }

  isOwn(url: string): boolean {
    return url.startsWith('app://longshore/')
  }

  async resize(width: number, height: number): Promise<void> {
    const size = { width, height }
    await this.#electron.evaluate(({ BrowserWindow }, to) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height)
    }, size)
    // A window is resized when the system comes to it.
    await until('the other width', async () => ((await this.page.evaluate('innerWidth')) === width ? true : null))
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async startAgain(...more: string[]): Promise<void> {
    this.#electron = await launch(this.station, this.#stage, more)
    this.#process = this.#electron.process()
    this.#watched = await firstPage(this.#electron)
  }

  /** As the system asks for it: without a question. */
  async close(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Started once more while it runs. @returns what it said, and its exit code */
  async startSecond(...more: string[]): Promise<{ readonly said: string; readonly code: number | null }> {
    const { display, folder } = this.#stage
    const child = startElectron({ display, folder, args: [root, '--data-dir', this.station.dataDir, ...more] })
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { said, code }
  }

  /** The addresses that the system's browser was given, in order. */
  get openedAddresses(): readonly string[] {
    const path = opened(this.#stage.folder)
    return existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : []
  }

  get isEnded(): boolean {
    const { exitCode, signalCode } = this.#process
    return exitCode !== null || signalCode !== null
  }

  async ended(): Promise<void> {
    await until('the end of the app', () => (this.isEnded ? true : null))
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.isEnded) return
    this.#process.kill(signal)
    await this.ended()
  }
}

function launch(station: Station, { display, folder }: Stage, more: readonly string[]): Promise<ElectronApplication> {
  const env = browserOf(folder)
  return launchElectron({ display, folder, env, args: [root, '--data-dir', station.dataDir, ...more] })
}

const opened = (folder: AppFolder): string => join(folder.dir, 'opened-addresses')

/** What the app starts as the system's browser writes down where it was sent: a person goes there in one of the test's. */
function browserOf(folder: AppFolder): { readonly PATH: string } {
  const bin = join(folder.dir, 'bin')
  mkdirSync(bin, { recursive: true })
  const script = join(bin, 'xdg-open')
  writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened(folder)}'\n`)
  chmodSync(script, 0o755)
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
}

async function firstPage(electron: ElectronApplication): Promise<Watched> {
  const page = await electron.firstWindow()
  const watched = watch(page)
  await page.evaluate(tellViolations)
  // Not by its role: a dialog may stand before it already.
  await page.locator('h1').first().waitFor()
  return watched
}

/** The app of a journey that is only made with it. */
export function windowOf({ app }: { readonly app: AppUnderTest }): WindowedApp {
  if (app instanceof WindowedApp) return app
  throw new Error('This journey needs the app.')
}

/** One display and one home for all of a file. */
let stage: Promise<Stage> | null = null

async function openStage(): Promise<Stage> {
  return { display: await openDisplay(), folder: appFolder() }
}

export const electronFace: Face = {
  name: 'electron',
  missing: noElectron,
  tellsPaths: true,
  give: giveToApp,
  launch: async (processes, prepare) => WindowedApp.start(processes, await (stage ??= openStage()), prepare),
  async end() {
    if (stage === null) return
    const { display, folder } = await stage
    display.close()
    folder.remove()
    stage = null
  },
}
