/** Where things are in the history. */

import type { Locator, Page } from 'playwright'

export class HistoryPage {
  readonly table: Locator

  constructor(page: Page) {
    this.table = page.getByRole('table')
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ hasText: name })
  }

  state(name: string, state: string): Locator {
    return this.row(name).getByRole('cell', { name: state, exact: true })
  }
}
