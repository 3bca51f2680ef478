import * as z from 'zod'

/** A moment as it comes from us: ISO 8601 in UTC. Null where it is none; more than three digits of a second occur. */
export function moment(text: string | null | undefined): string | null {
  const at = text ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** C: resources/datetimetimezone.md. Without `Prefer: outlook.timezone` it is in UTC, which the text itself doesn't say. */
export const DateTimeTimeZone = z.object({ dateTime: z.string().max(100), timeZone: z.string().max(100).nullish() })

/** The moment; null in any other zone than UTC, whose rules we don't know. */
export function utcMoment(given: z.infer<typeof DateTimeTimeZone> | null | undefined): string | null {
  if (!given || (given.timeZone ?? 'UTC').toUpperCase() !== 'UTC') return null
  return moment(/(?:Z|[+-]\d{2}:\d{2})$/.test(given.dateTime) ? given.dateTime : `${given.dateTime}Z`)
}

/** The day alone, in whichever zone it was meant. */
export function dayOf(given: z.infer<typeof DateTimeTimeZone> | null | undefined): string | null {
  return /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(given?.dateTime ?? '')?.[0] ?? null
}
