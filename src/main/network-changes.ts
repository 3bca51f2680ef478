/** Notices another network: the system's watchers differ everywhere, its list of addresses doesn't. */

import { networkInterfaces } from 'node:os'
import type { Clock } from './engine/ports/clock.ts'

/** A look costs less than a tenth of a millisecond. */
const everyMs = 5_000

/** What this computer is reached by; addresses that come and go by themselves (temporary IPv6) are one network. */
export function networkNow(interfaces = networkInterfaces()): string {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ family, address }) => [name, family, netOf(family, address)]),
  )
  return [...new Set(found.map((one) => one.join(' ')))].toSorted().join('\n')
}

function netOf(family: string, address: string): string {
  return family === 'IPv6' ? address.split(':').slice(0, 4).join(':') : address
}

/** Calls `changed` whenever the network is another one, until it is aborted. */
export async function watchNetwork(
  clock: Clock,
  changed: () => void,
  signal: AbortSignal,
  now: () => string = networkNow,
): Promise<void> {
  let known = now()
  for (;;) {
    try {
      await clock.sleep(everyMs, signal)
    } catch {
      return
    }
    const next = now()
    if (next === known) continue
    known = next
    changed()
  }
}
