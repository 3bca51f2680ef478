/** Where things are in the dialog that goes through places, and in the field that opens it. */

import type { Locator, Page } from 'playwright'

export class PlaceDialog {
  readonly page: Page
  readonly dialog: Locator
  readonly field: Locator
  readonly list: Locator
  readonly crumbs: Locator

  constructor(page: Page) {
    this.page = page
    this.dialog = page.getByRole('dialog', { name: 'Choose a destination' })
    this.field = page.getByRole('textbox', { name: 'Destination' })
    this.list = this.dialog.getByRole('listbox')
    this.crumbs = this.dialog.getByRole('navigation', { name: 'Open place' })
  }

  /** With this address in the field. */
  async open(from: string): Promise<void> {
    await this.field.fill(from)
    await this.page.getByRole('button', { name: 'Browse…' }).click()
    await this.dialog.waitFor()
  }

  option(name: RegExp): Locator {
    return this.dialog.getByRole('option', { name })
  }

  choose(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true })
  }

  /** The option that a listening person is told of. */
  readonly active = (): Promise<string | null> => this.dialog.locator('[role=option][aria-selected=true]').textContent()
}
