/** How fast at which hours of the week: written as rules, painted as a grid of seven days by 24 hours. Pure. */

const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const hours = 24

/** bytes a second; null: no limit in that hour; undefined: the usual one. By day (Monday first), by hour. */
export type WeekGrid = readonly (readonly (number | null | undefined)[])[]

const units: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 }
/** As of the usual limit. */
const least = 1_024

export const emptyWeek: WeekGrid = weekDays.map(() => Array.from({ length: hours }, () => undefined))

/** `mon-fri`, `sat,sun`, `mon`, `fri-mon`; null: none of these. */
function daysOf(text: string): number[] | null {
  const found = text.split(',').map((part) => {
    const [first = '', last = first] = part.split('-')
    const [from, to] = [first, last].map((name) => weekDays.findIndex((day) => day === name))
    if (from === undefined || to === undefined || from < 0 || to < 0 || part.split('-').length > 2) return null
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, at) => (from + at) % 7)
  })
  return found.includes(null) ? null : found.flatMap((days) => days ?? [])
}

/** `8-18`; over midnight, `22-6`, the hours after it belong to the next day. */
function hoursOf(text: string): { readonly from: number; readonly length: number } | null {
  const [, first, last] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === undefined || from >= hours || to > hours || from === to) return null
  return { from, length: to > from ? to - from : to + hours - from }
}

function rateOf(text: string): number | null | undefined {
  if (text === 'none') return null
  const [, count, unit] = /^(\d+(?:\.\d+)?)([kmg]?b)$/.exec(text) ?? []
  const rate = Math.round(Number(count) * (units[unit ?? ''] ?? Number.NaN))
  return rate >= least && rate <= 1e12 ? rate : undefined
}

/**
 * `mon-fri 8-18 2MB; sat,sun 0-24 none`: days, hours and bytes a second (`none`: no limit). Of two rules for one hour the
 * first counts.
 *
 * @returns null where it is none
 */
export function weekOf(text: string): WeekGrid | null {
  const grid = emptyWeek.map((day) => [...day])
  const rules = text.toLowerCase().split(';')
  for (const rule of rules) {
    const [dayText = '', hourText = '', limitText = '', ...more] = rule.trim().split(/\s+/)
    const [days, span, rate] = [daysOf(dayText), hoursOf(hourText), rateOf(limitText)]
    if (days === null || span === null || rate === undefined || more.length > 0) return null
    for (const day of days) {
      for (let at = span.from; at < span.from + span.length; at += 1) {
        const row = grid[(day + Math.floor(at / hours)) % 7]
        if (row !== undefined && row[at % hours] === undefined) row[at % hours] = rate
      }
    }
  }
  return grid
}

function rateText(rate: number | null): string {
  if (rate === null) return 'none'
  const [unit, factor] = rate >= 1e6 ? ['MB', 1e6] : ['kB', 1e3]
  // What can't be said in the larger unit is said in bytes, so that reading it again gives the same.
  const said = rate / factor
  return /^\d+(?:\.\d{1,3})?$/.test(String(said)) ? `${said}${unit}` : `${rate}B`
}

/** Runs of hours of one day: `8-18 2MB`. */
function runsOf(day: WeekGrid[number]): string[] {
  const runs: string[] = []
  let from = 0
  for (let at = 1; at <= hours; at += 1) {
    if (at < hours && day[at] === day[from]) continue
    const rate = day[from]
    if (rate !== undefined) runs.push(`${from}-${at} ${rateText(rate)}`)
    from = at
  }
  return runs
}

/** The same as rules; null where nothing is painted. */
export function weekText(grid: WeekGrid): string | null {
  const byRun = new Map<string, string[]>()
  grid.forEach((day, at) => {
    for (const run of runsOf(day)) byRun.set(run, [...(byRun.get(run) ?? []), weekDays[at] ?? ''])
  })
  const rules = [...byRun].map(([run, days]) => `${days.join(',')} ${run}`)
  return rules.length === 0 ? null : rules.join('; ')
}

export interface LimitNow {
  /** bytes a second; null: none */
  readonly bytesPerSecond: number | null
  /** epoch ms at which the plan says something else; null: it says nothing now */
  readonly until: number | null
}

/** What holds at this moment, by the clock on this computer's wall. */
export function limitAt(schedule: string | null, usual: number | null, now: Date): LimitNow {
  const grid = schedule === null ? null : weekOf(schedule)
  const at = (day: number, hour: number) => grid?.[(day + 6) % 7]?.[hour]
  const rate = at(now.getDay(), now.getHours())
  if (rate === undefined) return { bytesPerSecond: usual, until: null }
  const end = new Date(now)
  end.setMinutes(0, 0, 0)
  for (let hour = 0; hour < 7 * hours; hour += 1) {
    end.setHours(end.getHours() + 1)
    if (at(end.getDay(), end.getHours()) !== rate) return { bytesPerSecond: rate, until: end.getTime() }
  }
  return { bytesPerSecond: rate, until: null }
}
