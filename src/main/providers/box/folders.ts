/** Makes the folders of a target, where they are missing (OAS post_folders). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, Target } from '../../engine/ports/provider.ts'
import { addressOf, apiUrl, ask, factsOf, json } from './box-call.ts'
import type { Box } from './box-call.ts'
import { entryIn, folderOf } from './place.ts'
import { conflictOf, itemOf } from './wire.ts'
import type { Entry } from './wire.ts'

export async function makeFolders(box: Box, target: Target, call: Call): Promise<Result<void>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  // A file that is named by its id has a place of its own.
  if (address.value.base.of === 'file') return ok(undefined)
  const found = await folderOf(box, target, call)
  if (!found.ok) return found
  if (found.value.is === 'blocked') return fail(blocked(target, found.value.entry.name))
  if (found.value.is === 'folder') return ok(undefined)
  let { parentId } = found.value
  for (const name of found.value.names) {
    const made = await make(box, parentId, name, target, call)
    if (!made.ok) return made
    box.folders.learn(parentId, name, made.value)
    parentId = made.value
  }
  return ok(undefined)
}

/** @returns the folder's id, also where somebody else was quicker */
async function make(box: Box, parentId: string, name: string, target: Target, call: Call): Promise<Result<string>> {
  const facts = { ...factsOf(target), name }
  const url = apiUrl(box, '/folders?fields=type,id,name')
  const folder = json({ name, parent: { id: parentId } })
  const asked = await ask(box, { on: 'item', method: 'POST', url, ...folder, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const made = answer.status === 201 || answer.status === 200 ? itemOf(answer.json, false, null) : null
  if (made !== null) return ok(made.id)
  const refused = refusal()
  if (refused.code === 'destination-gone') box.folders.forgetAll()
  if (refused.code !== 'name-taken') return fail(refused)
  const told = conflictOf(answer.json)
  const found: Result<Entry | null> =
    told === null ? await entryIn(box, parentId, name, target.destination, call) : ok(told)
  if (!found.ok) return found
  if (found.value === null) return fail(refused)
  return found.value.type === 'folder' ? ok(found.value.id) : fail(blocked(target, name))
}

function blocked(target: Target, name: string) {
  return failure('destination-refused', { ...factsOf(target), detail: `'${name}' is a file there, not a folder.` })
}
