import { durationOf } from './format.ts'
import type { Formats } from './format.ts'
import type { Words } from './words.ts'

/** `25 min` */
export function durationWords(seconds: number, t: Words, f: Formats): string {
  const { unit, count } = durationOf(seconds)
  return t(`duration.${unit}`, { count, n: f.count(count) })
}
