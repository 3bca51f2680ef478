/**
 * Drives one transfer from admission until it ends, waits or is stopped: ask the planner, store its decision, do what
 * it said. What is stored is always stored before the next call is made.
 */

import { FailureError, type Failure, fail, failure, ruleOf } from '../../../shared/failure.ts'
import { isFinal } from '../../../shared/lifecycle.ts'
import { decide } from '../plan/decide.ts'
import type { Action, Decision, Facts, Outcome } from '../plan/decision.ts'
import { sendBeside } from '../plan/going-on.ts'
import { fileChanged, isHandedOver } from '../plan/outdated.ts'
import { react, rest } from '../plan/reaction.ts'
import { planStart } from '../plan/start.ts'
import type { Provider } from '../ports/provider.ts'
import { sameAcrossMounts } from '../ports/source.ts'
import type { AccountPause } from '../ports/account-pause.ts'
import type { Transfer } from '../ports/store.ts'
import { changeOf, withCleanUp } from './change.ts'
import { deleteSession } from './delete-session.ts'
import { bareFacts, factsOf } from './facts.ts'
import { perform } from './perform.ts'
import { type Run, type World, targetOf } from './run.ts'
import { RangeWindow } from './window.ts'

/** What the driver tells while it works. */
export interface DriveEvents {
  /** After every durable change. */
  changed(transfer: Transfer): void
  /** The service wants a pause from everything that goes to this account. */
  pauseAccount(account: string, until: number, found: Failure): void
  /** The pause that the service asked for while another transfer spoke to it; null: go on. */
  pauseOf(account: string): AccountPause | null
  /** A call of this kind was answered (`null`), or what came instead of an answer. */
  line(of: string, down: Failure | null): void
  /** The destination is at work, and this transfer takes nobody's place meanwhile. */
  resting(isResting: boolean): void
}

/**
 * @param admitted a transfer in `planning`
 * @returns when the run is over: final, waiting, blocked, settling, or stopped by the signal (its state stays then)
 * @throws FailureError where the store can't be written; the transfer's row is as it was
 */
export async function drive(admitted: Transfer, world: World, events: DriveEvents, signal: AbortSignal): Promise<void> {
  const refused = world.refusalOf(admitted)
  const found = refused === null ? await world.providers.serving(admitted.account, admitted.destination) : fail(refused)
  if (!found.ok) {
    await endWith(found.failure, admitted, world, events)
    return
  }
  // A run that ends for a reason of its own leaves nothing on its way, either.
  const over = new AbortController()
  const pause = () => events.pauseOf(admitted.account)
  const begun = await begin(admitted, found.value, world, AbortSignal.any([signal, over.signal]), pause).catch(
    (error: unknown) => {
      // The stored session can't be read with this key: that is told, and blocks; anything else is the store's trouble.
      if (error instanceof FailureError && error.failure.code === 'secrets-locked') return error.failure
      throw error
    },
  )
  if ('code' in begun) {
    await endWith(begun, admitted, world, events)
    return
  }
  const run = begun
  try {
    await loop(run, events)
  } catch (error) {
    if (error instanceof StolenError || (signal.aborted && !isStall(signal.reason))) return
    if (
      error instanceof FailureError &&
      (error.failure.code === 'store-failed' || error.failure.code === 'disk-full-here')
    )
      throw error
    const cause = isStall(signal.reason) ? signal.reason.failure : causeOf(error)
    if (cause.code === 'bug') world.log.warn('transfer.bug', { id: admitted.id, error: String(error) })
    await store(run, react(cause, factsOf(run)), events)
  } finally {
    over.abort()
    world.claims.release(admitted.id)
    if (isFinal(run.transfer.state) || run.session === null) world.proven.delete(admitted.id)
    await run.window.end()
    await run.source?.close()
  }
}

async function begin(
  transfer: Transfer,
  provider: Provider,
  world: World,
  signal: AbortSignal,
  pause: Run['pause'],
): Promise<Run> {
  const target = targetOf(transfer)
  const session = await world.store.session(transfer.id)
  return {
    world,
    provider,
    target,
    signal,
    call: { signal, waits: (isWaiting) => world.signs.of(transfer.id).waits(isWaiting), held: () => heldBy(pause()) },
    pause,
    transfer,
    session,
    // Of everything that stops a run, only our own end leaves no reason behind.
    cutShort: transfer.failure === null ? session : null,
    left: [],
    ledger:
      transfer.watchId === null
        ? null
        : await world.store.ledgerGet(transfer.account, transfer.destination, transfer.path),
    source: null,
    digest: null,
    window: new RangeWindow(),
    rangeBytes: world.rangeLengths.of(transfer.id, provider.capabilities(target).startRangeBytes),
    foldersMade: false,
    hasAskedCommit: false,
  }
}

/** What is asked of everybody, as it is said to one of them: in the words of no other file, and no try is counted. */
function heldBy(pause: AccountPause | null): Failure | null {
  if (pause === null) return null
  const { host, detail } = pause.failure.facts
  return failure(
    'throttled',
    { ...(host !== undefined && { host }), ...(detail !== undefined && { detail }) },
    pause.until,
  )
}

