/** Times for people at a terminal: of the zone that they are in, in figures that line up. Scripts get ISO with --json. */

import type { Status } from '../../shared/contract.ts'

const pair = (value: number): string => String(value).padStart(2, '0')

function dayOf(at: Date): string {
  return `${at.getFullYear()}-${pair(at.getMonth() + 1)}-${pair(at.getDate())}`
}

function minuteOf(at: Date): string {
  return `${pair(at.getHours())}:${pair(at.getMinutes())}`
}

/** `2026-11-21 14:32:05`; what is no time stays as it is. */
export function stamp(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : `${dayOf(at)} ${minuteOf(at)}:${pair(at.getSeconds())}`
}

/**
 * `14:32` today, else `2026-11-20 14:32`; what is no time stays as it is.
 *
 * @param now epoch ms
 */
export function clockTime(iso: string, now: number): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  return dayOf(at) === dayOf(new Date(now)) ? minuteOf(at) : `${dayOf(at)} ${minuteOf(at)}`
}

/** A failure's sentence, with the time of the next try as people write it. A name that looks like another time stays. */
export function told(text: string, retryAt: string | null, now: number): string {
  return retryAt === null ? text : text.replaceAll(retryAt, clockTime(retryAt, now))
}

/** A reason of the engine's own story, which writes times for machines. */
export function storyText(text: string, now: number): string {
  return text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) => clockTime(time, now))
}

/** Of a folder or drive that is away. It is looked for every few seconds, so seconds count. */
export function nextLook(retryAt: string | null, now: number): string {
  if (retryAt === null) return 'Nobody looks for it now.'
  const isToday = stamp(retryAt).slice(0, 10) === dayOf(new Date(now))
  return `Looked for again at ${isToday ? stamp(retryAt).slice(11) : stamp(retryAt)}; goes on by itself.`
}

/** What ends a pause of everything: "18:30 or `longshore resume --all`". */
export function pauseEndText({ pausedUntil, pausedBy }: Pick<Status, 'pausedUntil' | 'pausedBy'>, now: number): string {
  const battery = pausedBy === 'power' ? 'while the computer runs on its battery, or ' : ''
  const until = (pausedUntil ?? null) === null ? battery : `${clockTime(pausedUntil ?? '', now)} or `
  return `${until}\`longshore resume --all\``
}
