/** How the pages name tests: by file, with a link, and each by its last title. */

import type { TestTitle } from './faults/test-titles.ts'

/** A text that can't end its cell or become markup. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

/** A test that is made for several cases is named by the first of them. */
export function testsCell(tests: readonly TestTitle[]): string {
  const written = Map.groupBy(tests, ({ file, line }) => `${file}:${line}`)
  const byFile = Map.groupBy(
    [...written.values()].map((cases) => ({ file: cases[0]?.file ?? '', cases })),
    ({ file }) => file,
  )
  return [...byFile]
    .map(
      ([file, found]) =>
        `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file}): ${found.map(({ cases }) => titleOf(cases)).join('; ')}`,
    )
    .join('<br>')
}

function titleOf(cases: readonly TestTitle[]): string {
  // What a table elsewhere fills in isn't known here.
  const title = ((cases[0]?.title ?? '').split(' > ').at(-1) ?? '').replaceAll(/\$\w+|%[sidfj]/g, '…')
  return `“${cell(title)}”${cases.length > 1 ? ` and ${cases.length - 1} more` : ''}`
}
