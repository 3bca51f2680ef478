/** The system's notices: shown, clicked, and taken back when what they say is over. */

import { Notification, nativeImage } from 'electron'
import type { AccountView } from '../../shared/contract.ts'
import type { Notice } from './notices.ts'
import type { TrayAct } from './tray-state.ts'

interface Shown {
  readonly accounts: readonly string[]
  readonly notification: Notification
}

export class ShownNotices {
  readonly #icon: string
  readonly #onAct: (act: TrayAct) => void
  /** Those that ask for a sign-in. Held on to, so that they can be taken back. */
  #asking: Shown[] = []

  constructor(icon: string, onAct: (act: TrayAct) => void) {
    this.#icon = icon
    this.#onAct = onAct
  }

  show({ title, body, accounts = [] }: Pick<Notice, 'title' | 'body' | 'accounts'>): void {
    if (!Notification.isSupported()) return
    const icon = nativeImage.createFromPath(this.#icon)
    const notification = new Notification({ title, body, silent: true, icon })
    notification.on('click', () => this.#onAct(accounts.length > 0 ? 'accounts' : 'open'))
    notification.show()
    if (accounts.length > 0) this.#asking = [...this.#asking, { accounts, notification }]
  }

  /** What asks for accounts that are all in order, or gone, is taken back. */
  forget(accounts: readonly AccountView[]): void {
    const out = new Set(accounts.filter(({ state }) => state !== 'ready').map(({ name }) => name))
    const isOver = ({ accounts: its }: Shown): boolean => !its.some((name) => out.has(name))
    for (const { notification } of this.#asking.filter(isOver)) notification.close()
    this.#asking = this.#asking.filter((shown) => !isOver(shown))
  }
}
