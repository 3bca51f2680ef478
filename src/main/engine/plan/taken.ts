/** Somebody has the name at the very end, when every byte was sent for it (fault P17): a range, a commit or the whole. Pure. */

import { failure } from '../../../shared/failure.ts'
import type { Digest } from '../../../shared/transfer.ts'
import type { RemoteItem } from '../ports/provider.ts'
import type { Decision, Facts } from './decision.ts'
import { nameTakenMeanwhile } from './session-outcomes.ts'

/** The answer to "what is at our name?". */
export function decideTaken(item: RemoteItem | null, facts: Facts): Decision {
  const mayBeSame = item !== null && !item.isFolder && item.size === facts.size && item.hash !== null
  if (!mayBeSame) return decidedAgain(facts)
  if (facts.transfer.digest !== null) return compareTaken(item, facts.transfer.digest, facts)
  return { event: null, step: null, next: { do: 'digest', found: item, purpose: 'taken' } }
}

/** The same bytes under the same name are what was wanted, whoever put them there; anything else is a conflict. */
export function compareTaken(item: RemoteItem, digest: Digest | null, facts: Facts): Decision {
  const { hash } = item
  const isSame = digest !== null && hash?.algorithm === digest.algorithm && hash.value === digest.value
  if (!isSame) return decidedAgain(facts)
  return {
    event: facts.transfer.state === 'committing' ? 'committed' : 'stored',
    set: { remote: item, digest, unsure: false },
    session: 'abandon',
    step: { what: 'verifying', why: 'somebody has put the very same file there meanwhile' },
    next: { do: 'verify', item, itemId: item.id },
  }
}

/**
 * The session is kept: it may still become a file under another name, or a new version of theirs. One whose commit itself
 * was refused can't.
 */
function decidedAgain(facts: Facts): Decision {
  const { name, state } = facts.transfer
  return nameTakenMeanwhile(failure('name-taken', { name }), facts, state === 'committing' ? 'abandon' : undefined)
}
