/**
 * What is attached. An attachment has no unique name, no hash and no exact size: it is found in the list by its name and
 * told by reading it back. We attach a name only where the list had none of it, so that one which is there after a lost
 * answer is new (design 3, rule 2); somebody else's may be new beside it.
 */

import { createHash } from 'node:crypto'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { attachmentNameKey } from '../graph/attachment-name.ts'
import { maxPages } from './limits.ts'
import { addressOf, ask, factsOf, itemUrl } from './outlook-call.ts'
import type { Asked, Outlook } from './outlook-call.ts'
import { attachmentOf, pageOf } from './wire.ts'

const members = '$select=id,name,size'

/** By name, among all attachments (G: message-list-attachments.md). Failures: `destination-gone`. */
export async function look(outlook: Outlook, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const base = itemUrl(outlook, address.value)
  const same: RemoteItem[] = []
  let url: string | null = `${base}/attachments?${members}`
  for (let page = 0; url !== null && page < maxPages; page += 1) {
    const asked: Result<Asked> = await ask(outlook, { method: 'GET', url, facts: factsOf(target) }, call)
    if (!asked.ok) return asked
    const { answer, refusal } = asked.value
    const found = answer.status === 200 ? pageOf(answer.json) : null
    if (found === null) return fail(refusal())
    same.push(...found.attachments.filter(({ name }) => attachmentNameKey(name) === attachmentNameKey(target.name)))
    // It carries the account's token: only within the message that was asked about (fault N15).
    if (found.next !== null && !found.next.startsWith(`${base}/attachments?`)) {
      return fail(failure('unsafe-redirect', { ...factsOf(target), host: new URL(base).host }))
    }
    url = found.next
  }
  if (url !== null) return fail(failure('bad-response', { ...factsOf(target), detail: 'a list without an end' }))
  const [first, ...others] = same
  return ok(first === undefined ? null : { ...first, alike: others.map(({ id }) => id) })
}

/** The attachment with its true size and hash, from its own bytes (C: attachment-get.md, `/$value`). */
export async function lookById(
  outlook: Outlook,
  target: Target,
  itemId: string,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const url = `${itemUrl(outlook, address.value)}/attachments/${encodeURIComponent(itemId)}`
  const facts = factsOf(target)
  const asked = await ask(outlook, { method: 'GET', url: `${url}?${members}`, facts }, call)
  if (!asked.ok) return asked
  if (isNotThere(asked.value)) return ok(null)
  const found = asked.value.answer.status === 200 ? attachmentOf(asked.value.answer.json) : null
  if (found === null || found.id !== itemId) return fail(asked.value.refusal())
  const sha256 = createHash('sha256')
  let size = 0
  const into = (piece: Uint8Array): void => {
    sha256.update(piece)
    size += piece.length
  }
  const read = await ask(outlook, { method: 'GET', url: `${url}/$value`, into, facts }, call)
  if (!read.ok) return read
  if (isNotThere(read.value)) return ok(null)
  if (read.value.answer.status !== 200) return fail(read.value.refusal())
  return ok({ ...found, size, hash: { algorithm: 'sha256', value: sha256.digest('hex') } })
}

/** "Not there" takes the service's own words, not a proxy's page with status 404. */
function isNotThere({ answer: { status, json } }: Asked): boolean {
  return (status === 404 || status === 410) && json !== undefined
}

/** The message or event itself, shown as the place that it is. */
export async function inspect(outlook: Outlook, destination: string, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  const url = `${itemUrl(outlook, address.value)}?$select=id,subject`
  const asked = await ask(outlook, { method: 'GET', url, facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? attachmentOf(answer.json) : null
  if (found === null) return fail(refusal())
  const { subject } = answer.json as { subject?: unknown }
  return ok({ ...found, name: typeof subject === 'string' ? subject.slice(0, 255) : '', isFolder: true })
}
