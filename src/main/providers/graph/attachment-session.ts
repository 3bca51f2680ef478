/** What the sessions of attachments (mail, tasks) have in common: what is kept of one, and how one ends. */

import * as z from 'zod'
import { fail, failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { RemoteItem, SessionHandle } from '../../engine/ports/provider.ts'

/** What is stored of a session: the answer to the last range tells an id and nothing else. */
const Secret = z.object({ url: z.string(), name: z.string() })

export function secretOf({ secret }: SessionHandle): z.infer<typeof Secret> {
  return Secret.parse(JSON.parse(secret))
}

/** The last range makes the attachment; nothing else does. Every byte without one: look, then start over. */
export function commit(session: SessionHandle): Result<RemoteItem> {
  const { name } = secretOf(session)
  return fail(failure('session-lost', { name, detail: 'it took every byte and attached nothing' }))
}
