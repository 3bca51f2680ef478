/** The suites of the port for providers: what all do, and what those of a kind do. Each is a table of cases × providers. */

import { describe, test } from 'vitest'
import { attachments } from './attachment-cases.ts'
import { drives } from './drive-cases.ts'
import { type NotApplicable, testNotApplicable } from './not-applicable.ts'
import { printing } from './print-cases.ts'
import type { PrintBench } from './print-cases.ts'
import { everyProvider } from './provider-cases.ts'
import type { PortCases, ProviderBench, Start } from './provider-means.ts'
import { inAnyOrder, inOrder } from './range-cases.ts'

const suites = {
  'what every provider does': everyProvider,
  'ranges in order': inOrder,
  'parts in any order': inAnyOrder,
  'what a drive does': drives,
  'what a place for attachments does': attachments,
  'what a printer does': printing,
} satisfies Readonly<Record<string, PortCases<never>>>

type Suite = keyof typeof suites

/** Why a whole suite, or by its title a single case, says nothing of a provider. */
type Without = Readonly<Partial<Record<Suite, string>>>

interface Options {
  readonly without?: Without
  readonly notApplicable?: NotApplicable
}

function assertCase<B extends ProviderBench>(cases: PortCases<B>, title: string, start: Start<B>): Promise<void> {
  const run = cases[title]
  if (run === undefined) throw new Error(`no such case: ${title}`)
  return run(start)
}

function portSuites<B extends ProviderBench>(
  name: string,
  start: Start<B>,
  { without = {}, notApplicable = {} }: Options,
): void {
  const all = Object.entries(suites) as unknown as [Suite, PortCases<B>][]
  const known = new Set(all.flatMap(([, cases]) => Object.keys(cases)))
  for (const title of Object.keys(notApplicable)) if (!known.has(title)) throw new Error(`no such case: ${title}`)
  for (const [suite, cases] of all) {
    describe(`${suite}: ${name}`, () => {
      const titles = Object.keys(cases)
      const facts = titles.flatMap((title) => {
        const fact = without[suite] ?? notApplicable[title]
        return fact === undefined ? [] : [[title, fact] as const]
      })
      const left = new Set<string>(facts.map(([title]) => title))
      test.each(titles.filter((title) => !left.has(title)))('%s', (title) => assertCase(cases, title, start))
      if (facts.length > 0) testNotApplicable(titles, Object.fromEntries(facts))
    })
  }
}

const notAttached = 'nothing is attached there: files have a place of their own'
const notPrinted = 'nothing is printed there: a file is there once its bytes are'

/** How a session is filled: one range after the other, or by parts that come in any order. */
const otherWay = {
  'in order': { 'parts in any order': 'ranges are taken one after the other only (graph.md A5, C2, D)' },
  'as parts': { 'ranges in order': 'parts are taken in any order, several at once (box-and-peers.md 1.5)' },
} as const

/** Where files have unique names, versions, times and folders. */
export function driveSuite(name: string, start: Start, ranges: 'in order' | 'as parts' = 'in order'): void {
  const without = {
    ...otherWay[ranges],
    'what a place for attachments does': notAttached,
    'what a printer does': notPrinted,
  }
  portSuites(name, start, { without })
}

/** Where files are attached to something: they are only added, and told from each other by their content. */
export function attachmentSuite(name: string, start: Start): void {
  const notADrive = 'attachments are only added: names needn’t be unique, and there are no versions, times or folders'
  const without = { ...otherWay['in order'], 'what a drive does': notADrive, 'what a printer does': notPrinted }
  portSuites(name, start, { without })
}

/** Where files are printed: a document is brought by a session, and its name means nothing. */
export function printSuite(name: string, start: Start<PrintBench>, { without, notApplicable }: Options): void {
  const notADrive = 'names mean nothing to a printer, and what was printed has no versions, times or folders'
  const kinds = {
    'what a drive does': notADrive,
    'what a place for attachments does': 'nothing can be read back from a printer',
  }
  portSuites(name, start, { without: { ...kinds, ...without }, ...(notApplicable && { notApplicable }) })
}
