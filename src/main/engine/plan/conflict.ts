/** Who has the name at the destination, and what the policy says about it. Pure. */

import { failure } from '../../../shared/failure.ts'
import type { RemoteItem } from '../ports/provider.ts'
import type { ReplacedItem } from '../ports/store.ts'
import type { Decision, Facts } from './decision.ts'
import { baseName, nameAfter } from './names.ts'
import { react } from './reaction.ts'
import { begin, planStart, replan } from './start.ts'

export function replacedBy(item: RemoteItem): ReplacedItem {
  return { itemId: item.id, eTag: item.eTag, size: item.size, hash: item.hash }
}

/** In `planning`: the answer to "what is at our name?". */
export function decideName(item: RemoteItem | null, facts: Facts): Decision {
  if (item === null) return named(facts, null)
  if (item.isAddressed && !item.isFolder) return named(facts, replacedBy(item))
  const ours = ownEarlierVersion(item, facts)
  if (ours !== null) return named(facts, ours)
  return decideByPolicy(item, facts)
}

/** Somebody else's item, or one that a person decided about. */
export function decideByPolicy(item: RemoteItem, facts: Facts): Decision {
  const policy = facts.transfer.conflict
  if (policy === 'rename') return tryNextName(facts)
  if (policy === 'skip') {
    return {
      event: 'skip',
      set: { failure: null, retryAt: null },
      session: 'abandon',
      step: { what: 'skipped', why: `there is already a ${facts.transfer.name} at the destination` },
      next: null,
    }
  }
  // A file can't become a new version of a folder, and some destinations keep no versions at all.
  if (policy === 'replace' && !item.isFolder && facts.capabilities.replaces) return named(facts, replacedBy(item))
  return react(failure('name-taken', { name: facts.transfer.name }), facts)
}

/**
 * A watched file's item that we made: its next version replaces it, on condition that it is as we left it. What
 * somebody else did to it meanwhile shows when the condition fails. One that a person already decided about for this
 * very reason is treated as somebody else's.
 */
function ownEarlierVersion(item: RemoteItem, { ledger, transfer, capabilities }: Facts): ReplacedItem | null {
  if (!capabilities.replaces) return null
  if (ledger?.itemId !== item.id || transfer.replaces?.itemId === item.id) return null
  return { itemId: item.id, eTag: ledger.eTag, size: ledger.fingerprint.size, hash: ledger.digest }
}

/** A new version of exactly the item that was just seen. */
export function replaceWith(item: RemoteItem, facts: Facts): Decision {
  return named(facts, replacedBy(item))
}

/** The name is ours to use: go on with the session that is there, or begin. */
function named(facts: Facts, replaces: ReplacedItem | null): Decision {
  const set = { nameChecked: true, replaces }
  const decided: Facts = { ...facts, transfer: { ...facts.transfer, ...set } }
  const onward = facts.session === null ? begin(decided, intent(replaces), set) : planStart(decided)
  return { ...onward, set: { ...set, ...onward.set } }
}

function intent(replaces: ReplacedItem | null) {
  return replaces === null
    ? ({ kind: 'new' } as const)
    : ({ kind: 'replace', itemId: replaces.itemId, eTag: replaces.eTag } as const)
}

function tryNextName(facts: Facts): Decision {
  const { transfer, policy } = facts
  const { name, n } = nameAfter(baseName(transfer.path), transfer.name)
  if (n > policy.maxNames) return react(failure('name-taken', { name: transfer.name }), facts)
  return {
    event: null,
    set: { name },
    step: { what: `trying the name ${name}`, why: `${transfer.name} is taken` },
    next: { do: 'look', purpose: 'name' },
  }
}

/**
 * The item changed between our look and the end of the upload (If-Match failed). Starting a session may itself move
 * the eTag (graph.md A3), so an item whose content is what it was is adopted once; any other change belongs to
 * somebody, and a person decides.
 */
export function decideChanged(item: RemoteItem | null, facts: Facts): Decision {
  const { transfer, size, capabilities } = facts
  const { replaces, counters } = transfer
  if (item === null || replaces === null) {
    const why = item === null ? 'the item was deleted meanwhile' : 'the name was taken meanwhile'
    return replan(facts, why, { set: { nameChecked: false, replaces: null }, session: 'abandon' })
  }
  if (isSameContent(item, replaces) && counters.adoptions === 0) {
    return {
      event: 'replan',
      set: { replaces: replacedBy(item), counters: { ...counters, adoptions: 1 } },
      session: 'abandon',
      step: { what: 'starting over', why: 'the item is as it was, only its version mark moved' },
      next: null,
    }
  }
  // Where each new session moves the mark again, a session can never win. One single request needs none.
  const mayFallBack = counters.fallbacks === 0 && size <= capabilities.hardSinglePutBytes
  if (isSameContent(item, replaces) && mayFallBack) {
    return {
      event: 'replan',
      set: { replaces: replacedBy(item), counters: { ...counters, fallbacks: 1 } },
      session: 'abandon',
      step: { what: 'trying one single request', why: 'the version mark moves with every upload session' },
      next: null,
    }
  }
  return react(failure('changed-at-destination', { name: transfer.name }), facts)
}

/** By hash where both sides have one; else by version mark. */
export function isSameContent(item: RemoteItem, replaces: ReplacedItem): boolean {
  if (item.id !== replaces.itemId) return false
  if (item.eTag !== null && item.eTag === replaces.eTag) return true
  if (item.hash === null || replaces.hash === null) return false
  return (
    item.size === replaces.size &&
    item.hash.algorithm === replaces.hash.algorithm &&
    item.hash.value === replaces.hash.value
  )
}
