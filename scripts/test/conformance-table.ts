/** The suites of test/conformance as tables, cases × implementations: what passed, what failed, what a protocol doesn't have. */

export interface CaseResult {
  readonly suite: string
  /** What the suite was made with: a provider, for instance. */
  readonly made: string
  readonly title: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
}

/** A case that was not made, by the fact behind that. */
export interface NotApplicable {
  readonly suite: string
  readonly made: string
  readonly title: string
  readonly fact: string
}

const marks: Readonly<Record<CaseResult['state'] | 'not applicable', string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '?',
  pending: '?',
  'not applicable': '–',
}

/** One table a suite; the columns are numbered, and named above it. */
export function conformanceTables(results: readonly CaseResult[], without: readonly NotApplicable[]): string {
  return [...Map.groupBy(results, ({ suite }) => suite)]
    .map(([suite, all]) =>
      table(
        suite,
        all,
        without.filter((one) => one.suite === suite),
      ),
    )
    .join('\n')
}

function table(suite: string, results: readonly CaseResult[], without: readonly NotApplicable[]): string {
  const columns = [...new Set([...results, ...without].map(({ made }) => made))].toSorted()
  const titles = [...new Set([...results, ...without].map(({ title }) => title))]
  const mark = (title: string, made: string): string => {
    const result = results.find((one) => one.title === title && one.made === made)
    if (result) return marks[result.state]
    return without.some((one) => one.title === title && one.made === made) ? marks['not applicable'] : ' '
  }
  const width = (i: number) => String(i + 1).length
  const isWhole = ({ made, fact }: NotApplicable) =>
    titles.length > 1 &&
    titles.every((title) => without.some((one) => one.title === title && one.made === made && one.fact === fact))
  const named = new Set(without.filter(isWhole).map(({ made }) => made))
  // Columns by their numbers: names are long.
  const facts = [
    ...Map.groupBy(without, ({ title, fact, made }) => (named.has(made) ? fact : `${title}: ${fact}`)),
  ].map(([fact, all]) => `  – ${[...new Set(all.map(({ made }) => columns.indexOf(made) + 1))].join(', ')}: ${fact}`)
  const passed = results.filter(({ state }) => state === 'passed').length
  return [
    `${suite}: ${titles.length} cases × ${columns.length}, ${passed} of ${results.length} passed, ${without.length} not applicable`,
    ...columns.map((made, i) => `  ${i + 1} ${made}`),
    `  ${columns.map((_, i) => i + 1).join(' ')}`,
    ...titles.map((title) => `  ${columns.map((made, i) => mark(title, made).padEnd(width(i))).join(' ')}  ${title}`),
    ...facts,
    '',
  ].join('\n')
}
