/**
 * The life of a transfer as one table. The engine's driver, the SQL check constraint, the faces' buttons and
 * the tests read it; nothing else decides which state follows which.
 */

/** What each state means. The order is the order of a transfer's life. */
export const states = {
  settling: 'the file may still be written; waiting until it rests',
  queued: 'waiting for a slot',
  planning: 'looking at the file and at what is stored, to decide how to go on',
  opening: 'asking the destination for an upload session',
  resyncing: 'asking the destination what it already has',
  sending: 'bytes are on their way',
  committing: 'all bytes are there; telling the destination to make them a file',
  verifying: 'comparing what arrived with what was sent',
  waiting: 'waiting for a time, and then going on by itself',
  blocked: 'waiting for a person',
  paused: 'a person said so',
  canceling: 'a person wants it gone; deleting what the destination holds',
  done: 'the destination holds exactly these bytes, and we have the evidence',
  skipped: 'a rule said that this file need not be sent',
  failed: 'given up, with a reason',
  canceled: 'a person gave it up',
} as const

export type State = keyof typeof states

/** States that the engine never leaves by itself. Only a person's `requeue` does. */
export const finalStates = ['done', 'skipped', 'failed', 'canceled'] as const satisfies readonly State[]

/** States in which the engine is at work on a transfer. A restart answers each of them with `queued`. */
export const activeStates = [
  'planning',
  'opening',
  'resyncing',
  'sending',
  'committing',
  'verifying',
] as const satisfies readonly State[]

/** Events that every active state accepts, besides its own. */
const activeExits = {
  falter: 'waiting',
  block: 'blocked',
  giveUp: 'failed',
  pause: 'paused',
  cancel: 'canceling',
  sourceChanged: 'settling',
  interrupted: 'queued',
} as const

/**
 * state → event → next state.
 *
 * A lost session never leads straight to a new one: the answer to the last range may be what was lost, and the file
 * may be there. It leads to `resyncing`, which looks first. Whatever has to be decided anew goes back to `planning`:
 * there is one door.
 */
export const lifecycle = {
  settling: {
    settled: 'queued',
    skip: 'skipped',
    block: 'blocked',
    giveUp: 'failed',
    pause: 'paused',
    cancel: 'canceling',
  },
  queued: {
    admit: 'planning',
    sourceChanged: 'settling',
    pause: 'paused',
    cancel: 'canceling',
    giveUp: 'failed',
    block: 'blocked',
  },
  planning: {
    open: 'opening',
    resume: 'resyncing',
    send: 'sending',
    look: 'verifying',
    skip: 'skipped',
    ...activeExits,
  },
  opening: { opened: 'sending', outOfStep: 'resyncing', replan: 'planning', ...activeExits },
  resyncing: { position: 'sending', complete: 'committing', stored: 'verifying', replan: 'planning', ...activeExits },
  sending: {
    ack: 'sending',
    outOfStep: 'resyncing',
    lost: 'resyncing',
    sent: 'committing',
    stored: 'verifying',
    replan: 'planning',
    ...activeExits,
  },
  committing: { committed: 'verifying', outOfStep: 'resyncing', lost: 'resyncing', replan: 'planning', ...activeExits },
  verifying: { matched: 'done', changedByService: 'done', mismatched: 'failed', replan: 'planning', ...activeExits },
  waiting: {
    due: 'queued',
    sourceChanged: 'settling',
    giveUp: 'failed',
    block: 'blocked',
    pause: 'paused',
    cancel: 'canceling',
  },
  blocked: { resolved: 'queued', sourceChanged: 'settling', giveUp: 'failed', pause: 'paused', cancel: 'canceling' },
  paused: { unpause: 'queued', cancel: 'canceling' },
  canceling: { canceled: 'canceled', matched: 'done', changedByService: 'done' },
  done: {},
  skipped: { requeue: 'queued' },
  failed: { requeue: 'queued' },
  canceled: { requeue: 'queued' },
} as const satisfies Record<State, Partial<Record<string, State>>>

type EventsOf<S extends State> = keyof (typeof lifecycle)[S]

/** Everything that can happen to a transfer. */
export type LifecycleEvent = { [S in State]: EventsOf<S> }[State]

/**
 * The state that follows, or null where the table does not allow the event: the caller must treat that as a
 * mistake of its own (or as a race that it lost) and change nothing.
 */
export function next(state: State, event: LifecycleEvent): State | null {
  const exits: Partial<Record<string, State>> = lifecycle[state]
  return exits[event] ?? null
}

/** Also of what people see: no final state is shown as another one. */
export function isFinal(state: State | PublicState): boolean {
  return (finalStates as readonly string[]).includes(state)
}

export function isActive(state: State): boolean {
  return (activeStates as readonly State[]).includes(state)
}

/** The states that other programs see: see `publicState`. */
export const publicStates = [
  'settling',
  'queued',
  'sending',
  'finishing',
  'waiting',
  'blocked',
  'paused',
  'canceling',
  'done',
  'skipped',
  'failed',
  'canceled',
] as const

export type PublicState = (typeof publicStates)[number]

/** How an internal state looks from outside: scripts need to know less, and their words must not change. */
export function publicState(state: State): PublicState {
  switch (state) {
    case 'planning':
    case 'opening':
    case 'resyncing':
      return 'sending'
    case 'committing':
    case 'verifying':
      return 'finishing'
    default:
      return state
  }
}
