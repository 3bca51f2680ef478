/** The tray: a picture of the state, the sentence as its tip, and the menu. */

import { join } from 'node:path'
import { Menu, Tray, nativeImage, nativeTheme } from 'electron'
import type { NativeImage } from 'electron'
import type { TrayAct, TrayMenu, TrayState } from './tray-state.ts'

export interface TrayFace {
  readonly state: TrayState
  readonly tip: string
  readonly menu: TrayMenu
}

/** macOS colours a template itself; elsewhere the panel is as dark as the system says. Windows would stretch a PNG. */
function imageOf(assets: string, state: TrayState): NativeImage {
  const tone = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  const { platform } = process
  const name = platform === 'darwin' ? 'Template.png' : platform === 'win32' ? `-${tone}.ico` : `-${tone}.png`
  return nativeImage.createFromPath(join(assets, 'tray', `${state}${name}`))
}

/** Windows cuts longer ones. */
const longestTip = 127

/** Null: this desktop takes none. Everything that it can do can be done without it. */
export function openTray(...given: ConstructorParameters<typeof AppTray>): AppTray | null {
  try {
    return new AppTray(...given)
  } catch {
    return null
  }
}

export class AppTray {
  readonly #tray: Tray
  readonly #assets: string
  readonly #onAct: (act: TrayAct) => void
  #shown: TrayFace
  #drawn = ''

  constructor(assets: string, face: TrayFace, onAct: (act: TrayAct) => void) {
    this.#assets = assets
    this.#onAct = onAct
    this.#shown = face
    this.#tray = new Tray(imageOf(assets, face.state))
    this.#tray.on('click', () => onAct('open'))
    nativeTheme.on('updated', this.#redraw)
    this.#draw(face)
  }

  show(face: TrayFace): void {
    if (face.state !== this.#shown.state) this.#tray.setImage(imageOf(this.#assets, face.state))
    this.#shown = face
    this.#draw(face)
  }

  destroy(): void {
    nativeTheme.off('updated', this.#redraw)
    this.#tray.destroy()
  }

  readonly #redraw = (): void => this.#tray.setImage(imageOf(this.#assets, this.#shown.state))

  /** A menu that is made anew while it is open closes on some desktops: only where something in it changed. */
  #draw({ tip, menu }: TrayFace): void {
    const drawn = JSON.stringify([tip, menu])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    this.#tray.setToolTip(tip.slice(0, longestTip))
    this.#tray.setContextMenu(Menu.buildFromTemplate(menu.map((item) => this.#itemOf(item))))
  }

  #itemOf(item: TrayMenu[number]): Electron.MenuItemConstructorOptions {
    if (item === null) return { type: 'separator' }
    const { label, act, items, isChosen } = item
    // An ampersand would become an underline.
    const text = label.replaceAll('&', '&&')
    if (items !== undefined) return { label: text, submenu: items.map((inner) => this.#itemOf(inner)) }
    if (act !== null && isChosen !== undefined) {
      return { label: text, id: act, type: 'radio', checked: isChosen, click: () => this.#onAct(act) }
    }
    return act === null ? { label: text, enabled: false } : { label: text, id: act, click: () => this.#onAct(act) }
  }
}