/** Without a provider there is nothing to plan with: the catalogue's rule alone. */
async function endWith(found: Failure, transfer: Transfer, world: World, events: DriveEvents): Promise<void> {
  if (ruleOf(found.code).reach === 'line') events.line('serving', found)
  const decision = react(found, {
    ...bareFacts(transfer, world),
    session: null,
    isCutShort: false,
    ledger: null,
    capabilities: noCapabilities,
    foldersMade: true,
    inFlight: [],
    rangeBytes: 0,
  })
  const changed = await world.store.apply(changeOf(transfer, decision), world.clock.now())
  if (changed !== null) events.changed(changed)
}

const noCapabilities: Facts['capabilities'] = {
  digest: null,
  readsBack: false,
  hasFolders: true,
  replaces: false,
  keepsItems: true,
  digestsFirst: false,
  maxFileBytes: 0,
  maxSinglePutBytes: 0,
  hardSinglePutBytes: 0,
  rangeAlignmentBytes: 1,
  maxRangeBytes: 1,
  startRangeBytes: 1,
  parallelRanges: 1,
  sessionLifetimeMs: null,
  shared: null,
  rewrites: () => false,
  nameKey: (name) => name,
}

async function loop(run: Run, events: DriveEvents): Promise<void> {
  let next: Action | null = await step(run, await openSource(run), events)
  for (;;) {
    run.signal.throwIfAborted()
    if (next === null) {
      // Decided anew, by the one door; every other state is the end of this run.
      if (run.transfer.state !== 'planning') return deleteLeft(run)
      // The folder may have gone with what was in it. How often this happens is bounded by what is decided anew.
      run.foldersMade = false
      // What was only to be verified had no need of it.
      const decision = run.source === null ? await openSource(run) : planStart(factsOf(run))
      next = await step(run, decision, events)
      continue
    }
    const pause = events.pauseOf(run.transfer.account)
    if (pause !== null && run.window.ranges.length === 0) {
      next = await step(run, rest(pause), events)
      continue
    }
    if (next.do === 'send' && parallelRangesOf(run) > 1) {
      if (pause === null) run.window.start(next.range, perform(next, run))
      next = pause === null ? sendBeside(factsOf(run)) : { do: 'join' }
      continue
    }
    const spent = spentUntil(next, run)
    if (spent !== null) {
      const found = failure('limit-used-up', { destination: run.transfer.destination })
      next = await step(run, unsent(rest({ account: run.transfer.account, until: spent, failure: found })), events)
      continue
    }
    if (next.do === 'makeFolders') run.foldersMade = true
    if (next.do === 'open' || next.do === 'put') {
      await deleteLeft(run)
      const asked = events.pauseOf(run.transfer.account)
      if (asked !== null) {
        next = await step(run, unsent(rest(asked)), events)
        continue
      }
    }
    const outcome: Outcome = await performTold(next, run, events)
    run.signal.throwIfAborted()
    run.world.signs.of(run.transfer.id).moved()
    if (asks.has(outcome.of)) events.line(outcome.of, outcome.result.ok ? null : outcome.result.failure)
    if (outcome.of !== 'calledOff' && !isOfWindow(outcome)) {
      if (run.window.ranges.length > 0) announce(outcome, run, events)
      await landOthers(run, events)
    }
    next = await step(run, decide(outcome, run.world.random.id(), factsAfter(outcome, run)), events)
  }
}

/** Calls that somebody at the other end answers; the others are between us and the disk. */
const asks: ReadonlySet<Outcome['of']> = new Set<Outcome['of']>([
  'look',
  'makeFolders',
  'open',
  'put',
  'position',
  'send',
  'commit',
  'verify',
])

/** When the bytes of this call may go, epoch ms; null: now, and then they are counted. */
function spentUntil(next: Action, run: Run): number | null {
  if (next.do !== 'send' && next.do !== 'put') return null
  const { shared } = run.provider.capabilities(run.target, run.session)
  if (shared === null) return null
  const { account, fingerprint, id } = run.transfer
  const size = fingerprint?.size ?? 0
  const bytes = next.do === 'send' ? next.range.end - next.range.start : Math.ceil(size * shared.singlePutCost)
  const { clock, limits } = run.world
  const now = clock.monotonic()
  const at = limits.take(account, shared, id, bytes, now)
  return at === null ? null : clock.now() + Math.ceil(at - now)
}

/** A session that was just opened says by itself how it wants to be filled; it is stored with what is decided now. */
function factsAfter(outcome: Outcome, run: Run): Facts {
  const facts = factsOf(run)
  if (outcome.of !== 'open' || !outcome.result.ok) return facts
  return { ...facts, capabilities: run.provider.capabilities(run.target, outcome.result.value) }
}

async function performTold(action: Action, run: Run, events: DriveEvents): Promise<Outcome> {
  if (action.do !== 'rest') return perform(action, run)
  events.resting(true)
  try {
    return await perform(action, run)
  } finally {
    events.resting(false)
  }
}

/** An answer after which the window goes on; any other one is decided when nothing is on its way. */
function isOfWindow(outcome: Outcome): boolean {
  return outcome.of === 'send' && outcome.result.ok && outcome.result.value.kind === 'part'
}

