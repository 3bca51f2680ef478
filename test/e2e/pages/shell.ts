/** What a person sees of the app beside its page: the tray, taskbar or Dock, the system's notices and dialogs. */

import type { ElectronApplication } from 'playwright'

interface Seen {
  /** Of the tray: what its menu says and does, its tip, and which picture it shows. */
  menu: Electron.Menu | null
  tip: string
  picture: string
  /** Of the window on the taskbar or the Dock: null where there is no bar. */
  bar: { part: number; mode: string } | null
  badge: number
  /** Of the system: what keeps it from falling asleep. */
  blocker: number | null
  /** Titles of the system's notices, in order. */
  notices: string[]
  /** What was asked in the system's dialogs, in order. */
  questions: string[]
  /** The number of the button that a person would press next. */
  answer: number
}

declare global {
  var longshoreSeen: Seen
}

export class Shell {
  readonly #electron: ElectronApplication

  private constructor(electron: ElectronApplication) {
    this.#electron = electron
  }

  /** Looks on from now on. Notices and dialogs are taken down instead of shown: nobody is there to close them. */
  static async watch(electron: ElectronApplication): Promise<Shell> {
    await electron.evaluate(({ app, BrowserWindow, Tray, Notification, dialog, nativeImage, powerSaveBlocker }) => {
      const seen: Seen = {
        menu: null,
        tip: '',
        picture: '',
        bar: null,
        badge: 0,
        blocker: null,
        notices: [],
        questions: [],
        answer: 0,
      }
      globalThis.longshoreSeen = seen
      // oxlint-disable-next-line typescript/unbound-method -- called with its own object
      const { setContextMenu, setToolTip } = Tray.prototype
      Tray.prototype.setContextMenu = function take(menu) {
        seen.menu = menu
        setContextMenu.call(this, menu)
      }
      Tray.prototype.setToolTip = function take(tip) {
        seen.tip = tip
        setToolTip.call(this, tip)
      }
      const createFromPath = nativeImage.createFromPath.bind(nativeImage)
      nativeImage.createFromPath = (path) => {
        if (/[\\/]tray[\\/]/.test(path)) seen.picture = path.replace(/^.*[\\/]/, '')
        return createFromPath(path)
      }
      // oxlint-disable-next-line typescript/unbound-method -- called with its own object
      const { setProgressBar } = BrowserWindow.prototype
      BrowserWindow.prototype.setProgressBar = function take(part, options) {
        seen.bar = part < 0 ? null : { part, mode: options?.mode ?? 'normal' }
        setProgressBar.call(this, part, options)
      }
      const setBadgeCount = app.setBadgeCount.bind(app)
      app.setBadgeCount = (count) => {
        seen.badge = count ?? 0
        return setBadgeCount(count)
      }
      const start = powerSaveBlocker.start.bind(powerSaveBlocker)
      powerSaveBlocker.start = (type) => {
        seen.blocker = start(type)
        return seen.blocker
      }
      Notification.isSupported = () => true
      Notification.prototype.show = function take() {
        seen.notices.push(this.title)
      }
      const ask = (...args: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
        const { message } = args.at(-1) as Electron.MessageBoxOptions
        seen.questions.push(message)
        return Promise.resolve({ response: seen.answer, checkboxChecked: false })
      }
      dialog.showMessageBox = ask
    })
    return new Shell(electron)
  }

  /** Of the window: the tray's tip as it is now, also where it was set before somebody looked. */
  title(): Promise<string> {
    return this.#electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle() ?? '')
  }

  /** The lines of the tray's menu, without those between its groups. */
  menu(): Promise<string[]> {
    return this.#electron.evaluate(() =>
      (globalThis.longshoreSeen.menu?.items ?? []).filter(({ type }) => type !== 'separator').map(({ label }) => label),
    )
  }

  /** @param labels of an item, with those of the menus that it is in, outermost first */
  async pick(...labels: readonly string[]): Promise<void> {
    await this.#electron.evaluate((_, wanted) => {
      let items = globalThis.longshoreSeen.menu?.items ?? []
      let item: Electron.MenuItem | undefined
      for (const label of wanted) {
        item = items.find((each) => each.label === label)
        items = item?.submenu?.items ?? []
      }
      if (item === undefined) throw new Error(`The tray's menu has no “${wanted.join(' → ')}”.`)
      item.click()
    }, labels)
  }

  tip(): Promise<string> {
    return this.#electron.evaluate(() => globalThis.longshoreSeen.tip)
  }

  /** `idle`, `busy`, … */
  async picture(): Promise<string> {
    return (await this.#electron.evaluate(() => globalThis.longshoreSeen.picture)).replace(
      /(?:-(?:light|dark)|Template).*$/,
      '',
    )
  }

  /** On the taskbar or the Dock; null: no bar. */
  bar(): Promise<Seen['bar']> {
    return this.#electron.evaluate(() => globalThis.longshoreSeen.bar)
  }

  badge(): Promise<number> {
    return this.#electron.evaluate(() => globalThis.longshoreSeen.badge)
  }

  /** As the system says. */
  isKeptAwake(): Promise<boolean> {
    return this.#electron.evaluate(({ powerSaveBlocker }) => {
      const { blocker } = globalThis.longshoreSeen
      return blocker !== null && powerSaveBlocker.isStarted(blocker)
    })
  }

  notices(): Promise<string[]> {
    return this.#electron.evaluate(() => globalThis.longshoreSeen.notices)
  }

  questions(): Promise<string[]> {
    return this.#electron.evaluate(() => globalThis.longshoreSeen.questions)
  }

  async willAnswer(button: number): Promise<void> {
    await this.#electron.evaluate((_, next) => {
      globalThis.longshoreSeen.answer = next
    }, button)
  }

  isWindowVisible(): Promise<boolean> {
    return this.#electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)
  }

  async closeWindow(): Promise<void> {
    await this.#electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  }

  /** As the menu or the system's key for it does. Not waited for: it may be asked back, or be gone. */
  async quit(): Promise<void> {
    await this.#electron.evaluate(({ app }) => void setImmediate(() => app.quit()))
  }
}
