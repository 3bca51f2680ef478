/** Our only window. Closing it hides it: the app goes on in the tray. */

import { BrowserWindow, nativeTheme, screen } from 'electron'
import { pageUrl } from './origin.ts'
import { boundsInSight } from './shell-memory.ts'
import type { ShellMemory } from './shell-memory.ts'
import { windowOptions } from './window-options.ts'

export interface MainWindowParts {
  readonly preload: string
  readonly icon: string | null
  readonly memory: ShellMemory
  /** Told when somebody closes the window and the app stays. */
  readonly onHidden: () => void
  readonly onCrash: (reason: string) => void
}

/** A page that dies again and again is not brought back for ever. */
const mostRevivals = 5

export class MainWindow {
  readonly #parts: MainWindowParts
  #window: BrowserWindow | null = null
  #isLeaving = false
  #revivals = 0

  constructor(parts: MainWindowParts) {
    this.#parts = parts
  }

  /** Whether somebody looks at it now. */
  get isSeen(): boolean {
    return this.#window?.isFocused() === true && this.#window.isVisible()
  }

  get browserWindow(): BrowserWindow | null {
    return this.#window
  }

  /** In front, whatever it was before. */
  show(): void {
    const window = this.#window
    if (window === null) {
      this.#open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  setTitle(title: string): void {
    this.#window?.setTitle(title)
  }

  /** From now on closing is closing. */
  leave(): void {
    this.#isLeaving = true
    this.#window?.destroy()
    this.#window = null
  }

  #open(): void {
    const { preload, icon, memory } = this.#parts
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const bounds = boundsInSight(memory.now.bounds, areas)
    const window = new BrowserWindow(windowOptions(preload, icon, nativeTheme.shouldUseDarkColors, bounds))
    this.#window = window
    window.once('ready-to-show', () => window.show())
    // The sentence of the queue is the title; the page's own is only its name.
    window.on('page-title-updated', (event) => event.preventDefault())
    window.on('close', (event) => {
      memory.keep({ bounds: window.getNormalBounds() })
      if (this.#isLeaving) return
      event.preventDefault()
      window.hide()
      this.#parts.onHidden()
    })
    window.webContents.on('render-process-gone', (_, { reason }) => this.#revive(window, reason))
    void window.loadURL(pageUrl)
  }

  #revive(window: BrowserWindow, reason: string): void {
    if (this.#isLeaving || reason === 'clean-exit') return
    this.#parts.onCrash(reason)
    this.#revivals += 1
    if (this.#revivals <= mostRevivals && !window.isDestroyed()) window.webContents.reload()
  }
}