/** What else arrives is stored before anything is decided that leads elsewhere. */
async function landOthers(run: Run, events: DriveEvents): Promise<void> {
  while (run.window.ranges.length > 0) {
    const outcome = await run.window.next()
    run.signal.throwIfAborted()
    if (isOfWindow(outcome)) await step(run, decide(outcome, run.world.random.id(), factsOf(run)), events)
    else announce(outcome, run, events)
  }
}

/**
 * A pause that the service asked for holds for the account at once: also while other ranges are still on their way, and where
 * it is the answer to one that nothing else is decided from.
 */
function announce(outcome: Outcome, run: Run, events: DriveEvents): void {
  const { pauseAccount } = decide(outcome, '', factsOf(run))
  if (pauseAccount !== undefined) events.pauseAccount(run.transfer.account, pauseAccount.until, pauseAccount.failure)
}

function parallelRangesOf(run: Run): number {
  return run.provider.capabilities(run.target, run.session).parallelRanges
}

/** It was marked before it was to go, and didn't go. */
function unsent(decision: Decision): Decision {
  return { ...decision, set: { ...decision.set, unsure: false } }
}

/** What can't be deleted now is swept later: it is stored. */
async function deleteLeft({ left, provider, transfer: { account }, world, call }: Run): Promise<void> {
  for (const { id, secret, expiresAt } of left.splice(0)) {
    const deleted = await deleteSession({ secret, expiresAt }, { account, provider }, world, call)
    if (deleted.ok) await world.store.forgetAbandoned(id)
  }
}

/** The first decision: is it still the file that was queued, and does the destination allow it? */
async function openSource(run: Run): Promise<Decision> {
  const { transfer, world, provider } = run
  if (transfer.remote !== null && transfer.digest !== null) return planStart(factsOf(run))
  const opened = await world.sources.open({ root: transfer.root, path: transfer.path })
  if (!opened.ok) {
    // What was stored already can be finished without its source.
    return isHandedOver(factsOf(run)) ? planStart(factsOf(run)) : react(opened.failure, factsOf(run))
  }
  const { fingerprint } = opened.value
  if (transfer.fingerprint !== null && !sameAcrossMounts(fingerprint, transfer.fingerprint)) {
    // Nothing of another version is read: its digest would be remembered as that of what was sent.
    await opened.value.close()
    return isHandedOver(factsOf(run)) ? planStart(factsOf(run)) : fileChanged(factsOf(run))
  }
  run.source = opened.value
  const refused = provider.preflight(targetOf(transfer), fingerprint.size)
  if (refused !== null && transfer.remote === null) return react(refused, factsOf(run))
  const told = namesStep(opened.value.names ?? 1, transfer)
  if (transfer.fingerprint === null) return { event: null, set: { fingerprint }, step: told, next: null }
  return told === null ? planStart(factsOf(run)) : { event: null, step: told, next: null }
}

/** Hard links can't be told from each other: what is sent may be known by another name, outside of the folder too. */
function namesStep(names: number, { attempts, nameChecked }: Transfer): Decision['step'] {
  if (names < 2 || attempts > 0 || nameChecked) return null
  return { what: `a file of ${names} names`, why: 'hard links lead to it; it is sent under this one' }
}

async function step(run: Run, decision: Decision, events: DriveEvents): Promise<Action | null> {
  await store(run, decision, events)
  return decision.next
}

/** Durable before anything is done about it. Where the row was taken from us (canceled, paused), the run is over. */
async function store(run: Run, decision: Decision, events: DriveEvents): Promise<void> {
  const { world } = run
  // Before anything is waited for: a floor holds from the moment in which it is known.
  if (decision.pauseAccount !== undefined) {
    events.pauseAccount(run.transfer.account, decision.pauseAccount.until, decision.pauseAccount.failure)
  }
  const hasChange =
    decision.event !== null ||
    decision.set !== undefined ||
    decision.session !== undefined ||
    decision.acknowledge !== undefined ||
    decision.correct !== undefined ||
    decision.step !== null
  if (hasChange) {
    const change = withCleanUp(changeOf(run.transfer, decision), run)
    const changed = await world.store.apply(change, world.clock.now())
    if (changed === null) throw new StolenError()
    const touchesSession =
      decision.session !== undefined || decision.acknowledge !== undefined || decision.correct !== undefined
    run.transfer = changed
    if (decision.session === 'abandon' && run.session !== null) run.left.push(run.session)
    if (touchesSession) run.session = await world.store.session(changed.id)
    events.changed(changed)
  }
}

/** Whoever watches over the runs called this one off, and why. */
function isStall(reason: unknown): reason is FailureError {
  return reason instanceof FailureError && reason.failure.code === 'stalled'
}

function causeOf(error: unknown): Failure {
  return error instanceof FailureError ? error.failure : failure('bug', { detail: String(error) })
}

/** Somebody else moved the row while we worked on it: our decision is void. */
class StolenError extends Error {
  constructor() {
    super('the transfer was moved by somebody else')
    this.name = 'StolenError'
  }
}
