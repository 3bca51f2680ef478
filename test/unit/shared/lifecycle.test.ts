import { describe, expect, it } from 'vitest'
import {
  type LifecycleEvent,
  type State,
  activeStates,
  finalStates,
  isActive,
  isFinal,
  lifecycle,
  next,
  publicState,
  publicStates,
  states,
} from '../../../src/shared/lifecycle.ts'

const all = Object.keys(states) as State[]
const exitsOf = (state: State): [LifecycleEvent, State][] =>
  Object.entries(lifecycle[state]) as [LifecycleEvent, State][]

function reachable(from: State): Set<State> {
  const seen = new Set<State>([from])
  const open = [from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const [, to] of exitsOf(state)) {
      if (seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return seen
}

describe('the lifecycle table', () => {
  it('leads to every state, from the two that an entry can begin in', () => {
    expect(new Set([...reachable('settling'), ...reachable('queued')])).toEqual(new Set(all))
  })

  it('can reach done from every state that is not final', () => {
    for (const state of all.filter((one) => !isFinal(one))) expect(reachable(state), state).toContain('done')
  })

  it('leaves a final state only by a person, and done never', () => {
    expect(exitsOf('done')).toEqual([])
    for (const state of finalStates)
      expect(exitsOf(state).map(([event]) => event)).toEqual(state === 'done' ? [] : ['requeue'])
  })

  it('lets a person cancel whatever is not final', () => {
    for (const state of all.filter((one) => !isFinal(one) && one !== 'canceling'))
      expect(next(state, 'cancel')).toBe('canceling')
  })

  it('answers a restart, a changed file, a pause and every kind of failure in every active state', () => {
    const answers = {
      interrupted: 'queued',
      sourceChanged: 'settling',
      pause: 'paused',
      falter: 'waiting',
      block: 'blocked',
      giveUp: 'failed',
    } as const
    for (const state of activeStates) {
      for (const [event, to] of Object.entries(answers))
        expect(next(state, event as LifecycleEvent), `${state} ${event}`).toBe(to)
    }
  })

  it('has one door: every way back into work leads through queued to planning', () => {
    const intoActive = all.flatMap((state) =>
      isActive(state)
        ? []
        : exitsOf(state)
            .filter(([, to]) => isActive(to))
            .map(([event, to]) => `${state} ${event} ${to}`),
    )
    expect(intoActive).toEqual(['queued admit planning'])
  })

  it('reaches done only with evidence: from comparing, or from a cancel that came too late', () => {
    const intoDone = all.flatMap((state) =>
      exitsOf(state)
        .filter(([, to]) => to === 'done')
        .map(([event]) => `${state} ${event}`),
    )
    expect(intoDone).toEqual([
      'verifying matched',
      'verifying changedByService',
      'canceling matched',
      'canceling changedByService',
    ])
  })

  it('never leads from a lost session to a new one without a look', () => {
    expect(next('sending', 'lost')).toBe('resyncing')
    expect(next('committing', 'lost')).toBe('resyncing')
    expect(exitsOf('resyncing').map(([, to]) => to)).not.toContain('opening')
  })

  it('refuses what it does not name', () => {
    expect(next('done', 'cancel')).toBeNull()
    expect(next('queued', 'ack')).toBeNull()
  })

  it('shows scripts the twelve states that they know', () => {
    expect(new Set(all.map(publicState))).toEqual(new Set(publicStates))
    for (const state of finalStates) expect(publicState(state)).toBe(state)
  })
})
