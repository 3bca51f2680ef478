import type { Locator, Page } from 'playwright'

/** Where one writes where files go, in whichever form it stands. */
export function destinationField(within: Locator | Page): Locator {
  return within.getByLabel('Destination', { exact: true })
}
