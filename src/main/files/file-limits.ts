/** Size and age of files that are meant. Pure. */

import type { FileLimits } from '../../shared/watch-rules.ts'

/**
 * Why a file is left out by what it is like, in words; null: it isn't. A `tooYoung` one is meant once it is older.
 *
 * @param modifiedAt epoch ms @param now epoch ms
 */
export function limitAgainst(
  limits: FileLimits,
  sizeBytes: number,
  modifiedAt: number,
  now: number,
): { readonly why: string; readonly ripensAt: number | null } | null {
  const {
    minBytes = 0,
    maxBytes = Number.POSITIVE_INFINITY,
    minAgeMs = 0,
    maxAgeMs = Number.POSITIVE_INFINITY,
  } = limits
  if (sizeBytes < minBytes) return { why: `left out: it is smaller than ${minBytes} bytes`, ripensAt: null }
  if (sizeBytes > maxBytes) return { why: `left out: it is larger than ${maxBytes} bytes`, ripensAt: null }
  if (now - modifiedAt > maxAgeMs) return { why: `left out: it is older than ${inDays(maxAgeMs)}`, ripensAt: null }
  // A time in the future is as young as can be, and would never ripen.
  if (minAgeMs > 0 && now - modifiedAt < minAgeMs) {
    return { why: `left out until it is ${inDays(minAgeMs)} old`, ripensAt: Math.min(modifiedAt, now) + minAgeMs }
  }
  return null
}

function inDays(ms: number): string {
  const units = [
    [86_400_000, 'days'],
    [3_600_000, 'hours'],
    [60_000, 'minutes'],
  ] as const
  const [unit, name] = units.find(([size]) => ms >= size) ?? [1_000, 'seconds']
  return `${Math.round((ms / unit) * 10) / 10} ${name}`
}
