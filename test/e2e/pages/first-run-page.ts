/** Where things are in the first run. */

import type { Locator, Page } from 'playwright'
import { destinationField } from './destination-field.ts'

export class FirstRunPage {
  readonly page: Page
  readonly practice: Locator

  constructor(page: Page) {
    this.page = page
    this.practice = page.getByRole('button', { name: 'Use the practice cloud' })
  }

  step(step: number): Locator {
    return this.page.getByText(`Step ${step} of 3`)
  }

  async place(to: string): Promise<void> {
    await destinationField(this.page).fill(to)
    await this.page.getByRole('button', { name: 'Use this folder' }).click()
  }

  async sendOnce(path: string): Promise<void> {
    await this.page.getByRole('radio', { name: 'Upload something once' }).click()
    await this.page.getByLabel('File or folder', { exact: true }).fill(path)
    await this.page.getByRole('button', { name: 'Upload it' }).click()
  }
}
