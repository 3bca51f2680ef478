/** Sessions of v1.0: a job, its document, and an upload URL that takes ranges in any order (graph.md E3). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type {
  Body,
  Call,
  OpenedSession,
  Position,
  Range,
  RangeAnswer,
  RemoteItem,
  Target,
} from '../../engine/ports/provider.ts'
import { asksToWait } from '../asks-to-wait.ts'
import { contentRange } from '../graph/content-range.ts'
import { expectedRanges } from '../graph/expected-ranges.ts'
import { uploadSessionOf } from '../graph/wire.ts'
import type { UploadSession } from '../graph/wire.ts'
import { contentTypeOf } from './content-types.ts'
import { cancelJob, itemOf, makeJob, occupied, readJob, startJob } from './jobs.ts'
import { filled, whyEmpty } from './given-document.ts'
import { stageOf } from './job-state.ts'
import { addressOf, ask, documentUrl, factsOf, printerUrl } from './print-call.ts'
import type { Print } from './print-call.ts'
import { sealed } from './secret.ts'
import type { PrintSecret } from './secret.ts'
import { asJson, documentOf } from './wire.ts'
import type { PrintJob } from './wire.ts'

type Secret = Extract<PrintSecret, { api: 'v1.0' }>

/** A job of its own for each file, or the document that the address names. */
export async function open(print: Print, target: Target, size: number, call: Call): Promise<Result<OpenedSession>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const { printer, document: given } = address.value
  const printerAt = printerUrl(print, printer)
  if (given !== null) return openOn(print, target, size, { printerAt, job: given.job, document: given.id }, false, call)
  const job = await makeJob(print, target, printerAt, call)
  if (!job.ok) return job
  const [document] = job.value.documents
  if (document === undefined) {
    return fail(
      failure('bad-response', {
        ...factsOf(target),
        host: new URL(printerAt).host,
        detail: 'a job without a document',
      }),
    )
  }
  const at = { printerAt, job: job.value.id, document: document.id }
  const opened = await openOn(print, target, size, at, true, call)
  // An empty job is of no use to anybody. Where it can't be canceled it stays paused, and prints nothing; so does one that
  // is left because we are asked to wait.
  if (opened.ok || asksToWait(opened.failure)) return opened
  const canceled = await cancelJob(print, printerAt, at.job, call)
  return !canceled.ok && asksToWait(canceled.failure) ? canceled : opened
}

