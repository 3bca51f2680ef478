/** Where things are in the dialog that makes links. */

import type { Locator, Page } from 'playwright'

interface Wish {
  readonly kind?: string
  readonly scope?: string
  readonly end?: string
}

export class LinkDialog {
  readonly page: Page
  readonly sheet: Locator

  constructor(page: Page) {
    this.page = page
    this.sheet = page.getByRole('dialog', { name: /^Copy links?$/ })
  }

  /** From a file's details. */
  async open(action = 'Copy link'): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click()
    await this.sheet.waitFor()
  }

  async wish({ kind, scope, end }: Wish): Promise<void> {
    if (kind !== undefined) await this.#field('With the link, people can').selectOption({ label: kind })
    if (scope !== undefined) await this.#field('Who can open it').selectOption({ label: scope })
    if (end !== undefined) await this.#field('The link ends').selectOption({ label: end })
  }

  choices(field: string): Promise<string[]> {
    return this.#field(field).locator('option').allTextContents()
  }

  async make(): Promise<void> {
    await this.sheet.getByRole('button', { name: /^Copy links?$/ }).click()
  }

  async said(text: string): Promise<void> {
    await this.sheet.getByRole('status').getByText(text).waitFor()
  }

  shown(): Promise<string> {
    return this.sheet.getByRole('textbox', { name: /^Links?$/ }).inputValue()
  }

  async close(): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Close' }).last().click()
    await this.sheet.waitFor({ state: 'detached' })
  }

  #field(label: string): Locator {
    return this.sheet.getByLabel(label)
  }
}
