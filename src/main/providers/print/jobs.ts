/** Jobs: made, read, started, canceled (graph.md E3, steps 1 and 4). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { problemOf } from '../graph/errors.ts'
import { isObject } from '../graph/wire.ts'
import { contentTypeOf, takes } from './content-types.ts'
import { addressOf, ask, documentUrl, factsOf, jobUrl, printerUrl } from './print-call.ts'
import type { Print } from './print-call.ts'
import { asJson, documentOf, jobOf, printerOf } from './wire.ts'
import type { PrintDocument, PrintJob, PrinterFacts } from './wire.ts'

const jsonHeaders = { 'content-type': 'application/json' }

/** The printer with what it can print: not told unless it is asked for (C: printershare-get.md). */
export async function printer(print: Print, destination: string, call: Call): Promise<Result<PrinterFacts>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  const url = `${printerUrl(print, address.value.printer)}?$select=id,displayName,capabilities`
  const asked = await ask(print, { method: 'GET', url, about: 'printer', facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? printerOf(answer.json) : null
  if (found !== null) return ok(found)
  const refused = refusal()
  const isHidden = refused.code === 'destination-denied' && address.value.printer.of === 'printers'
  return fail(isHidden ? { ...refused, code: 'place-not-shown', facts: { ...refused.facts, detail: hidden } } : refused)
}

/** "The signed in user must be a Printer Administrator" (C: printer-get.md); who prints needn't be one. */
const hidden =
  'a printer itself is shown to printer administrators only. Printing there may work, and its share is shown.'

const mayPrintUnseen: ReadonlySet<string> = new Set(['place-not-shown', 'destination-denied'])

/**
 * Whether the printer prints files of this name: known before a job is made. Who may not see what a printer can do
 * ("must be a Printer Administrator", C: printer-get.md) may print on it all the same: then it is tried.
 */
export async function isTaken(print: Print, target: Target, call: Call): Promise<Result<null>> {
  const found = await printer(print, target.destination, call)
  if (!found.ok) return mayPrintUnseen.has(found.failure.code) ? ok(null) : found
  const refused = notPrinted(found.value, target)
  return refused === null ? ok(null) : fail(refused)
}

/** Null where it prints files of this name. */
export function notPrinted({ contentTypes, name }: PrinterFacts, target: Target): Failure | null {
  if (takes(contentTypes, contentTypeOf(target.name))) return null
  const detail = `${name} prints ${(contentTypes ?? []).join(', ')}`
  return failure('type-not-supported', { ...factsOf(target), detail })
}

/** `{configuration}` and nothing else; all of it is the printer's own choice (C: printershare-post-jobs.md). */
export async function makeJob(print: Print, target: Target, printerAt: string, call: Call): Promise<Result<PrintJob>> {
  const url = `${printerAt}/jobs`
  const body = asJson({ configuration: {} })
  const facts = factsOf(target)
  const asked = await ask(print, { method: 'POST', url, about: 'job', headers: jsonHeaders, body, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const job = answer.status === 201 ? jobOf(answer.json) : null
  return job === null ? fail(refusal()) : ok(job)
}

/** Null where it is gone. */
export async function readJob(
  print: Print,
  printerAt: string,
  id: string,
  call: Call,
): Promise<Result<PrintJob | null>> {
  const url = `${jobUrl(printerAt, id)}?$expand=documents`
  const asked = await ask(print, { method: 'GET', url, about: 'job' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 404) return ok(null)
  const job = answer.status === 200 ? jobOf(answer.json) : null
  return job === null ? fail(refusal()) : ok(job)
}

/** Null where it is gone. */
export async function readDocument(
  print: Print,
  at: { readonly printerAt: string; readonly job: string; readonly document: string },
  call: Call,
): Promise<Result<PrintDocument | null>> {
  const url = documentUrl(at.printerAt, at.job, at.document)
  const asked = await ask(print, { method: 'GET', url, about: 'document' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 404) return ok(null)
  const document = answer.status === 200 ? documentOf(answer.json) : null
  return document === null ? fail(refusal()) : ok(document)
}

/**
 * Why a document takes no session now: it has its content already, or somebody else has one open ("only one
 * user/application", S001). No page says how that is answered; 409 fits, and the document itself tells which it is.
 */
export async function occupied(
  print: Print,
  target: Target,
  at: Parameters<typeof readDocument>[1],
  refused: Failure,
  call: Call,
): Promise<Failure> {
  const document = await readDocument(print, at, call)
  if (!document.ok) return document.failure
  if ((document.value?.size ?? 0) === 0) return { ...refused, code: 'destination-locked' }
  return failure('destination-refused', { ...factsOf(target), detail: 'the document has its content already.' })
}

/** The state that it has then is in the answer (C: printjob-start.md). Only after its state was read (design 3, rule 2). */
export async function startJob(print: Print, printerAt: string, id: string, call: Call): Promise<Result<PrintJob>> {
  const url = `${jobUrl(printerAt, id)}/start`
  const asked = await ask(print, { method: 'POST', url, about: 'job' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // A job that lacks something, or was started meanwhile: it is read again.
  if (answer.status === 409) {
    const said = problemOf(answer).message
    return fail(failure('not-finishing', { detail: `it cannot be started yet${said === '' ? '' : `: ${said}`}` }))
  }
  const job = answer.status === 200 && isObject(answer.json) ? jobOf({ id, status: answer.json }) : null
  return job === null ? fail(refusal()) : ok(job)
}

/**
 * Documented for printers only (C: printjob-cancel.md), while jobs are made through shares: then it is tried. A job that was
 * never started prints nothing, so that one which can't be canceled does no harm.
 */
export async function cancelJob(print: Print, printerAt: string, id: string, call: Call): Promise<Result<void>> {
  const asked = await ask(print, { method: 'POST', url: `${jobUrl(printerAt, id)}/cancel`, about: 'job' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const isOver = answer.status < 300 || [400, 403, 404, 405, 409, 501].includes(answer.status)
  return isOver ? ok(undefined) : fail(refusal())
}

/**
 * Jobs have no names that could be looked for: a document is told by its job.
 *
 * @param size bytes; null where the service doesn't tell it
 */
export function itemOf(job: string, { name }: { readonly name: string }, size: number | null): RemoteItem {
  return {
    id: job,
    name,
    size: size ?? 0,
    ...(size === null && { isSizeTold: false }),
    eTag: null,
    hash: null,
    webUrl: null,
    modifiedAt: null,
    isFolder: false,
    isAddressed: false,
  }
}
