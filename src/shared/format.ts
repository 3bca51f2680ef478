/** Numbers as people read them. Pure; the terminal and the page use the same words. */

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units, as the destinations count them: `999 B`, `1.5 MB`, `12 GB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${Math.round(count)} B`
  let value = count
  let unit: string = units[0]
  for (const larger of units) {
    unit = larger
    value /= 1_000
    if (value < 999.5) break
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

export function speed(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`
}

/** `40%`; never 100% before it is all there. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '0%'
  return `${part >= whole ? 100 : Math.min(99, Math.floor((part / whole) * 100))}%`
}

/** `one file`, `12 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`
}
