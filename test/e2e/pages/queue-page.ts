/** Where things are on the queue's page: tests say what a person does, this says where. */

import type { Locator, Page } from 'playwright'

export class QueuePage {
  readonly page: Page
  readonly title: Locator
  readonly grid: Locator
  readonly find: Locator
  readonly undo: Locator
  readonly drawer: Locator

  constructor(page: Page) {
    this.page = page
    this.title = page.getByRole('heading', { level: 1 })
    this.grid = page.getByRole('treegrid')
    this.find = page.getByRole('searchbox', { name: 'Find in the queue' })
    this.undo = page.getByRole('status').getByRole('button', { name: 'Undo' })
    this.drawer = page.getByRole('dialog')
  }

  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: name })
  }

  card(text: string): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async go(screen: 'Queue' | 'Watched folders' | 'History' | 'Accounts' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: screen }).click()
  }

  /** Rows that are in the page, however many there are. */
  rowsInPage(): Promise<number> {
    return this.page.locator('[role=row]').count()
  }

  /** The `aria-rowindex` of the row that has the focus, or in which it is; null outside of the list. */
  focusedRow(): Promise<string | null> {
    return this.page.evaluate<string | null>(
      "document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? null",
    )
  }

  focused(): Promise<string> {
    return this.page.evaluate<string>(
      "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
    )
  }
}
