/** What a place takes, for the look ahead and for what is enqueued alike: both must come to the same decisions. */

import type { Failure } from '../../shared/failure.ts'
import type { Clock } from '../engine/ports/clock.ts'
import { type Call, type Provider, type Room, unknownRoom } from '../engine/ports/provider.ts'
import { type Rules, rulesWith } from './fitted.ts'

export interface Patience {
  readonly clock: Clock
  /** ms that a destination has to answer */
  readonly patienceMs: number
}

export interface PlaceRules {
  readonly rules: Rules
  readonly room: Room
  /** Why the place could not be asked what it takes: the rules are those of every such destination then. */
  readonly unasked: Failure | null
}

/** Asks the place once. It is no failure that it can't be asked: the queue finds out. */
export async function rulesOfPlace(provider: Provider, destination: string, call: Call): Promise<PlaceRules> {
  const asked = await provider.room(destination, call)
  const room = asked.ok ? asked.value : unknownRoom
  return { rules: rulesWith(provider, room), room, unasked: asked.ok ? null : asked.failure }
}

/** Asks, and stops asking when the patience is over: the answers are failures then. */
export async function patiently<T>(
  { clock, patienceMs }: Patience,
  signal: AbortSignal,
  ask: (call: Call) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const answered = new AbortController()
  void clock.sleep(patienceMs, answered.signal).then(
    () => late.abort(),
    () => undefined,
  )
  try {
    return await ask({ signal: AbortSignal.any([signal, late.signal]) })
  } finally {
    answered.abort()
  }
}
