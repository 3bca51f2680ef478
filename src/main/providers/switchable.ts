/** Providers as they are made now. */

import type { Providers } from '../engine/ports/provider.ts'

/** Providers that can be made anew when a setting that they were made with changes. */
export function switchable(make: () => Providers): Providers & { renew(): void } {
  let current = make()
  return {
    serving: (account, destination) => current.serving(account, destination),
    browsing: (account, place) => current.browsing(account, place),
    renew() {
      current = make()
    },
  }
}
