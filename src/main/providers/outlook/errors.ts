/** What Outlook refuses in other words than the rest of Graph does: rows before those of graph/errors.ts. */

import { failure } from '../../../shared/failure.ts'
import type { Failure, FailureCode } from '../../../shared/failure.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import { problemOf, refusalOf } from '../graph/errors.ts'
import type { RefusalContext } from '../graph/errors.ts'

/** What was asked: a refusal means different things to each. */
export type Asking = 'open' | 'put' | 'range' | 'other'

interface Row {
  readonly asking?: Asking
  readonly status?: number
  /** Of any code in the chain, or of the message. */
  readonly says?: RegExp
  readonly is: FailureCode
}

const rows: readonly Row[] = [
  // Too small for a session (C: concepts/outlook-large-attachments.md; exact boundary unknown, gd#9589).
  { asking: 'open', says: /^ErrorAttachmentSizeShouldNotBeLessThanMinimumSize$/i, is: 'other-way-only' },
  // The message with all its attachments is over the mailbox's limit, 35 MB by default (gd#15579, gdc#2561).
  { says: /^ErrorMessageSizeExceeded$/i, is: 'too-large' },
  // Too large for one request: "The maximum request length supported is 4MB" (gd#11806).
  { asking: 'put', says: /maximum request length/i, is: 'other-way-only' },
  { asking: 'put', status: 413, is: 'other-way-only' },
  // A range where another one is expected; how that is said is not documented (graph.md I 7). A new session settles it.
  { asking: 'range', status: 400, is: 'out-of-step' },
  { asking: 'range', status: 409, is: 'out-of-step' },
]

const wordsOf: Partial<Record<FailureCode, Readonly<Record<string, string>>>> = {
  'too-large': { limit: 'what the mailbox allows for a whole message, 35 MB unless its administrator raised it' },
}

/** A session that is gone, a service with too much to do, or somebody on the way who changes what is sent. */
const inEverybodysWords: ReadonlySet<FailureCode> = new Set(['session-lost', 'throttled', 'upload-altered'])

export function outlookRefusalOf(answer: HttpAnswer, asking: Asking, context: RefusalContext): Failure {
  const general = refusalOf(answer, context)
  if (inEverybodysWords.has(general.code)) return general
  const { codes, message } = problemOf(answer)
  const row = rows.find(
    ({ asking: only, status, says }) =>
      answer.status >= 400 &&
      (only === undefined || only === asking) &&
      (status === undefined || status === answer.status) &&
      (says === undefined || [...codes, message].some((text) => says.test(text))),
  )
  return row === undefined ? general : failure(row.is, { ...general.facts, ...wordsOf[row.is] }, general.notBefore)
}
