/**
 * Addresses: how people and programs write where a file goes (`onedrive:/Scans`). One table of kinds, so that a new
 * kind is a row and a file. Paths are literal UTF-8 and never percent-decoded: what looks like `%20` is a name of
 * four characters.
 */

import type { Parsed } from './address-parts.ts'
import { formatBox, parseBox } from './box-address.ts'
import type { BoxDestination } from './box-address.ts'
import { failure, fail, ok } from './failure.ts'
import type { Result } from './failure.ts'
import { formatOneDrive, parseOneDrive } from './onedrive-address.ts'
import type { OneDriveDestination } from './onedrive-address.ts'
import { formatOutlook, parseOutlook } from './outlook-address.ts'
import type { OutlookDestination } from './outlook-address.ts'
import { formatPrint, parsePrint } from './print-address.ts'
import type { PrintDestination } from './print-address.ts'
import { formatTodo, parseTodo } from './todo-address.ts'
import type { TodoDestination } from './todo-address.ts'

/** A place that an address names, taken apart. Never built by hand: see `parseDestination`. */
export type Destination = OneDriveDestination | OutlookDestination | PrintDestination | TodoDestination | BoxDestination

export type DestinationKind = Destination['kind']

interface Kind {
  /** Takes what stands after the colon. */
  parse(rest: string): Parsed<Destination>
}

/** scheme → who reads it. */
const kinds: Readonly<Record<string, Kind>> = {
  onedrive: { parse: parseOneDrive },
  outlook: { parse: parseOutlook },
  todo: { parse: parseTodo },
  print: { parse: parsePrint },
  box: { parse: parseBox },
}

/** Of `Scheme`, in any case; null where no account can serve it. */
export function kindOfScheme(scheme: string): DestinationKind | null {
  const kind = scheme.toLowerCase()
  return isServable(kind) ? kind : null
}

/** A table, so that the compiler asks for a new kind. */
const servable: Readonly<Record<DestinationKind, true>> = {
  onedrive: true,
  outlook: true,
  print: true,
  todo: true,
  box: true,
}

function isServable(scheme: string): scheme is DestinationKind {
  return Object.hasOwn(servable, scheme)
}

export function parseDestination(address: string): Result<Destination> {
  const parsed = parse(address)
  if ('destination' in parsed) return ok(parsed.destination)
  return fail(failure('address-invalid', { address: printable(address), detail: parsed.problem }))
}

/** The one spelling of a destination: `parseDestination(formatDestination(x))` gives x. */
export function formatDestination(destination: Destination): string {
  return `${destination.kind}:${restOf(destination)}`
}

function restOf(destination: Destination): string {
  switch (destination.kind) {
    case 'onedrive':
      return formatOneDrive(destination)
    case 'outlook':
      return formatOutlook(destination)
    case 'print':
      return formatPrint(destination)
    case 'todo':
      return formatTodo(destination)
    case 'box':
      return formatBox(destination)
  }
}

/**
 * Two spellings of one address become the same string (slashes too many, a drive's root written out, a sharing URL
 * and its id). An address that is none comes back as it is: it equals only itself.
 */
export function canonical(address: string): string {
  const parsed = parse(address)
  return 'destination' in parsed ? formatDestination(parsed.destination) : address
}

function parse(address: string): Parsed<Destination> {
  const colon = address.indexOf(':')
  if (colon < 0) return { problem: `it does not say which service; ${known()}.` }
  const scheme = address.slice(0, colon).toLowerCase()
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined
  if (kind === undefined) return { problem: `'${printable(scheme)}' is not a service; ${known()}.` }
  // Half a surrogate pair has no UTF-8, and control characters can't be told apart on a screen.
  if (/\p{Surrogate}/u.test(address)) return { problem: 'it is not valid Unicode.' }
  if (/[\u0000-\u001f\u007f]/.test(address)) return { problem: 'it contains a control character.' }
  return kind.parse(address.slice(colon + 1))
}

function known(): string {
  return `an address begins with ${Object.keys(kinds)
    .map((scheme) => `${scheme}:`)
    .join(', ')}`
}

/** Safe to show: a line stays one line, and long nonsense stays short. */
function printable(text: string): string {
  const clean = text.replaceAll(/[\u0000-\u001f\u007f\p{Surrogate}]/gu, '\u{fffd}')
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean
}
