/**
 * Electron as far as the shell knows it: does nothing, and remembers what it was told. For
 * `vi.mock('electron', () => import('…/fakes/electron.ts'))`; each test file has its own.
 */

import { EventEmitter } from 'node:events'

type Handler = (...args: never[]) => unknown

/** What was called, in order, by name: for what must come before what. */
export const calls: string[] = []

class Recorded extends EventEmitter {
  override on(event: string, listener: (...args: never[]) => void): this {
    calls.push(`on ${event}`)
    return super.on(event, listener as (...args: unknown[]) => void)
  }
}

export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  readonly schemes = new Map<string, (request: { method: string; url: string }) => Response>()
  readonly protocol = {
    handle: (scheme: string, handler: (request: { method: string; url: string }) => Response) =>
      this.schemes.set(scheme, handler),
  }
  isSpellChecked = true
  spellCheckedLanguages: readonly string[] = ['en-GB']

  setPermissionRequestHandler = (handler: Handler): unknown => this.handlers.set('request', handler)
  setPermissionCheckHandler = (handler: Handler): unknown => this.handlers.set('check', handler)
  setDevicePermissionHandler = (handler: Handler): unknown => this.handlers.set('device', handler)
  setDisplayMediaRequestHandler = (handler: Handler): unknown => this.handlers.set('display', handler)
  setSpellCheckerEnabled = (is: boolean): void => void (this.isSpellChecked = is)
  setSpellCheckerLanguages = (all: readonly string[]): void => void (this.spellCheckedLanguages = all)
}

export class FakePage extends EventEmitter {
  openHandler: Handler | null = null
  reloads = 0

  setWindowOpenHandler(handler: Handler): void {
    this.openHandler = handler
  }

  reload(): void {
    this.reloads += 1
  }
}

/** Fires `event` and says whether it was prevented. */
export function isPrevented(on: EventEmitter, event: string, facts: object = {}, ...more: unknown[]): boolean {
  let prevented = false
  on.emit(event, { ...facts, preventDefault: () => (prevented = true) }, ...more)
  return prevented
}

export class BrowserWindow extends EventEmitter {
  static readonly made: BrowserWindow[] = []
  readonly options: Record<string, unknown>
  readonly webContents = new FakePage()
  readonly loaded: string[] = []
  isShown = false
  isGone = false
  title = ''
  bounds = { x: 10, y: 20, width: 800, height: 600 }

  constructor(options: Record<string, unknown>) {
    super()
    calls.push('new window')
    this.options = options
    BrowserWindow.made.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  loadURL = async (url: string): Promise<void> => void this.loaded.push(url)
  show = (): void => void (this.isShown = true)
  hide = (): void => void (this.isShown = false)
  focus = (): void => undefined
  restore = (): void => undefined
  destroy = (): void => void (this.isGone = true)
  isVisible = (): boolean => this.isShown
  isFocused = (): boolean => this.isShown
  isMinimized = (): boolean => false
  isDestroyed = (): boolean => this.isGone
  getNormalBounds = (): object => this.bounds
  setProgressBar = (): void => undefined
  setOverlayIcon = (): void => undefined
  setTitle = (title: string): void => void (this.title = title)
  close(): void {
    if (!isPrevented(this, 'close')) this.destroy()
  }
}

class FakeApp extends Recorded {
  readonly paths = new Map<string, string>()
  readonly exits: number[] = []
  /** False: another one of us has it. */
  isFirst = true
  #onReady: () => void = () => undefined
  readonly #ready = new Promise<void>((resolve) => (this.#onReady = resolve))

