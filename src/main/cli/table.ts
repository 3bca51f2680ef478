/** Aligned columns. The last one is not padded, so the widest text (a path) belongs there. */

import { visible } from './visible.ts'

export type Align = 'left' | 'right'

export interface Column {
  readonly title: string
  readonly align?: Align
}

function padded(text: string, width: number, align: Align): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width)
}

/** The lines of a table, the titles first; no lines where there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  // Escaped before it is measured: an escape is wider than what it stands for.
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(visible))]
  const widths = columns.map((_, at) => lines.reduce((most, line) => Math.max(most, (line[at] ?? '').length), 0))
  return lines.map((line) =>
    columns
      .map(({ align = 'left' }, at) => {
        const isLast = at === columns.length - 1 && align === 'left'
        return padded(line[at] ?? '', isLast ? 0 : (widths[at] ?? 0), align)
      })
      .join('  ')
      .trimEnd(),
  )
}
