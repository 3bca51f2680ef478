/** What a row of docs/security-checklist.md is made of. The rows themselves stand beside this file, by part of the program. */

export interface SecurityItem {
  /** As test titles begin: `L3: a foreign name is turned away`. */
  readonly id: string
  readonly item: string
  readonly required: string
  /** What of it, or that all of it, is not run where our tests run, and why. */
  readonly notHere: string | null
}

export interface SecurityFamily {
  readonly title: string
  readonly items: readonly SecurityItem[]
}

/** [number, item, what is required, what is not run here and why] */
export type ShortItem = readonly [number: number, item: string, required: string, notHere?: string]

/** @param width digits of the shortest number: Electron's own list is written `E01` */
export function itemsOf(prefix: string, items: readonly ShortItem[], width = 1): SecurityItem[] {
  return items.map(([number, item, required, notHere = null]) => ({
    id: `${prefix}${String(number).padStart(width, '0')}`,
    item,
    required,
    notHere,
  }))
}
