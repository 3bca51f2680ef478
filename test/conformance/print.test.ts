import type { StoredPrinting } from '../support/printing.ts'
import { printingOf } from '../support/printing.ts'
import { oneDriveBench, target } from '../support/onedrive-bench.ts'
import { printSuite } from './provider.ts'
import type { PrintBench } from './print-cases.ts'
import type { NotApplicable } from './not-applicable.ts'

/** The cases are about bytes, not about documents: a printer that takes them all. */
const contentTypes = ['application/octet-stream', 'application/pdf', 'text/plain']

/** The document of a job that somebody has made, by either generation; or a job of its own for each file. */
type Place = 'share' | 'document' | 'document?api=beta-2020'

interface Options {
  readonly tls?: boolean
  readonly switches?: object
}

async function bench(place: Place, { tls = false, switches = {} }: Options = {}): Promise<PrintBench> {
  const { practice, provider } = await oneDriveBench({ tls })
  // Printed at once: whoever waits for a printer is the engine.
  await practice.switch({ printPendingMs: 0, printProcessingMs: 0, ...switches })
  const change = (what: object) => practice.control('POST', '/print', what)
  const { id: printer } = await change({ what: 'printer', contentTypes })
  const { id: share } = await change({ what: 'share', printer })
  const given = await change({ what: 'job', printer })
  const photoJob = await change({ what: 'job', printer: 'practice-photo-printer' })
  const address = (of: { printer: string; share: string; job: typeof given }) =>
    place === 'share'
      ? `print:shares/${of.share}`
      : `print:printers/${of.printer}/jobs/${of.job.id}/documents/${of.job.documentId}${place.replace('document', '')}`
  const destination = address({ printer, share, job: given })
  const other = { what: 'document', name: 'theirs.pdf', size: 6 }
  return {
    provider: await provider(destination),
    target: (name, folders) => target(name, destination, folders),
    stored: async ({ name }) => printed(await printingOf(practice), name, place),
    violations: async () => (await practice.control('GET', '/journal/violations')).violations,
    afterwards: 'complete',
    keepsTimes: false,
    lastRangeMakes: place !== 'share',
    rangesTellTheRest: false,
    printing: () => printingOf(practice),
    photoPlace: address({ printer: 'practice-photo-printer', share: 'practice-photo-share', job: photoJob }),
    other: (does) =>
      does === 'brings the document'
        ? change({ ...other, id: given.documentId })
        : change({ ...other, what: 'session', document: given.documentId }),
  }
}

/** A job that isn't started comes to nothing, whatever its document has; whoever made a given one starts it. */
function printed({ documents, jobs }: StoredPrinting, name: string, place: Place) {
  const started = new Set(jobs.flatMap(({ id, startedAt }) => (startedAt === null ? [] : [id])))
  const found = documents.filter((one) => one.name === name && (place !== 'share' || started.has(one.jobId)))
  return found.flatMap(({ size, sha256 }) => (sha256 === null ? [] : [{ size, sha256 }]))[0] ?? null
}

const noSingle = 'a document is always brought by a session: there is no single request for one (graph.md E3)'
const always: NotApplicable = {
  'a file in one request is stored as it is, and told with its hash': noSingle,
  'an empty file goes in one request':
    'no range describes nothing, and there is no other way: it is refused beforehand (graph.md E3)',
  'one whose bytes are not what was said is refused, and can be sent again':
    'a range is sent without a digest: nobody there could notice (graph.md E3)',
}
const noGiven = 'the job is made for this file: nobody else knows its document before it is started'
const given = 'whoever made the job starts it; only its document is ours'
const anyOrder = { 'ranges in order': 'ranges are taken in any order, up to four at once (graph.md E3)' }

for (const tls of [false, true]) {
  printSuite(`Universal Print, a share${tls ? ' over TLS' : ''}`, () => bench('share', { tls }), {
    without: anyOrder,
    notApplicable: {
      ...always,
      'a document that was given is filled, and its job is not started': noGiven,
      'a document that another program fills is locked': noGiven,
      'a document that has its content gets no other': noGiven,
    },
  })
}

printSuite('Universal Print, a document', () => bench('document'), {
  without: anyOrder,
  notApplicable: { ...always, 'a job is made for each file, and started by its commit alone': given },
})

const beta = {
  without: {
    'parts in any order': 'nothing is said of an order: it is one after the other, which is always right (graph.md E2)',
  },
  notApplicable: {
    ...always,
    'one ahead of its turn is out of step, and the file is whole all the same':
      'nothing is said of an order, so that one ahead may be taken: we send none (graph.md E2)',
    'a job is made for each file, and started by its commit alone': given,
  },
}
printSuite('Universal Print of 2020', () => bench('document?api=beta-2020'), beta)

// As the prose of its page has it where the examples differ (graph.md E2).
const byProse = { printBetaRangeStatus: 200, printBetaRangesName: 'nextExpectedRanges', printBetaRangeEnds: 'numbers' }
printSuite('Universal Print of 2020 by its prose', () => bench('document?api=beta-2020', { switches: byProse }), beta)
