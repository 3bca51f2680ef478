/**
 * What is attached to a task. An attachment has no unique name, no hash and no version: it is found in the list by its
 * name and told by reading it back. We attach a name only where the list had none of it, so that one which is there
 * after a lost answer is new (design 3, rule 2).
 */

import { createHash } from 'node:crypto'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { attachmentNameKey } from '../graph/attachment-name.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { maxPages } from './limits.ts'
import { addressOf, ask, factsOf, taskUrl } from './todo-call.ts'
import type { Asked, Todo } from './todo-call.ts'
import { pageOf, placeOf } from './wire.ts'
import type { FoundAttachment } from './wire.ts'

/** By name. Of several the one that was attached last first: what we look for after a lost answer is new. */
export async function look(todo: Todo, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const listed = await list(todo, target, call)
  if (!listed.ok) return listed
  const same = listed.value.filter(({ item }) => attachmentNameKey(item.name) === attachmentNameKey(target.name))
  const [last, ...others] = same.toSorted((a, b) => b.attachedAt - a.attachedAt).map(({ item }) => item)
  return ok(last === undefined ? null : { ...last, alike: others.map(({ id }) => id) })
}

/**
 * The attachment with its true size and hash, from its own bytes (C: taskfileattachment-get.md, `/$value`). Its name
 * comes from the list: asked for alone, it brings its whole content in JSON.
 */
export async function lookById(
  todo: Todo,
  target: Target,
  itemId: string,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const listed = await list(todo, target, call)
  if (!listed.ok) return listed
  const found = listed.value.find(({ item }) => item.id === itemId)
  if (found === undefined) return ok(null)
  const sha256 = createHash('sha256')
  let size = 0
  const into = (piece: Uint8Array): void => {
    sha256.update(piece)
    size += piece.length
  }
  const url = `${taskUrl(todo, address.value)}/attachments/${encodeURIComponent(itemId)}/$value`
  const read = await ask(todo, { method: 'GET', url, into, facts: factsOf(target) }, call)
  if (!read.ok) return read
  const { answer, refusal } = read.value
  // A page of the network's own, in place of the file: one more look will tell.
  const isPage = /^text\/html\b/i.test(answer.header('content-type') ?? '') && !/\.x?html?$/i.test(found.item.name)
  if (answer.status === 200 && isPage)
    return fail(failure('bad-response', { ...refusal().facts, detail: 'a page of HTML' }))
  if (answer.status === 200)
    return ok({ ...found.item, size, hash: { algorithm: 'sha256', value: sha256.digest('hex') } })
  if (isNotThere(read.value)) return ok(null)
  // Not to be read back here: what the list says has to do.
  return answer.status === 405 || answer.status === 501 ? ok(found.item) : fail(refusal())
}

/** "Not there" takes the service's own words, not a proxy's page with status 404. */
function isNotThere({ answer: { status, json } }: Asked): boolean {
  return (status === 404 || status === 410) && json !== undefined
}

/** All attachments, without their contents (C: todotask-list-attachments.md). Failures: `destination-gone`. */
async function list(todo: Todo, target: Target, call: Call): Promise<Result<readonly FoundAttachment[]>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const all: FoundAttachment[] = []
  const facts = factsOf(target)
  const { graphUrl } = todo.connection
  let url: string | null = `${taskUrl(todo, address.value)}/attachments`
  for (let n = 0; url !== null && n < maxPages; n += 1) {
    const asked: Result<Asked> = await ask(todo, { method: 'GET', url, facts }, call)
    if (!asked.ok) return asked
    const { answer, refusal } = asked.value
    const page = answer.status === 200 ? pageOf(answer.json) : null
    if (page === null) return fail(refusal())
    if (page.next !== null && !isOwnLink(page.next, graphUrl)) {
      return fail(failure('unsafe-redirect', { ...facts, host: new URL(graphUrl).host }))
    }
    all.push(...page.attachments)
    url = page.next
  }
  return url === null ? ok(all) : fail(failure('bad-response', { ...facts, detail: 'a list without an end' }))
}

/** The task itself, shown as the place that it is (C: todotask-get.md). */
export async function inspect(todo: Todo, destination: string, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  const asked = await ask(todo, { method: 'GET', url: taskUrl(todo, address.value), facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const place = answer.status === 200 ? placeOf(answer.json) : null
  return place === null ? fail(refusal()) : ok(place)
}