  readonly commandLine = { appendSwitch: (name: string) => void calls.push(`switch ${name}`) }
  disableHardwareAcceleration = (): void => undefined
  enableSandbox = (): void => void calls.push('enableSandbox')
  setPath = (name: string, path: string): unknown => this.paths.set(name, path)
  setAppUserModelId = (): void => undefined
  setBadgeCount = (): void => undefined
  setLoginItemSettings = (): void => undefined
  getSystemLocale = (): string => 'en-GB'
  getPreferredSystemLanguages = (): string[] => ['en-GB']
  requestSingleInstanceLock = (): boolean => this.isFirst
  exit = (code: number): void => void this.exits.push(code)
  quit(): void {
    if (!isPrevented(this, 'before-quit')) this.exit(0)
  }

  whenReady(): Promise<void> {
    calls.push('whenReady')
    return this.#ready
  }

  becomeReady(): void {
    calls.push('ready')
    this.emit('session-created', session.defaultSession)
    this.#onReady()
  }
}

export const app = new FakeApp()
export const session = { defaultSession: new FakeSession() }
export const ipcMain = new EventEmitter()
/** A runtime without a keychain. */
export const safeStorage = {}

export const powerSaveBlocker = { start: (): number => 1, stop: (): void => undefined }
export const powerMonitor = new EventEmitter()
export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false })
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] }

/** The system's browser: what it was given, and whether there is one. */
export const shell = {
  opened: [] as string[],
  hasBrowser: true,
  openExternal: async (url: string) => {
    if (!shell.hasBrowser) throw new Error('no browser')
    shell.opened.push(url)
  },
  showItemInFolder: () => undefined,
}

export const protocol = {
  registered: [] as unknown[],
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    calls.push('registerSchemesAsPrivileged')
    protocol.registered.push(...schemes)
  },
}

export const Menu = {
  set: [] as unknown[],
  buildFromTemplate: (template: unknown) => ({ template }),
  setApplicationMenu: (menu: unknown) => void Menu.set.push(menu),
}

export class Tray extends EventEmitter {
  static readonly made: Tray[] = []
  /** A desktop that takes none. */
  static isRefused = false
  readonly images: unknown[]
  readonly tips: string[] = []
  readonly menus: { template: { id?: string; label?: string; click?: () => void }[] }[] = []
  isGone = false

  constructor(image: unknown) {
    super()
    if (Tray.isRefused) throw new Error('no tray here')
    this.images = [image]
    Tray.made.push(this)
  }

  setImage = (image: unknown): void => void this.images.push(image)
  setToolTip = (tip: string): void => void this.tips.push(tip)
  setContextMenu = (menu: never): void => void this.menus.push(menu)
  destroy = (): void => void (this.isGone = true)
}

export class Notification extends EventEmitter {
  static readonly shown: unknown[] = []
  /** Those that can still be seen. */
  static readonly there = new Set<unknown>()
  static isSupported = (): boolean => true
  readonly #options: unknown

  constructor(options: unknown) {
    super()
    this.#options = options
  }

  show = (): void => {
    Notification.shown.push(this.#options)
    Notification.there.add(this.#options)
  }
  close = (): void => void Notification.there.delete(this.#options)
}

/** Every dialog is called off, unless a test says otherwise. */
export const dialog = {
  asked: [] as unknown[][],
  answer: { response: 0, checkboxChecked: false },
  showMessageBox: async (...args: unknown[]) => {
    dialog.asked.push(args)
    return dialog.answer
  },
  showOpenDialog: async (...args: unknown[]) => {
    dialog.asked.push(args)
    return { canceled: true, filePaths: [] as string[] }
  },
}

export const contextBridge = {
  exposed: [] as [name: string, api: unknown][],
  exposeInMainWorld: (name: string, api: unknown) => void contextBridge.exposed.push([name, api]),
}

/** Whatever is asked of it is remembered, so that nothing can be asked unseen. */
export const asked: { readonly of: string; readonly args: readonly unknown[] }[] = []

function recording(of: string): unknown {
  return new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) => {
          asked.push({ of: `${of}.${String(name)}`, args })
          return `answer of ${String(name)}`
        },
    },
  )
}

export const ipcRenderer = recording('ipcRenderer')
export const webUtils = recording('webUtils')
