/** Notices another network: the system's watchers differ everywhere, its list of addresses doesn't. */

import { networkInterfaces } from 'node:os'
import type { Clock } from '../engine/ports/clock.ts'
import { groupsOf } from './addresses.ts'

/** A look costs less than a tenth of a millisecond. */
const everyMs = 5_000

/**
 * What this computer is reached by; addresses that come and go by themselves (temporary IPv6) are one network. One that an
 * interface gives itself leads nowhere further: every virtual machine and container brings some.
 */
export function networkNow(interfaces = networkInterfaces()): string {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ internal, family, address }) => {
      const net = internal ? null : netOf(family, address)
      return net === null ? [] : [[name, family, net]]
    }),
  )
  return [...new Set(found.map((one) => one.join(' ')))].toSorted().join('\n')
}

/** Null for link-local addresses (RFC 3927: 169.254/16; RFC 4291 section 2.5.6: fe80::/10). IPv6 by its /64. */
function netOf(family: string, address: string): string | null {
  if (family !== 'IPv6') return address.startsWith('169.254.') ? null : address
  const groups = groupsOf(address.replace(/%.*$/, ''))
  return (Number.parseInt(groups[0] ?? '0', 16) & 0xffc0) === 0xfe80 ? null : groups.slice(0, 4).join(':')
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
