/**
 * `print:` addresses (design 2.3): a printer, as it is shared or as itself, or the document of a job that is there, in
 * Graph's own words (C: api-reference/v1.0/api/printdocument-createuploadsession.md, S001). A printer has no folders.
 */

import { cut } from './address-parts.ts'
import type { Parsed } from './address-parts.ts'

export interface PrintDestination {
  readonly kind: 'print'
  readonly printer: { readonly of: 'shares' | 'printers'; readonly id: string }
  /** A document to fill; null: each file is a job of its own. */
  readonly document: {
    readonly job: string
    readonly id: string
    /** The upload API as it was in Graph's beta of 2020. */
    readonly isBeta2020: boolean
  } | null
}

const forms = 'write print:shares/ID, print:printers/ID or print:printers/ID/jobs/ID/documents/ID[?api=beta-2020]'

/** Takes what stands after the colon. */
export function parsePrint(rest: string): Parsed<PrintDestination> {
  const [path = '', api, ...more] = rest.split('?')
  if (more.length > 0 || (api !== undefined && api !== 'api=beta-2020')) {
    return { problem: `after a question mark comes api=beta-2020 and nothing else; ${forms}.` }
  }
  const [of, after] = cut(path)
  if (!isCollection(of)) return { problem: `it does not say which printer; ${forms}.` }
  const [id = '', jobs, job, documents, document, ...beyond] = after.replace(/\/+$/, '').split('/')
  if (!isSegment(id)) return { problem: `${of}/ID needs the id; ${forms}.` }
  const printer = { of, id }
  if (jobs === undefined) {
    if (api !== undefined) return { problem: `api=beta-2020 is for the document of a job; ${forms}.` }
    return { destination: { kind: 'print', printer, document: null } }
  }
  if (jobs !== 'jobs' || !isSegment(job)) return { problem: `after a printer comes jobs/ID; ${forms}.` }
  if (documents !== 'documents' || !isSegment(document)) return { problem: `after a job comes documents/ID; ${forms}.` }
  if (beyond.length > 0) return { problem: `a document has no folders: nothing comes after its id; ${forms}.` }
  if (of === 'shares' && api !== undefined) return { problem: `api=beta-2020 knows printers only; ${forms}.` }
  return { destination: { kind: 'print', printer, document: { job, id: document, isBeta2020: api !== undefined } } }
}

function isCollection(word: string): word is PrintDestination['printer']['of'] {
  return word === 'shares' || word === 'printers'
}

/** Goes into a URL's path and stays what it is: another sign would make it another path. */
function isSegment(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !/[/:?#\\%\s]/.test(text) && text !== '.' && text !== '..'
}

/** What stands after `print:`. */
export function formatPrint({ printer, document }: PrintDestination): string {
  const place = `${printer.of}/${printer.id}`
  if (document === null) return place
  return `${place}/jobs/${document.job}/documents/${document.id}${document.isBeta2020 ? '?api=beta-2020' : ''}`
}
