/** A whole file in one request, on the upload servers (OAS post_files_content, post_files_id_content). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Body, Call, Content, Intent, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { withLimit } from './account-limits.ts'
import { addressOf, ask, factsOf, ifMatch, timesOf, uploadUrl } from './box-call.ts'
import type { Box } from './box-call.ts'
import { itemFields } from './wire.ts'
import { formOf } from './multipart.ts'
import { folderOf } from './place.ts'
import { uploadedOf } from './wire.ts'

export async function put(
  box: Box,
  target: Target,
  content: Content,
  intent: Intent,
  body: Body,
  call: Call,
): Promise<Result<RemoteItem>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  if (body.digest === null) return fail(failure('bug', { detail: 'a file for Box comes without its digest' }))
  const place = await placeOf(box, target, intent, call)
  if (!place.ok) return place
  const { value: sha1 } = body.digest
  const times = timesOf(content.modifiedAt, intent)
  const form = formOf({ ...place.value.attributes, ...times }, body, sha1)
  const headers = {
    'content-type': form.contentType,
    // A SHA-1 for all its name, and hex (OAS post_files_content).
    'content-md5': sha1,
    ...ifMatch(intent),
  }
  const url = uploadUrl(box, `${place.value.path}?fields=${itemFields}`)
  const asked = await ask(
    box,
    { on: 'direct', method: 'POST', url, headers, body: form.body, facts: factsOf(target) },
    call,
  )
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // 200 by the reference, 201 by the SDKs' fixtures, for a new version (box-and-peers.md 1.14 D7).
  const isSuccess = answer.status === 200 || answer.status === 201
  const item = isSuccess ? uploadedOf(answer.json, address.value.base.of === 'file', box.webRoot) : null
  if (item !== null) return ok(item)
  const refused = refusal()
  if (refused.code === 'destination-gone') {
    if (intent.kind === 'replace') return fail({ ...refused, code: 'changed-at-destination' })
    box.folders.forgetAll()
  }
  return fail(await withLimit(box, refused, content.size, call))
}

interface Place {
  readonly path: string
  readonly attributes: object
}

async function placeOf(box: Box, target: Target, intent: Intent, call: Call): Promise<Result<Place>> {
  // Its name and place are its own; a name would rename it.
  if (intent.kind === 'replace') return ok({ path: `/files/${intent.itemId}/content`, attributes: {} })
  const folder = await newFileFolder(box, target, call)
  if (!folder.ok) return folder
  return ok({ path: '/files/content', attributes: { name: target.name, parent: { id: folder.value } } })
}

/** The folder that a new file goes into. Failures: `destination-gone` where it is not there (yet). */
export async function newFileFolder(box: Box, target: Target, call: Call): Promise<Result<string>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  // The address is that of a file which isn't there any more: nothing else may take its place.
  if (address.value.base.of === 'file') return fail(failure('destination-gone', factsOf(target)))
  const found = await folderOf(box, target, call)
  if (!found.ok) return found
  if (found.value.is === 'folder') return ok(found.value.id)
  return fail(failure('destination-gone', factsOf(target)))
}
