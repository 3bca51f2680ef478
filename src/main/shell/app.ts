/** The app from start to end: one window, one tray, one engine. Everything that is built here is handed its parts. */

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog, ipcMain, powerMonitor, safeStorage, session, shell as desktop } from 'electron'
import { appContract } from '../../shared/app-contract.ts'
import { FailureError, viewOf } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { settingOf } from '../../shared/settings.ts'
import { serve } from '../../shared/rpc-serve.ts'
import { unfinishedOf } from '../../shared/words/sentence.ts'
import { EngineKeeper } from '../client/keep-engine.ts'
import type { PassphraseSource } from '../client/owner-port.ts'
import type { ReachPorts } from '../client/reach-engine.ts'
import type { StaticFiles } from '../server/static-files.ts'
import { setMenu } from './app-menu.ts'
import { askAboutQuitting, askToOpen, choose, chooseTarget, tellNoEngine } from './dialogs.ts'
import { acceptPages } from './ipc.ts'
import type { LaunchOptions } from './launch-options.ts'
import { systemKeychain } from './keychain.ts'
import { keepLoginItem } from './login-item.ts'
import type { LoginItemPorts } from './login-item.ts'
import { actOnEngine } from './engine-acts.ts'
import { Desktop } from './desktop.ts'
import { desktopStateOf } from './desktop-state.ts'
import { launchOptions, ownArguments } from './launch-options.ts'
import { lockEverything, lockSession } from './lockdown.ts'
import { MainWindow } from './main-window.ts'
import { noticesOf, toldAtStart } from './notices.ts'
import type { Told } from './notices.ts'
import { openInBrowser, openSignInPage } from './open-external.ts'
import { pageHandlers } from './page-handlers.ts'
import { registerScheme, servePage } from './page-protocol.ts'
import { QueueLook } from './queue-look.ts'
import type { Look } from './queue-look.ts'
import { ShellMemory } from './shell-memory.ts'
import { shellWords } from './shell-words.ts'
import type { ShellWords } from './shell-words.ts'
import { openTray } from './tray.ts'
import type { AppTray, TrayFace } from './tray.ts'
import { trayMenu, traySentence, trayStateOf } from './tray-state.ts'
import type { TrayAct } from './tray-state.ts'
import { ShownNotices } from './shown-notices.ts'
import { Wishes } from './wishes.ts'

export interface ShellParts {
  readonly reach: ReachPorts
  readonly defaultDataDir: string
  /** Makes the data folder; throws a FailureError where it can't be one. */
  readonly prepareDataFolder: (dir: string) => unknown
  /** The built page; null where there is none. */
  readonly readPage: () => Promise<StaticFiles | null>
  /** Absolute: the folder of pictures, and the preload's file. */
  readonly assets: string
  readonly preload: string
  /** Of a data key that is under one. */
  readonly passphrase: PassphraseSource
  /** What a terminal is told. */
  readonly say: (line: string) => void
  readonly warn: (line: string) => void
}

/** Like the command line's: the engine or the store can't be started. */
const unreachable = 4

/** What must be said to the runtime before it is ready. False: another one of us runs already, and was told. */
function prepare({ defaultDataDir, prepareDataFolder }: ShellParts, launch: LaunchOptions): boolean {
  const dataDir = launch.dataDir ?? defaultDataDir
  prepareDataFolder(dataDir)
  app.enableSandbox()
  registerScheme()
  lockEverything(app)
  // One of us for each data folder; what the runtime keeps for itself lies in it, for this user alone.
  app.setPath('userData', join(dataDir, 'window'))
  app.setPath('sessionData', join(dataDir, 'window'))
  if (process.platform === 'win32') app.setAppUserModelId('io.longshore.app')
  return app.requestSingleInstanceLock({ paths: launch.paths })
}

/** The same, told in a dialog where it can't be: whoever started us by a click sees no terminal. */
function isFirst(parts: ShellParts, launch: LaunchOptions): boolean {
  try {
    return prepare(parts, launch)
  } catch (error) {
    if (error instanceof FailureError) {
      const { message, nextStep } = viewOf(error.failure, null)
      dialog.showErrorBox(message, nextStep)
    }
    throw error
  }
}

class Shell {
  readonly #parts: ShellParts
  #words: ShellWords
  readonly #memory: ShellMemory
  readonly #keeper: EngineKeeper
  readonly #wishes = new Wishes()
  readonly #window: MainWindow
  readonly #look: QueueLook
  readonly #notices: ShownNotices
  readonly #desktop: Desktop
  #tray: AppTray | null = null
  #told: Told | null = null
  readonly #loginItems: LoginItemPorts
  #loginItem = ''
  #isLeaving = false
  #isAsking = false
  #saidDropFolder = false

