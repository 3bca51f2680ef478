/** A person's answer to a conflict: what is stored of it, and what it means once the item was looked at again. Pure. */

import { failure } from '../../../shared/failure.ts'
import { type ConflictChoice, asksAboutConflict } from '../../../shared/transfer.ts'
import type { RemoteItem } from '../ports/provider.ts'
import { type Transfer, type TransferSet, noCounters } from '../ports/store.ts'
import { decideByPolicy, replaceWith } from './conflict.ts'
import type { Action, Decision, Facts } from './decision.ts'
import { react } from './reaction.ts'

const lookAtName: Action = { do: 'look', purpose: 'name' }

/**
 * What a choice makes of a blocked transfer; null where it doesn't ask.
 *
 * The item that the question was about stays on the row without its version: whatever we knew of it is what it no
 * longer is. A session is kept: what it holds may still become the file (graph.md A10), and where it can't, it is
 * replaced like any other that was refused.
 */
export function answerOf({ failure: found, replaces }: Transfer, choice: ConflictChoice): TransferSet | null {
  if (found === null || !asksAboutConflict(found.code)) return null
  return {
    conflict: choice,
    replaces: replaces === null ? null : { itemId: replaces.itemId, eTag: null, size: null, hash: null },
    nameChecked: false,
    // The question came from a look or a clear refusal: nothing of ours is there.
    unsure: false,
    counters: noCounters,
    failure: null,
    retryAt: null,
  }
}

/** In `planning`: how the item is now that a person decided about. */
export function decideAsked(item: RemoteItem | null, facts: Facts): Decision {
  const { conflict, name } = facts.transfer
  const { replaces } = facts.capabilities
  // Gone meanwhile: whoever has the name now is met as the person decided.
  if (item === null) return { event: null, set: { replaces: null }, step: null, next: lookAtName }
  if (conflict === 'replace' && !item.isFolder && replaces) return replaceWith(item, facts)
  if (conflict !== 'rename') return decideByPolicy(item, facts)
  // The address names this very item: there is no second name beside it.
  if (item.isAddressed) return react(failure('changed-at-destination', { name }), facts)
  return { event: null, step: null, next: lookAtName }
}
