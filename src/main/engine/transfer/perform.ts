/** Does what the planner decided: one call each, and says what came of it. Decides nothing. */

import { type FailureCode, FailureError, type Result, fail, failure, ok } from '../../../shared/failure.ts'
import type { Digest, DigestAlgorithm } from '../../../shared/transfer.ts'
import { unreachable } from '../../../shared/unreachable.ts'
import type { Action, Outcome } from '../plan/decision.ts'
import { grow, shrink } from '../plan/range-size.ts'
import type { Content, Range } from '../ports/provider.ts'
import { modifiedAtMs, sameVersion } from '../ports/source.ts'
import type { DigestPass, RunningDigest } from '../ports/source.ts'
import { FileBody } from './body.ts'
import { ofThisTransfer } from './claims.ts'
import { lookAt } from './look.ts'
import { type Run, targetOf } from './run.ts'
import { withRoom } from './room-told.ts'
import { digestAt, digestOf } from './running-digest.ts'

/**
 * @throws the signal's reason when the run is stopped; nothing is decided then
 */
export async function perform(action: Action, run: Run): Promise<Outcome> {
  return withRoom(await called(action, run), run)
}

async function called(action: Action, run: Run): Promise<Outcome> {
  const { provider, signal, call } = run
  const target = targetOf(run.transfer)
  switch (action.do) {
    case 'look':
      return { of: 'look', purpose: action.purpose, result: await lookAt(action, run) }
    case 'makeFolders':
      return { of: 'makeFolders', next: action.next, result: await provider.makeFolders(target, call) }
    case 'open': {
      const unchanged = await checkSource(run)
      run.hasAskedCommit = false
      const result = unchanged.ok ? await provider.open(target, contentOf(run), action.intent, call) : unchanged
      return { of: 'open', result: await ofThisTransfer(result, run) }
    }
    case 'put':
      return put(action, run)
    case 'position':
      return {
        of: 'position',
        sentEnd: action.sentEnd,
        result: await provider.position(sessionOf(run), sizeOf(run), call),
      }
    case 'send':
      return send(action.range, run)
    case 'join':
      return run.window.next()
    case 'prove':
      return prove(action, run)
    case 'rest':
      await run.world.clock.sleep(Math.max(0, action.until - run.world.clock.now()), signal)
      return { of: 'rest', next: action.next, result: ok(undefined) }
    case 'commit':
      return commit(action, run)
    case 'digest':
      return { of: 'digest', found: action.found, purpose: action.purpose, result: await wholeDigest(run) }
    case 'verify':
      return verify(action, run)
    default:
      return unreachable(action)
  }
}

/** The path still names the file that we hold open, and nobody wrote to it. */
async function checkSource(run: Run): Promise<Result<null>> {
  const { transfer, source, world } = run
  if (source === null) return fail(failure('source-changed'))
  if (!sameVersion(await source.check(), source.fingerprint)) return fail(failure('source-changed'))
  const there = await world.sources.inspect({ root: transfer.root, path: transfer.path })
  if (!there.ok) return there
  return sameVersion(there.value, source.fingerprint) ? ok(null) : fail(failure('source-changed'))
}

function contentOf(run: Run): Content {
  const { fingerprint } = run.transfer
  return { size: sizeOf(run), modifiedAt: fingerprint === null ? 0 : modifiedAtMs(fingerprint) }
}

function sizeOf(run: Run): number {
  return run.transfer.fingerprint?.size ?? 0
}

function sessionOf(run: Run) {
  if (run.session === null) throw new Error('no upload session where one was planned')
  return { secret: run.session.secret, expiresAt: run.session.expiresAt }
}

function bodyOf(run: Run, range: Range, digest: FileBodyDigest): FileBody {
  const { source, world, signal } = run
  if (source === null) throw new FailureError(failure('source-changed'))
  return new FileBody(source, range, digest, { ...world, life: world.signs.of(run.transfer.id) }, signal)
}

type FileBodyDigest = ConstructorParameters<typeof FileBody>[2]

/** Reads the file by itself; null where the destination wants no digest beforehand. */
function passOf(run: Run): { readonly pass: DigestPass; readonly algorithm: DigestAlgorithm } | null {
  const { digest: algorithm, digestsFirst, maxRangeBytes } = run.provider.capabilities(run.target, run.session)
  if (!digestsFirst || algorithm === null || run.source === null) return null
  return { pass: run.source.digestPass(algorithm, maxRangeBytes), algorithm }
}

/**
 * Puts the running digest where the range begins, or makes that of the range beforehand; null where the destination has
 * no hash to compare with.
 *
 * @throws FailureError where the file can't be read
 */
