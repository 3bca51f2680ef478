/** Values as people type them. Each throws what commander turns into a sentence about the option. */

import { InvalidArgumentError } from 'commander'
import { pauseEnd } from '../../shared/pause-ends.ts'
import { publicStates } from '../../shared/lifecycle.ts'
import type { PublicState } from '../../shared/lifecycle.ts'

const durations = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** A timer takes no more than 2^31 - 1 ms. */
const longest = 24 * durations.d

/** `10s`, `5m`, `1h`, `1.5h`; a bare number means seconds. In ms. */
export function duration(text: string): number {
  const [, number = '', unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('A time looks like 10s, 5m or 1h.')
  const ms = Math.round(Number(number) * durations[unit as keyof typeof durations])
  if (ms > longest) throw new InvalidArgumentError('At most 24 days.')
  return ms
}

const lifetimes = { m: 60_000, h: durations.h, d: durations.d, w: 7 * durations.d } as const

/** How long something lives: `12h`, `7d`, `4w`; at most ten years. In ms. */
export function lifetime(text: string): number {
  const [, number = '', unit = 'd'] = /^([1-9]\d{0,5})(m|h|d|w)$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('How long a link lives looks like 12h, 7d or 4w.')
  const ms = Number(number) * lifetimes[unit as keyof typeof lifetimes]
  if (ms > 3_650 * durations.d) throw new InvalidArgumentError('At most ten years.')
  return ms
}

/**
 * `18:30` (the next one), `tomorrow` (in the morning), or a date with a time, of this computer's zone where it names none.
 * In epoch ms.
 */
export function moment(text: string, now = Date.now()): number {
  if (text === 'tomorrow') return pauseEnd('tomorrow', now)
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  const today = new Date(now)
  const onDay = (days: number): number =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, Number(hour), Number(minute)).getTime()
  const at = hour !== '' ? (onDay(0) > now ? onDay(0) : onDay(1)) : new Date(text).getTime()
  if (Number.isNaN(at) || (hour === '' && !/^\d{4}-\d{2}-\d{2}T\d/.test(text))) {
    throw new InvalidArgumentError('A moment looks like 18:30, tomorrow or 2026-05-31T18:30.')
  }
  if (at <= now) throw new InvalidArgumentError('That moment is over.')
  return at
}

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1_024,
  mi: 1_024 ** 2,
  gi: 1_024 ** 3,
  ti: 1_024 ** 4,
}

/** `500kB`, `10MB`, `1.5GiB`. In bytes. */
export function size(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)\s*([kmgt]i?)?b?$/i.exec(text.trim()) ?? []
  const factor = sizes[unit.toLowerCase()]
  if (number === '' || factor === undefined) throw new InvalidArgumentError('A size looks like 500kB, 10MB or 1.5GiB.')
  return Math.round(Number(number) * factor)
}

export function port(text: string): number {
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError('A port is a number up to 65535.')
  return value
}

/** One or several, with commas or by saying the option again. */
export function states(text: string, before: readonly PublicState[] = []): PublicState[] {
  const found = text.split(',').map((word) => {
    const state = publicStates.find((known) => known === word.trim())
    if (state === undefined) throw new InvalidArgumentError(`The states are ${publicStates.join(', ')}.`)
    return state
  })
  return [...new Set([...before, ...found])]
}

export function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

/** `skip`, `upload` or `since=DATE`, the date as ISO 8601; a day begins at midnight here. */
export function existing(text: string): string {
  if (text === 'skip' || text === 'upload') return text
  const date = /^since=(.+)$/.exec(text)?.[1] ?? ''
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00`) : new Date(date)
  if (!/^\d{4}-\d{2}-\d{2}/.test(date) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Say skip, upload, or since= with a date like 2026-05-31.')
  }
  return `since=${at.toISOString()}`
}

/** `keep`, `trash` or `move=DIR`. */
export function after(text: string): string {
  if (text === 'keep' || text === 'trash' || /^move=./.test(text)) return text
  throw new InvalidArgumentError('Say keep, trash, or move= with a folder.')
}

export function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.')
  return text
}
