/** Which words head a problem. Pure. */

import type { Problem } from '../../shared/preflight.ts'

const known: ReadonlySet<string> = new Set([
  'name-not-allowed',
  'path-too-long',
  'too-large',
  'empty-file',
  'type-not-supported',
  'same-name',
  'name-taken',
  'source-still-writing',
  'link-too-short',
  'too-many-files',
  'destination-full',
])

/** Null: the failure's own sentence says it. */
export function headingKey({ code, effect }: Pick<Problem, 'code' | 'effect'>): string | null {
  if (effect === 'unread') return 'preflight.unread'
  if (!known.has(code)) return null
  return `preflight.problem.${effect === 'maybe' ? `${code}-maybe` : code}`
}