async function digestFor(range: Range, run: Run): Promise<FileBodyDigest> {
  const reading = passOf(run)
  if (reading !== null) {
    const { pass, algorithm } = reading
    const isWhole = range.start === 0 && range.end === sizeOf(run)
    const value = isWhole ? await pass.whole(run.signal) : await pass.part(range.start, range.end, run.signal)
    return { algorithm, value }
  }
  const { digest: algorithm, parallelRanges } = run.provider.capabilities(run.target, run.session)
  // Carried from range to range: where several are on their way, there is no such order.
  if (algorithm === null || run.source === null || parallelRanges > 1) return null
  const { world, session, source, signal } = run
  const { id } = run.transfer
  const known = world.proven.get(id)
  const isProven = known !== undefined && sameVersion(known, source.fingerprint)
  const moved = (): void => world.signs.of(id).moved()
  const means = { digests: world.digests, source, signal, isProven, moved }
  run.digest = await digestAt(range.start, algorithm, run.digest, session, means)
  world.proven.set(id, source.fingerprint)
  return run.digest
}

function isRunning(digest: FileBodyDigest): digest is RunningDigest {
  return digest !== null && 'update' in digest
}

/** Before bytes go out: their digest, or why the file can't be read. */
async function tryDigest(range: Range, run: Run): Promise<Result<FileBodyDigest>> {
  try {
    return ok(await digestFor(range, run))
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

/** What was said of the bytes was not true of what arrived: they are read again before they are sent again. */
function doubt(run: Run, { result }: { readonly result: Result<unknown> }): void {
  if (result.ok) return
  const { code } = result.failure
  if (code === 'arrived-damaged' || code === 'content-differs') passOf(run)?.pass.forget()
}

async function put(action: Extract<Action, { do: 'put' }>, run: Run): Promise<Outcome> {
  const unchanged = await checkSource(run)
  if (!unchanged.ok) return { of: 'put', result: unchanged, digest: null }
  run.digest = null
  const whole = { start: 0, end: sizeOf(run) }
  const made = await tryDigest(whole, run)
  if (!made.ok) return { of: 'put', result: made, digest: null }
  const digest = made.value
  const body = bodyOf(run, whole, digest)
  const result = await run.provider.put(targetOf(run.transfer), contentOf(run), action.intent, body, run.call)
  await body.release(result.ok)
  if (body.failure !== null) return { of: 'put', result: fail(body.failure), digest: null }
  doubt(run, { result })
  return { of: 'put', result, digest: isRunning(digest) ? digestOf(digest) : digest }
}

type SendOutcome = Extract<Outcome, { of: 'send' }>

async function send(range: Range, run: Run): Promise<SendOutcome | Extract<Outcome, { of: 'calledOff' }>> {
  const without = (result: SendOutcome['result']): SendOutcome => ({ of: 'send', range, digest: null, result })
  if (range.end === sizeOf(run) || run.source === null) {
    // The last range makes the file: the last moment at which a newer version can be told from this one.
    const unchanged = await checkSource(run)
    if (!unchanged.ok) return without(unchanged)
  }
  const made = await tryDigest(range, run)
  if (!made.ok) return without(made)
  if (isCalledOff(run)) return { of: 'calledOff', range, result: ok(undefined) }
  const digest = made.value
  const body = bodyOf(run, range, digest)
  const result = await run.provider.send(sessionOf(run), range, sizeOf(run), body, run.call)
  await body.release(result.ok)
  if (body.failure !== null) return without(fail(body.failure))
  adapt(run, body, result)
  doubt(run, { result })
  if (!result.ok || !isRunning(digest)) return without(result)
  const carried = { checkpoint: digest.checkpoint(), offset: digest.offset, value: digestOf(digest) }
  return { of: 'send', range, result, digest: carried }
}

/** Making a digest takes a while. Meanwhile another range may have been refused, or the account asked to be left alone. */
function isCalledOff(run: Run): boolean {
  return run.pause() !== null || run.window.isClosing
}

/** What a shorter range may get through. A service in trouble is not in it for our length. */
const askForShorter: ReadonlySet<FailureCode> = new Set(['interrupted', 'request-too-large'])

/** The next range is as long as the line asks for. */
function adapt(run: Run, body: FileBody, result: Result<unknown>): void {
  const limits = run.provider.capabilities(run.target, run.session)
  const { rangeLengths } = run.world
  if (!result.ok) {
    if (!askForShorter.has(result.failure.code)) return
    run.rangeBytes = shrink(run.rangeBytes, limits)
    // Once may happen on any line; a second time without a byte of progress is the length's fault.
    if (run.transfer.counters.attempts > 0) rangeLengths.note(run.transfer.id, run.rangeBytes, limits.startRangeBytes)
    return
  }
  const { timing } = body
  if (timing === null || body.length < run.rangeBytes) return
  const now = run.world.clock.monotonic()
  const sendMs = timing.endedAt - timing.startedAt
  run.rangeBytes = grow(run.rangeBytes, { bytes: body.length, sendMs, gapMs: now - timing.endedAt }, limits)
  rangeLengths.follow(run.transfer.id, run.rangeBytes, limits.startRangeBytes)
}

/** For destinations that tell no hash: what was sent is remembered by one all the same, so that a touched file is known. */
const ownAlgorithm: DigestAlgorithm = 'sha256'

/** Where no digest is carried from range to range, the file is read by itself for that of the whole. */
function wholePassOf(run: Run): ReturnType<typeof passOf> {
  const { digest, parallelRanges, maxRangeBytes } = run.provider.capabilities(run.target, run.session)
  if (run.source === null || (digest !== null && parallelRanges === 1)) return passOf(run)
  const algorithm = digest ?? ownAlgorithm
  return { pass: run.source.digestPass(algorithm, maxRangeBytes), algorithm }
}

/** The digest of the whole file; null where it isn't open. */
async function wholeDigest(run: Run): Promise<Result<Digest | null>> {
  const size = sizeOf(run)
  const reading = wholePassOf(run)
  const end = reading === null ? null : checking(run, reading.pass, size)
  try {
    const digest =
      reading === null
        ? await digestFor({ start: size, end: size }, run)
        : { algorithm: reading.algorithm, value: await reading.pass.whole(run.signal) }
    if (digest === null) return ok(null)
    const unchanged = await checkSource(run)
    return unchanged.ok ? ok(isRunning(digest) ? digestOf(digest) : digest) : unchanged
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  } finally {
    end?.()
  }
}

/** With the digest of the whole, where the destination wants one with it. */
async function commit(action: Extract<Action, { do: 'commit' }>, run: Run): Promise<Outcome> {
  const { provider, transfer, call } = run
  // Under the name of now: that of the run's beginning may have been taken meanwhile.
  const target = targetOf(transfer)
  let { digest } = transfer
  if (digest === null && passOf(run) !== null) {
    const made = await wholeDigest(run)
    if (!made.ok) return { of: 'commit', result: made }
    digest = made.value
  }
  const unchanged = mayBeMade(run) ? ok(null) : await checkSource(run)
  if (!unchanged.ok) return { of: 'commit', result: unchanged }
  const content = { ...contentOf(run), digest }
  run.hasAskedCommit = true
  const result = await provider.commit(sessionOf(run), target, content, action.intent, call)
  doubt(run, { result })
  return { of: 'commit', result, digest }
}

/** Whether an earlier commit may have made the file, so that a change of ours comes too late for it. */
function mayBeMade({ transfer, source, hasAskedCommit }: Run): boolean {
  return hasAskedCommit || transfer.failure?.code === 'still-finishing' || source === null
}

/** Each part that is there, against the file on disk. */
async function prove(action: Extract<Action, { do: 'prove' }>, run: Run): Promise<Outcome> {
  const { position, sentEnd } = action
  const outcome = (result: Extract<Outcome, { of: 'prove' }>['result']): Outcome => ({
    of: 'prove',
    position,
    sentEnd,
    result,
  })
  const reading = passOf(run)
  const end = reading === null ? null : checking(run, reading.pass, sizeOf(run))
  try {
    for (const { range, digest } of reading === null ? [] : (position.parts ?? [])) {
      const value = await reading?.pass.part(range.start, range.end, run.signal)
      if (value !== digest.value) return outcome(ok({ differs: range }))
    }
    const unchanged = await checkSource(run)
    return outcome(unchanged.ok ? ok({ differs: null }) : unchanged)
  } catch (error) {
    if (error instanceof FailureError) return outcome(fail(error.failure))
    throw error
  } finally {
    end?.()
  }
}

/** Said while the file is read and nothing is sent. */
function checking({ world, transfer }: Run, pass: DigestPass, totalBytes: number): () => void {
  return world.activities.begin(transfer.id, totalBytes, () => pass.offset)
}

/** With the item at hand, or asked for; and with our own digest, where it isn't known yet. */
async function verify(action: Extract<Action, { do: 'verify' }>, run: Run): Promise<Outcome> {
  let digest = run.transfer.digest
  if (digest === null && run.source !== null) {
    const made = await wholeDigest(run)
    // The file may have changed since it was sent; then size and id are what is left to compare.
    digest = made.ok ? made.value : null
  }
  if (action.item !== null) return { of: 'verify', result: ok(action.item), fresh: true, digest }
  const result = await run.provider.lookById(targetOf(run.transfer), action.itemId, run.call)
  return { of: 'verify', result, fresh: false, digest }
}
