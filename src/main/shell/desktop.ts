/** Taskbar and Dock, the badge, and the system's sleep: put there when they change, and taken back at the end. */

import { app, nativeImage, powerSaveBlocker } from 'electron'
import type { BrowserWindow } from 'electron'
import type { DesktopState } from './desktop-state.ts'

const none: DesktopState = { progress: null, badge: 0, keepsAwake: false }

export class Desktop {
  /** Of Windows, which has no numbers there. */
  readonly #overlay: string
  #shown = none
  #window: BrowserWindow | null = null
  #blocker: number | null = null

  /** @param overlay an absolute path of a picture */
  constructor(overlay: string) {
    this.#overlay = overlay
  }

  /** @param needsYou what the badge means, for those who hear it */
  show(state: DesktopState, window: BrowserWindow | null, needsYou: string): void {
    const isOther = window !== this.#window
    this.#window = window
    if (isOther || JSON.stringify(state.progress) !== JSON.stringify(this.#shown.progress)) {
      window?.setProgressBar(state.progress?.part ?? -1, { mode: state.progress?.mode ?? 'none' })
    }
    if (isOther || state.badge !== this.#shown.badge) this.#badge(state.badge, needsYou)
    if (state.keepsAwake !== this.#shown.keepsAwake) this.#keepAwake(state.keepsAwake)
    this.#shown = state
  }

  close(): void {
    this.#keepAwake(false)
    app.setBadgeCount(0)
  }

  #badge(count: number, needsYou: string): void {
    if (process.platform !== 'win32') {
      app.setBadgeCount(count)
      return
    }
    const picture = count === 0 ? null : nativeImage.createFromPath(this.#overlay)
    this.#window?.setOverlayIcon(picture, count === 0 ? '' : needsYou)
  }

  #keepAwake(isWanted: boolean): void {
    if (isWanted && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!isWanted && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
