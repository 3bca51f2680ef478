/** Schedules that once broke an invariant at Box, Outlook, To Do or a printer, made small. */

import type { Schedule } from '../schedule/entry.ts'

const base = { switches: {}, slots: { small: 4, large: 1 }, calmAt: 20_000 } as const
const draft = 'outlook:messages/practice-draft'
const printer = 'print:printers/practice-printer'

export const serviceRecipes: readonly (Schedule & { readonly name: string })[] = [
  {
    ...base,
    name: 'a file that was attached and answered with 429 is looked for before it is sent again',
    destination: draft,
    seed: 184,
    files: [{ name: 'scan 4.docx', size: 2_683 }],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'single', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'replace' },
    ],
  },
  {
    ...base,
    name: 'a start that was answered with 429 makes everybody wait',
    destination: printer,
    seed: 185,
    files: [
      { name: 'log 2.jpg', size: 321 },
      { name: 'scan 4.jpg', size: 2_683 },
    ],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'commit', skip: 0 },
      { at: 500, kind: 'add', file: 1, conflict: 'replace' },
      { at: 3_300, kind: 'add', file: 0, conflict: 'replace' },
    ],
  },
]
