import { printingOf } from '../support/printing.ts'
import { engineSuite } from './engine-on-provider.ts'

const noSingle = 'a document is always brought by a session: there is no single request for one (graph.md E3)'
const noNames = 'names mean nothing to a printer: documents may share one, and none is looked for'

engineSuite({
  name: 'Universal Print',
  to: 'print:printers/any-printer',
  // The cases are about bytes, not about documents: a printer that takes them all.
  prepare: ({ practice }) => {
    const contentTypes = ['application/octet-stream', 'application/pdf', 'text/plain']
    return practice.control('POST', '/print', { what: 'printer', id: 'any-printer', contentTypes })
  },
  evidence: 'size',
  // What was printed: a job that isn't started comes to nothing, whatever its document has.
  stored: async (practice) => {
    const { documents, jobs } = await printingOf(practice)
    const started = new Set(jobs.flatMap(({ id, startedAt }) => (startedAt === null ? [] : [id])))
    const printed = documents.filter(({ jobId }) => started.has(jobId))
    return printed.flatMap(({ name, size, sha256 }) => (sha256 === null ? [] : [{ name, size, sha256 }]))
  },
  openSessions: async (practice) =>
    (await printingOf(practice)).sessions.filter(({ state }) => state === 'open').length,
  bringOther: () => Promise.reject(new Error('nothing is looked for by its name')),
  ops: { create: 'create', range: 'put', single: 'none', look: 'printer', abandon: 'delete' },
  range: 10 * 327_680,
  singleEdges: [],
  maxFileBytes: Number.MAX_SAFE_INTEGER,
  tellsPosition: true,
  answers: {
    outOfStep: { status: 416, code: '416' },
    full: { status: 507, code: '507' },
    locked: { status: 409, code: '409' },
  },
  // None that a file can have: see below.
  badName: '',
  oddNames: ['Ünïcode 漢字.txt', "a#b%20c & d's + = @ ~ $.txt", '"quoted" \\ back.txt', '.hidden'],
  notApplicable: {
    'a file without a byte arrives':
      'no range describes nothing, and there is no other way: it is refused beforehand (print.test.ts)',
    'the largest single request, and a byte more or less': noSingle,
    'the answer to a single request is lost: it is not sent again': noSingle,
    'the line breaks in a single request': noSingle,
    'a byte too much is refused before anything is sent': 'no limit is documented for a whole document',
    'a name that can not be is refused before anything is sent':
      'a name is a label here: any that a file system has is taken',
    'a name that is taken, fail: asks': noNames,
    'a name that is taken, skip: skips': noNames,
    'a name that is taken, rename: our own next name': noNames,
    'a name that is taken, replace: a new version': noNames,
    'a name that is taken, replace where nothing is replaced: asks': noNames,
  },
})
