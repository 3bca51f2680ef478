/** Where things are in what is said before uploading, in the dialog that adds files. */

import type { Locator, Page } from 'playwright'
import { AddDialog } from './add-dialog.ts'

export class PreflightPanel {
  readonly adding: AddDialog
  readonly frame: Locator

  constructor(page: Page) {
    this.adding = new AddDialog(page)
    this.frame = page.getByRole('region', { name: 'Before uploading' })
  }

  sum(text: string): Locator {
    return this.frame.getByRole('status').getByText(text, { exact: true })
  }

  problem(heading: string): Locator {
    return this.frame.getByRole('listitem').filter({ has: this.frame.page().getByRole('heading', { name: heading }) })
  }
}
