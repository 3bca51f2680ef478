/** The look at a diagnostics file, as a person finds it on the Settings screen. */

import type { Locator, Page } from 'playwright'

export class DiagnosticsDialog {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  get dialog(): Locator {
    return this.#page.getByRole('dialog', { name: 'Diagnostics file' })
  }

  get save(): Locator {
    return this.dialog.getByRole('button', { name: 'Save…' })
  }

  async open(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Look at a diagnostics file…' }).click()
    await this.part('about.json').waitFor()
  }

  part(name: string): Locator {
    return this.dialog.locator('summary', { hasText: name })
  }

  /** As it stands there; the part is opened, and left open. */
  async read(name: string): Promise<string> {
    const text = this.dialog.getByRole('region', { name: `Content of ${name}` })
    if (!(await text.isVisible())) await this.part(name).click()
    return (await text.textContent()) ?? ''
  }

  async leaveOutNames(): Promise<void> {
    await this.dialog.getByRole('switch', { name: 'Leave out names' }).click()
  }
}