async function openOn(
  print: Print,
  target: Target,
  size: number,
  at: { readonly printerAt: string; readonly job: string; readonly document: string },
  isOurs: boolean,
  call: Call,
): Promise<Result<OpenedSession>> {
  const { job, document } = at
  const url = `${documentUrl(at.printerAt, job, document)}/createUploadSession`
  const properties = { documentName: target.name, contentType: contentTypeOf(target.name), size }
  const headers = { 'content-type': 'application/json' }
  const facts = factsOf(target, size)
  const question = { method: 'POST', url, about: 'document', headers, body: asJson({ properties }), facts } as const
  const asked = await ask(print, question, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const session = answer.status === 200 || answer.status === 201 ? uploadSessionOf(answer, print.clock.now()) : null
  if (answer.status === 409) return fail(await occupied(print, target, at, refusal(), call))
  if (session === null || session.uploadUrl === null) return fail(refusal())
  const unsafe = print.connection.http.refusalOf(session.uploadUrl)
  if (unsafe !== null) return fail(unsafe)
  const { name, destination } = target
  const secret = sealed({ api: 'v1.0', uploadUrl: session.uploadUrl, destination, job, document, name, isOurs })
  return ok({ secret, expiresAt: session.expiresAt, missing: [{ start: 0, end: size }] })
}

/**
 * The session is gone once it has everything (graph.md E3): then the job says whether it has.
 */
export async function position(print: Print, secret: Secret, size: number, call: Call): Promise<Result<Position>> {
  const asked = await ask(print, { method: 'GET', url: secret.uploadUrl, about: 'upload' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status !== 200) {
    const refused = refusal()
    if (refused.code !== 'session-lost') return fail(refused)
    const complete = await isComplete(print, secret, size, call)
    if (!complete.ok) return complete
    return complete.value ? ok({ missing: [], expiresAt: null }) : fail(refused)
  }
  const told = uploadSessionOf(answer, print.clock.now())
  const missing = told === null ? 'nonsense' : expectedRanges(told.ranges, size)
  if (told === null || typeof missing === 'string') return fail(refusal())
  return ok({ missing, expiresAt: told.expiresAt })
}

/** Its document has our size, or it is past what comes after that. Somebody who ended the job wants nothing of it printed. */
async function isComplete(print: Print, secret: Secret, size: number, call: Call): Promise<Result<boolean>> {
  const { job: id, document, name, destination } = secret
  const job = await readJob(print, printerOf(print, secret), id, call)
  if (!job.ok) return job
  if (job.value === null) return ok(false)
  const stage = stageOf(job.value)
  if (stage.is === 'over') return fail(failure('job-failed', { name, destination, detail: stage.why }))
  const there = job.value.documents.find((one) => one.id === document) ?? job.value.documents[0]
  return ok(there?.size === size || (secret.isOurs && stage.is !== 'start'))
}

/** 202 with what is missing, 201 with the document when nothing is (C: upload-data-to-upload-session.md). */
export async function send(
  print: Print,
  secret: Secret,
  range: Range,
  size: number,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const headers = { 'content-type': 'application/octet-stream', 'content-range': contentRange(range, size) }
  const facts = { name: secret.name, destination: secret.destination, size: String(size) }
  const question = { method: 'PUT', url: secret.uploadUrl, about: 'upload', headers, body, facts } as const
  const asked = await ask(print, question, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 201 && documentOf(answer.json) !== null) return ok({ kind: 'part' })
  const told = answer.status === 202 || answer.status === 200 ? uploadSessionOf(answer, print.clock.now()) : null
  if (told !== null) return ok(answered(told, range, size))
  const refused = refusal()
  if (refused.code !== 'session-lost') return fail(refused)
  const ended = await isComplete(print, secret, size, call)
  return fail(!ended.ok && (ended.failure.code === 'job-failed' || asksToWait(ended.failure)) ? ended.failure : refused)
}

/**
 * Several are on their way at once, so an answer may be older than what we know: all that it has to say is that this range
 * isn't missing. One that doesn't say so is no reason to send it again, either: the session itself is asked.
 */
export function answered({ ranges }: Pick<UploadSession, 'ranges'>, range: Range, size: number): RangeAnswer {
  const missing = expectedRanges(ranges, size)
  const isThere =
    typeof missing !== 'string' &&
    missing.length > 0 &&
    missing.every(({ start, end }) => start >= range.end || end <= range.start)
  return isThere ? { kind: 'part' } : { kind: 'more', missing: null, expiresAt: null }
}

/** Starts the job that was made for this file, and waits until the printer has it. A given document is only filled. */
export async function commit(print: Print, secret: Secret, size: number, call: Call): Promise<Result<RemoteItem>> {
  const printerAt = printerOf(print, secret)
  const facts = { name: secret.name, destination: secret.destination }
  if (!secret.isOurs) return filled(print, secret, printerAt, () => position(print, secret, size, call), call)
  const read = await readJob(print, printerAt, secret.job, call)
  if (!read.ok) return read
  if (read.value === null) return fail(failure('session-lost', { ...facts, detail: 'the job is gone' }))
  if (isEmpty(read.value)) return fail(await whyEmpty(secret, () => position(print, secret, size, call)))
  const now = stageOf(read.value).is === 'start' ? await started(print, printerAt, secret.job, call) : read
  if (!now.ok) return fail({ ...now.failure, facts: { ...facts, ...now.failure.facts } })
  const stage = stageOf(now.value ?? read.value)
  // The answer to a start is the state alone.
  const [document] = [...(now.value?.documents ?? []), ...read.value.documents]
  switch (stage.is) {
    case 'taken':
      return ok(itemOf(secret.job, secret, document?.size ?? null))
    case 'over':
      return fail(failure('job-failed', { ...facts, detail: stage.why }))
    case 'working':
      return fail(failure('still-finishing', { ...facts, detail: stage.why }))
    case 'start':
      return fail(failure('not-finishing', { ...facts, detail: 'the job was started and has not begun' }))
  }
}

/** It still waits for its document (`uploadPending`, C: resources/printjobstatus.md). */
function isEmpty(job: PrintJob): boolean {
  return stageOf(job).is === 'start' && (job.details.includes('uploadPending') || job.documents[0]?.size === 0)
}

/**
 * A refusal says nothing about a job that was started before it: an earlier answer may have been lost, or what was read be
 * out of date. Whether it was, the job says.
 */
async function started(print: Print, printerAt: string, id: string, call: Call): Promise<Result<PrintJob | null>> {
  const begun = await startJob(print, printerAt, id, call)
  // Who is asked to wait asks nothing more: the job is read before the next start anyway.
  if (begun.ok || asksToWait(begun.failure)) return begun
  const again = await readJob(print, printerAt, id, call)
  if (!again.ok && asksToWait(again.failure)) return again
  return again.ok && again.value !== null && stageOf(again.value).is !== 'start' ? again : begun
}

/** The session, and the job that was made for it, unless the printer has it: where that can't be canceled, it goes on. */
export async function abandon(print: Print, secret: Secret, call: Call): Promise<Result<void>> {
  const asked = await ask(print, { method: 'DELETE', url: secret.uploadUrl, about: 'upload' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const isGone = (answer.status >= 200 && answer.status < 300) || refusal().code === 'session-lost'
  if (!isGone) return fail(refusal())
  if (!secret.isOurs) return ok(undefined)
  const printerAt = printerOf(print, secret)
  const job = await readJob(print, printerAt, secret.job, call)
  if (!job.ok) return job
  const stage = job.value === null ? 'over' : stageOf(job.value).is
  if (stage === 'over' || stage === 'taken') return ok(undefined)
  return cancelJob(print, printerAt, secret.job, call)
}

function printerOf(print: Print, { destination }: Secret): string {
  const address = addressOf(destination)
  if (!address.ok) throw new Error('a session of an address that is none')
  return printerUrl(print, address.value.printer)
}
