/** Where things are in the dialog that signs in. */

import type { Locator, Page } from 'playwright'

type Service = 'Microsoft 365' | 'Box' | 'Practice cloud'

export class SignInPage {
  readonly page: Page
  readonly dialog: Locator
  readonly link: Locator
  readonly code: Locator
  readonly done: Locator

  constructor(page: Page) {
    this.page = page
    this.dialog = page.getByRole('dialog')
    this.link = this.dialog.getByRole('link', { name: 'Open the sign-in page' })
    this.code = this.dialog.getByLabel('Code', { exact: true })
    this.done = this.dialog.getByRole('button', { name: 'Done' })
  }

  /** From the screen of accounts. */
  async add(service: Service): Promise<void> {
    await this.page.getByRole('button', { name: 'Add account' }).click()
    await this.dialog.getByRole('button', { name: new RegExp(`^${service}`) }).click()
  }

  /** By the labels that are seen. */
  async write(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await this.dialog.getByLabel(label, { exact: true }).fill(text)
    }
  }

  async more(): Promise<void> {
    await this.dialog.getByText('More', { exact: true }).click()
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true })
  }

  account(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true })
  }
}