  constructor(
    parts: ShellParts,
    dataDir: string,
    launch: LaunchOptions,
    memory: ShellMemory,
    words: ShellWords,
    files: StaticFiles,
  ) {
    this.#parts = parts
    this.#words = words
    this.#memory = memory
    this.#loginItems = {
      platform: process.platform,
      items: app,
      command:
        process.env['APPIMAGE'] === undefined ? programOf(process.argv, process.defaultApp) : [process.env['APPIMAGE']],
      dataDir,
      isUsualDataDir: dataDir === parts.defaultDataDir,
      configDir: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
    }
    this.#keeper = new EngineKeeper(parts.reach, {
      dataDir,
      kind: 'app',
      runEngine: true,
      version: parts.reach.version,
      firstRun: launch.isFirstRun,
      keychain: systemKeychain(safeStorage, process.platform),
      passphrase: parts.passphrase,
      systemProxies: (address) => session.defaultSession.resolveProxy(address),
      onBattery: () => powerMonitor.isOnBatteryPower(),
      trashItem: (path) => desktop.trashItem(path),
      openLink: (page, signal) =>
        openSignInPage(page, (host) => askToOpen(this.#window.browserWindow, host, this.#words), signal),
    })
    const icon = join(parts.assets, 'icon.png')
    this.#window = new MainWindow({
      preload: parts.preload,
      icon: existsSync(icon) ? icon : null,
      memory: this.#memory,
      onHidden: () => this.#tellOfTray(),
      onCrash: (reason) => parts.warn(`The window's page ended (${reason}); it is loaded again.`),
    })
    this.#look = new QueueLook({
      keeper: this.#keeper,
      now: () => Date.now(),
      onChange: (look) => this.#onLook(look),
    })
    this.#desktop = new Desktop(join(parts.assets, 'tray', 'attention-light.ico'))
    this.#notices = new ShownNotices(icon, (act) => this.#act(act))
    servePage(session.defaultSession, files)
    const handlers = pageHandlers({
      keeper: this.#keeper,
      wishes: this.#wishes,
      choose: (what) => choose(this.#window.browserWindow, what),
      chooseTarget: (name) => chooseTarget(this.#window.browserWindow, name),
      desktop: { exists: existsSync, showItem: (path) => desktop.showItemInFolder(path), openWeb: openInBrowser },
    })
    acceptPages(ipcMain, (transport) => {
      serve(appContract, handlers, transport, { onBug: (name, error) => parts.warn(`${name}: ${String(error)}`) })
    })
  }

  start({ isHidden, paths }: LaunchOptions): void {
    this.#setMenu()
    this.#tray = openTray(this.#parts.assets, this.#faceOf(this.#look.now), (act) => this.#act(act))
    this.#keeper.listen(({ failure, dropFolder }) => {
      if (failure !== null) void this.#tellNoEngine(failure)
      if (dropFolder === null || this.#saidDropFolder) return
      this.#saidDropFolder = true
      this.#parts.say(`Drop folder: ${dropFolder}`)
    })
    this.#parts.say('Longshore runs in its window and in the tray. Ctrl-C ends it; what was sent stays.')
    this.#keeper.start()
    for (const event of ['suspend', 'resume'] as const) {
      powerMonitor.on(event as 'suspend', () => void this.#keeper.facts.client?.engine.power({ event }))
    }
    this.open(paths)
    // Without a tray nobody would see that we run.
    if (!isHidden || paths.length > 0 || this.#tray === null) this.#window.show()
  }

  /** Somebody wants to see us, or to have these files uploaded. */
  open(paths: readonly string[]): void {
    if (paths.length > 0) this.#wishes.add({ kind: 'add', what: 'files', paths: [...paths] })
  }

  show(): void {
    this.#window.show()
  }

  /** Asks where files are on their way; ends the app unless somebody wants it to go on. */
  async quit(): Promise<void> {
    if (this.#isLeaving || this.#isAsking) return
    const { summary, holding } = this.#look.now
    const left = summary === null ? 0 : unfinishedOf(summary.tallies) - summary.tallies.paused
    // A daemon's engine goes on without us: nothing to ask about.
    if (holding === 'ours' && left > 0 && this.#memory.now.atQuit !== 'quit') {
      this.#isAsking = true
      const { choice, isRemembered } = await askAboutQuitting(this.#window.browserWindow, left, this.#words)
      this.#isAsking = false
      // "Keep" can't be remembered: there would be no way out any more.
      if (choice === 'quit' && isRemembered) this.#memory.keep({ atQuit: 'quit' })
      if (choice === 'keep') {
        this.#window.browserWindow?.close()
        return
      }
    }
    await this.leave(0)
  }

  /** Without a question: what was acknowledged is kept, and the next start goes on. */
  async leave(code: number): Promise<void> {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.#window.leave()
    this.#look.close()
    await this.#keeper.close()
    this.#tray?.destroy()
    this.#desktop.close()
    app.exit(code)
  }

  get isLeaving(): boolean {
    return this.#isLeaving
  }

  #act(act: TrayAct): void {
    const own = actOnEngine(act, this.#keeper.facts.client, Date.now())
    switch (own) {
      case null:
        return undefined
      case 'open':
        return this.#window.show()
      case 'add':
        this.#wishes.add({ kind: 'add', what: 'files', paths: [] })
        return this.#window.show()
      case 'settings':
      case 'accounts':
        this.#wishes.add({ kind: 'screen', screen: own })
        return this.#window.show()
      case 'quit':
        return app.quit()
    }
  }

  /** What the settings say of how we are started. Before they were asked for, nothing is touched. */
  #keepLoginItem({ status, settings }: Look): void {
    if (status === null) return
    const wanted = [settingOf('startup.atLogin', settings), settingOf('startup.hidden', settings)] as const
    if (this.#loginItem === wanted.join()) return
    this.#loginItem = wanted.join()
    try {
      keepLoginItem(this.#loginItems, ...wanted)
    } catch (error) {
      this.#parts.warn(`The system's list of programs that start by themselves can't be changed: ${String(error)}`)
    }
  }

  #setMenu(): void {
    setMenu(this.#words, {
      settings: () => this.#act('settings'),
      quit: () => app.quit(),
      close: () => this.#window.browserWindow?.close(),
    })
  }

  /** The language may be chosen in any face. */
  async #speak(look: Look): Promise<void> {
    const language = settingOf('interface.language', look.settings)
    if (look.status === null || language === this.#memory.now.language) return
    this.#memory.keep({ language })
    this.#words = await shellWords(systemLanguages(), language)
    this.#setMenu()
    this.#onLook(this.#look.now)
  }

  #faceOf(look: Look): TrayFace {
    const tip = traySentence(look, Date.now(), this.#words)
    return { state: trayStateOf(look), tip, menu: trayMenu(look, tip, this.#words, Date.now()) }
  }

  #onLook(look: Look): void {
    if (this.#isLeaving) return
    void this.#speak(look)
    this.#keepLoginItem(look)
    const face = this.#faceOf(look)
    this.#tray?.show(face)
    this.#window.setTitle(`${face.tip} – Longshore`)
    this.#showOnDesktop(look)
    if (look.status !== null) this.#notices.forget(look.status.accounts)
    if (look.summary === null) return
    this.#told ??= toldAtStart(look)
    const { notices, told } = noticesOf(look, this.#told, this.#window.isSeen, Date.now(), this.#words)
    this.#told = told
    for (const notice of notices) this.#notices.show(notice)
  }

  #showOnDesktop(look: Look): void {
    const { t, f } = this.#words
    const state = desktopStateOf(look, Date.now())
    const needsYou = t('sentence.needsYou', { count: state.badge, n: f.count(state.badge) })
    this.#desktop.show(state, this.#window.browserWindow, needsYou)
  }

  #tellOfTray(): void {
    if (this.#memory.now.isTrayTold) return
    this.#memory.keep({ isTrayTold: true })
    const { t } = this.#words
    this.#notices.show({ title: t('shell.hiddenTitle'), body: t('shell.hiddenBody') })
  }

  async #tellNoEngine(failure: Failure): Promise<void> {
    if (this.#isAsking || this.#isLeaving) return
    this.#isAsking = true
    const { message, nextStep, code } = viewOf(failure, null)
    this.#parts.warn(`${message} ${nextStep} (${code})`)
    const isAgain = await tellNoEngine(failure, this.#words)
    this.#isAsking = false
    // The keeper goes on trying by itself; the question comes back where that didn't help.
    if (!isAgain) await this.leave(unreachable)
  }
}

/** Runs the app until it is quit. `argv`: of the process; `isDevelopment`: the runtime was given a script to run. */
export async function runShell(parts: ShellParts): Promise<void> {
  const args = ownArguments(process.argv, process.defaultApp)
  const launch = launchOptions(args, process.cwd(), process.env)
  if (!isFirst(parts, launch)) {
    parts.say('Longshore is running already; its window was opened.')
    app.exit(0)
    return
  }
  await app.whenReady()
  lockSession(session.defaultSession)
  const files = await parts.readPage()
  if (files === null) {
    parts.warn('The page is not built: `npm run build` makes it.')
    app.exit(unreachable)
    return
  }
  const dataDir = launch.dataDir ?? parts.defaultDataDir
  const memory = new ShellMemory(join(dataDir, 'window', 'longshore-window.json'))
  const words = await shellWords(systemLanguages(), memory.now.language)
  const shell = new Shell(parts, dataDir, launch, memory, words, files)
  app.on('second-instance', (_, __, ___, data) => {
    shell.open(pathsIn(data))
    shell.show()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    shell.open([path])
    shell.show()
  })
  app.on('activate', () => shell.show())
  // The tray keeps us.
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    if (shell.isLeaving) return
    event.preventDefault()
    void shell.quit()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shell.leave(0))
  shell.start(launch)
}

/** The program, in a checkout with the script that it was given. */
function programOf(argv: readonly string[], isDevelopment: boolean): string[] {
  const script = isDevelopment ? argv.slice(1).find((arg) => !arg.startsWith('-')) : undefined
  return [process.execPath, ...(script === undefined ? [] : [resolve(script)])]
}

/** The languages that the person prefers, then the one of the region. */
function systemLanguages(): string[] {
  return [...app.getPreferredSystemLanguages(), app.getSystemLocale()]
}

/** What a second start of us gave to the first: from a process of the same user, and still not trusted to be of our kind. */
function pathsIn(data: unknown): string[] {
  const { paths } = (data ?? {}) as { paths?: unknown }
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string' && path !== '') : []
}
