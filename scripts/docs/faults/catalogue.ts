/** What a row of docs/faults.md is made of. The rows themselves stand beside this file, one file a family. */

export const destinations = ['OneDrive', 'Outlook', 'To Do', 'Universal Print', 'Box'] as const
export type Destination = (typeof destinations)[number]

export interface FaultRow {
  /** As test titles have it: `graph-F12`. */
  readonly id: string
  readonly happens: string
  readonly required: string
  /**
   * Each of these has to have a test of its own. Where there is none of them, a test of anything that all
   * destinations share is enough.
   */
  readonly at: readonly Destination[]
  /** Where it can't happen, and the fact of the protocol behind that. */
  readonly not: Partial<Readonly<Record<Destination, string>>>
}

export interface FaultFamily {
  readonly title: string
  readonly about: string
  readonly rows: readonly FaultRow[]
}

/** [number, what happens, what has to follow, where it can't happen] */
export type ShortRow = readonly [
  number: string,
  happens: string,
  required: string,
  not?: Partial<Readonly<Record<Destination, string>>>,
]

export function rowsOf(prefix: string, at: readonly Destination[], rows: readonly ShortRow[]): FaultRow[] {
  return rows.map(([number, happens, required, not = {}]) => ({
    id: `${prefix}${number}`,
    happens,
    required,
    at: at.filter((destination) => not[destination] === undefined),
    not,
  }))
}
