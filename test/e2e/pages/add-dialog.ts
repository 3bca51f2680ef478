/** Where things are in the dialog that adds files. */

import type { Locator, Page } from 'playwright'
import { destinationField } from './destination-field.ts'

export class AddDialog {
  readonly page: Page
  readonly sheet: Locator
  readonly paths: Locator

  constructor(page: Page) {
    this.page = page
    this.sheet = page.getByRole('dialog')
    this.paths = this.sheet.getByLabel(/^(?:Files or folders|Folder)$/)
  }

  async open(): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: 'Add files', exact: true }).first().click()
  }

  async write(paths: readonly string[], to: string): Promise<void> {
    await this.paths.fill(paths.join('\n'))
    await this.to(to)
  }

  async to(to: string): Promise<void> {
    await destinationField(this.sheet).fill(to)
  }

  async submit(): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Add to the queue', exact: true }).click()
  }
}
