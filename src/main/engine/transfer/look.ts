/** Looks for a transfer's file at its destination, reading content back where only that tells whose it is. */

import { type Result, ok } from '../../../shared/failure.ts'
import type { LookPurpose } from '../plan/decision.ts'
import type { RemoteItem } from '../ports/provider.ts'
import { type Run, targetOf } from './run.ts'

type Looking = Pick<Run, 'provider' | 'transfer' | 'call'>

interface Look {
  readonly purpose: LookPurpose
  /** Of several of one name, those that were not looked at yet. */
  readonly ids?: readonly string[]
}

/** A name is looked up as a name, also while an item is on the row that a person decided about. */
export async function lookAt({ purpose, ids }: Look, looking: Looking): Promise<Result<RemoteItem | null>> {
  const { provider, transfer, call } = looking
  const { replaces } = transfer
  const target = targetOf(transfer)
  if (ids !== undefined) return readBack(ids, looking)
  if (purpose === 'name') return provider.look(target, { ...call, lately: true })
  return replaces === null ? lookByName(looking) : provider.lookById(target, replaces.itemId, call)
}

/** Each item of the transfer's name, with its content, until one is told to be the one. */
export async function findByName(
  looking: Looking,
  isIt: (item: RemoteItem) => Promise<boolean>,
): Promise<Result<RemoteItem | null>> {
  let looked = await lookByName(looking)
  while (looked.ok && looked.value !== null) {
    if (await isIt(looked.value)) return looked
    looked = await readBack(looked.value.alike ?? [], looking)
  }
  return looked
}

async function lookByName(looking: Looking): Promise<Result<RemoteItem | null>> {
  const { provider, transfer, call } = looking
  const target = targetOf(transfer)
  const found = await provider.look(target, call)
  if (!found.ok || found.value === null || found.value.hash !== null) return found
  // Whether it is ours shows its content, where only reading it back tells that.
  if (!provider.capabilities(target).readsBack) return found
  return readBack([found.value.id, ...(found.value.alike ?? [])], looking)
}

/** The first of them that is still there; the others of the same name are left to be looked at. */
async function readBack(
  ids: readonly string[],
  { provider, transfer, call }: Looking,
): Promise<Result<RemoteItem | null>> {
  for (const [at, id] of ids.entries()) {
    const read = await provider.lookById(targetOf(transfer), id, call)
    if (!read.ok) return read
    if (read.value !== null) return ok({ ...read.value, alike: ids.slice(at + 1) })
  }
  return ok(null)
}
