/** The document of a job that somebody else has made: it is filled, and nothing is started (both generations). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Call, Position, RemoteItem } from '../../engine/ports/provider.ts'
import { itemOf, readDocument } from './jobs.ts'
import type { Print } from './print-call.ts'

interface Given {
  readonly name: string
  readonly destination: string
  readonly job: string
  readonly document: string
}

/** Asked where a document is empty: what its session has. */
type AskPosition = () => Promise<Result<Position>>

/** Whoever made the job starts it; the document is what was asked for. */
export async function filled(
  print: Print,
  given: Given,
  printerAt: string,
  askPosition: AskPosition,
  call: Call,
): Promise<Result<RemoteItem>> {
  const { job, document: id, name, destination } = given
  const document = await readDocument(print, { printerAt, job, document: id }, call)
  if (!document.ok) return document
  if (document.value === null) {
    return fail(failure('session-lost', { name, destination, detail: 'the document is gone' }))
  }
  if (document.value.size === 0) return fail(await whyEmpty(given, askPosition))
  return ok(itemOf(job, given, document.value.size))
}

/** Something that was acknowledged isn't there, or the job hasn't heard yet of what is. */
export async function whyEmpty(
  { name, destination }: Pick<Given, 'name' | 'destination'>,
  askPosition: AskPosition,
): Promise<Failure> {
  const asked = await askPosition()
  if (!asked.ok && asked.failure.code !== 'session-lost') return asked.failure
  const isMissing = asked.ok && (asked.value.missing?.length ?? 0) > 0
  const detail = 'the job does not have its document yet'
  return failure(isMissing ? 'out-of-step' : 'not-finishing', { name, destination, detail })
}
