/** Numbers, times and places in the reader's own way of writing them. Pure; the locale is handed in. */

export interface Formats {
  count(value: number): string
  /** `3.2 GB` */
  bytes(value: number): string
  /** `3,200,000,001 bytes` */
  bytesInFull(value: number): string
  /** `3.2 of 18 GB`: the unit once where it is the same. `join` puts the two into words. */
  bytesOf(part: number, whole: number, join: (part: string, whole: string) => string): string
  speed(bytesPerSecond: number): string
  /** `42%`; never 100% before it is all there. */
  percent(part: number, whole: number): string
  /** `14:32` today, else with the day. */
  time(at: number, now: number): string
  dateTime(at: number): string
  day(at: number): string
  /** `Mon` or `Monday`; 0 is Monday. */
  weekday(day: number, style: 'short' | 'long'): string
  /** `08:00` or `8 AM` */
  hour(hour: number): string
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

function scaled(value: number): { value: number; unit: (typeof units)[number] } {
  let at = 0
  let rest = Math.max(0, value)
  while (rest >= 999.5 && at < units.length - 1) {
    rest /= 1_000
    at += 1
  }
  return { value: rest, unit: units[at] ?? 'byte' }
}

const digitsOf = (value: number, unit: string): number => (unit === 'byte' || value >= 9.95 ? 0 : 1)

/** About how long, in the largest unit that says enough. The words are `duration.*`. */
export function durationOf(seconds: number): {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'
  readonly count: number
} {
  if (seconds < 55) return { unit: 'seconds', count: seconds < 1 ? 0 : Math.round(seconds) }
  if (seconds < 90 * 60) return { unit: 'minutes', count: Math.round(seconds / 60) }
  if (seconds < 36 * 3_600) return { unit: 'hours', count: Math.round(seconds / 3_600) }
  return { unit: 'days', count: Math.round(seconds / 86_400) }
}

export function formatsFor(locale: string): Formats {
  const number = new Intl.NumberFormat(locale)
  const percents = new Intl.NumberFormat(locale, { style: 'percent' })
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const dayClock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const allBytes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' })
  const weekdays = {
    short: new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }),
    long: new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }),
  }
  const hours = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  const sizers = new Map<string, Intl.NumberFormat>()

  function inUnit(value: number, unit: string, digits = digitsOf(value, unit)): string {
    const key = `${unit}${digits}`
    const made =
      sizers.get(key) ??
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'narrow' : 'short',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
    sizers.set(key, made)
    return unit === 'byte' ? made.format(value).replace(/(\d)B$/, '$1 B') : made.format(value)
  }

  function bytes(value: number): string {
    const { value: rest, unit } = scaled(value)
    return inUnit(rest, unit)
  }

  return {
    count: (value) => number.format(value),
    bytes,
    bytesInFull: (value) => allBytes.format(value),
    bytesOf(part, whole, join) {
      const to = scaled(whole)
      const from = scaled(part)
      if (from.unit !== to.unit) return join(bytes(part), bytes(whole))
      const digits = digitsOf(from.value, from.unit)
      const bare = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      return join(bare.format(from.value), bytes(whole))
    },
    speed(bytesPerSecond) {
      const { value, unit } = scaled(bytesPerSecond)
      return `${inUnit(value, unit, unit === 'byte' || value >= 99.95 ? 0 : 1)}/s`
    },
    percent(part, whole) {
      if (whole <= 0) return percents.format(0)
      return percents.format(part >= whole ? 1 : Math.min(99, Math.floor((part / whole) * 100)) / 100)
    },
    time: (at, now) => (new Date(at).toDateString() === new Date(now).toDateString() ? clock : dayClock).format(at),
    dateTime: (at) => dayClock.format(at),
    day: (at) => days.format(at),
    weekday: (day, style) => weekdays[style].format(Date.UTC(2024, 0, 1 + day)),
    hour: (hour) => hours.format(Date.UTC(2024, 0, 1, hour)),
  }
}
