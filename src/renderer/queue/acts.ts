/** What a person can do to a row, by its state: the same table that the engine goes by. Pure. */

import { lifecycle } from '../../shared/lifecycle.ts'
import type { LifecycleEvent, PublicState, State } from '../../shared/lifecycle.ts'

export type Act = 'pause' | 'resume' | 'cancel' | 'retry'

const events: Readonly<Record<Act, LifecycleEvent>> = {
  pause: 'pause',
  resume: 'unpause',
  cancel: 'cancel',
  retry: 'requeue',
}

/** A public state that stands for several has the exits that they share. */
const stands: Readonly<Partial<Record<PublicState, State>>> = { finishing: 'committing' }

export function can(act: Act, state: PublicState): boolean {
  // What is blocked is resolved by being tried again.
  if (act === 'retry' && (state === 'blocked' || state === 'waiting')) return true
  const exits: Partial<Record<string, State>> = lifecycle[stands[state] ?? (state as State)]
  return exits[events[act]] !== undefined
}
