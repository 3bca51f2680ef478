/** Name resolution that refuses local addresses: a public name may point into the network we are in. */

import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isLocalAddress } from './addresses.ts'

/** `dns.lookup` in the form that always gives all addresses; injected in tests. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export const lookupAll: LookupAll = (hostname, options, done) => systemLookup(hostname, options, done)

/** A name that resolved to a local address. Nothing was connected. */
export class LocalAddressError extends Error {
  readonly code = 'LOCAL_ADDRESS'

  constructor() {
    super('the name leads to a private address')
  }
}

/**
 * One local address among them refuses the name: a name that is both inside and outside is a trick or a mistake. The
 * connection goes to the very addresses that were judged, so a second answer can't differ.
 */
export function publicOnly(lookup: LookupAll): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '')
      if (addresses.some(({ address }) => isLocalAddress(address))) return done(new LocalAddressError(), '')
      if (options.all === true) return done(null, addresses)
      const [first] = addresses
      return done(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

/** Whether a host is local, by its spelling or by its addresses; null where that can't be said now. */
export function isLocalName(hostname: string, lookup: LookupAll): Promise<boolean | null> {
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      resolve(error === null ? addresses.some(({ address }) => isLocalAddress(address)) : null)
    })
  })
}
