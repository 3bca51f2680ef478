/** What a test counts for docs/figures.md: a recorded run of all tests adds it up (scripts/figures). */

import type { TaskMeta } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    figures?: Record<string, Record<string, number>>
  }
}

/** @param table one of those of the run `tests`: scripts/figures/result.ts */
export function countFigure(task: { readonly meta: TaskMeta }, table: string, name: string, count = 1): void {
  const counts = ((task.meta.figures ??= {})[table] ??= {})
  counts[name] = (counts[name] ?? 0) + count
}
