/** How much more a message or an event takes. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import { type Call, type Room, unknownRoom } from '../../engine/ports/provider.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { maxAttachments, maxPages, usualMessageBytes } from './limits.ts'
import { addressOf, ask, itemUrl } from './outlook-call.ts'
import type { Asked, Outlook } from './outlook-call.ts'
import { pageOf } from './wire.ts'

/** Never certain: an administrator may have raised the one limit, and nobody documents what the other one counts. */
export async function room(outlook: Outlook, destination: string, call: Call): Promise<Result<Room>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  const { graphUrl } = outlook.connection
  let url: string | null = `${itemUrl(outlook, address.value)}/attachments?$select=id,name,size`
  let files = 0
  let bytes = 0
  for (let page = 0; url !== null && page < maxPages; page += 1) {
    const asked: Result<Asked> = await ask(outlook, { method: 'GET', url, facts: { destination } }, call)
    if (!asked.ok) return asked
    const { answer, refusal } = asked.value
    const found = answer.status === 200 ? pageOf(answer.json) : null
    if (found === null) return fail(refusal())
    if (found.next !== null && !isOwnLink(found.next, graphUrl)) {
      return fail(failure('unsafe-redirect', { destination, host: new URL(graphUrl).host }))
    }
    files += found.attachments.length
    bytes += found.attachments.reduce((sum, { size }) => sum + size, 0)
    url = found.next
  }
  const left = (limit: number, used: number): number => Math.max(0, limit - used)
  return ok({
    ...unknownRoom,
    bytes: left(usualMessageBytes, bytes),
    files: left(maxAttachments, files),
    isCertain: false,
  })
}
