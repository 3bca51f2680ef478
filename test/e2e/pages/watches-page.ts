/** Where things are among the watched folders. */

import type { Locator, Page } from 'playwright'
import { destinationField } from './destination-field.ts'

interface NewWatch {
  readonly folder: string
  readonly to: string
  readonly settleSeconds: number
}

export class WatchesPage {
  readonly page: Page
  readonly sheet: Locator

  constructor(page: Page) {
    this.page = page
    this.sheet = page.getByRole('dialog')
  }

  card(name: string): Locator {
    return this.page.getByRole('article', { name })
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Watch a folder' }).click()
    await this.sheet.getByText('Rules').click()
  }

  async add({ folder, to, settleSeconds }: NewWatch): Promise<void> {
    await this.sheet.getByLabel('Folder to watch').fill(folder)
    await destinationField(this.sheet).fill(to)
    await this.sheet.getByLabel('Wait until quiet for, in seconds').fill(String(settleSeconds))
    await this.sheet.getByRole('button', { name: 'Watch it' }).click()
    await this.sheet.waitFor({ state: 'detached' })
  }
}
