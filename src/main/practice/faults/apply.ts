import type { Context } from '../context.ts'
import { pause } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { problemReply } from '../http/respond.ts'
import { boxSessions, putBoxSession } from '../box/session-store.ts'
import { putSession } from '../onedrive/session-store.ts'
import { attachmentSession, putAttachmentSession } from '../outlook/rows.ts'
import { putSession as putPrintSession, sessionsOf as printSessions } from '../print/store.ts'
import { Problem } from '../problem.ts'
import { driveIds } from '../seed.ts'
import { demand } from '../sign-in/control.ts'
import { revoke } from '../sign-in/tokens.ts'
import type { UploadSession } from '../storage/rows.ts'
import { putSession as putTodoSession, sessionsOf as todoSessions } from '../todo/store.ts'
import type { Step, StepOf } from './actions.ts'
import { applyBoxStep } from './box-actions.ts'
import { actAsOtherWriter } from './other-writer.ts'
import type { Gates } from './gates.ts'
import { type FaultPlan, reset } from './plan.ts'
import { falsify } from './wrong-ranges.ts'

/** Writes one step into the plan for a request. */
export function applyStep(context: Context, gates: Gates, step: Step, plan: FaultPlan, exchange: Exchange): void {
  const { world } = context
  const before = (act: () => void) => plan.before.push(async () => (act(), null))
  switch (step.action) {
    case 'respond':
      return applyRespond(context, step, plan)
    case 'reset':
      if (step.at === 'arrival') plan.before.push(async () => reset)
      else if (step.at === 'stored') plan.after.push(async () => reset)
      else plan.cutBodyAfter = step.afterBytes
      plan.keepCut ||= step.keep
      return
    case 'delay':
      return wait(plan, step.at, () => pause(exchange, step.ms))
    case 'hold':
      return wait(plan, step.at, () => gates.hold(step.gate, exchange))
    case 'slowRead':
      plan.readBytesPerSecond = step.bytesPerSecond
      return
    case 'slowReply':
      plan.headersAfterMs += step.headersAfterMs
      plan.writeBytesPerSecond = step.bytesPerSecond ?? plan.writeBytesPerSecond
      return
    case 'truncate':
      plan.truncateAt = step.bytes
      plan.lies = true
      return
    case 'inflate':
      return change(plan, (reply) => inflated(reply, step.bytes))
    case 'redirect':
      plan.before.push(async () => ({ status: step.status, headers: { Location: step.location } }))
      return
    case 'ranges':
      plan.lies = true
      return change(plan, (reply) => falsify(context, exchange, reply, step))
    case 'expireSession':
      before(() => expireSession(context, exchange))
      return
    case 'expireUploadToken':
      before(() => changeSession(context, exchange, { tokenExpiresAt: world.clock.now() - 1 }))
      return
    case 'advanceClock':
      before(() => world.clock.advance(step.ms))
      return
    case 'revokeToken':
      before(() => revoke(world, exchange.bearer ?? ''))
      return
    case 'demandClaims':
      before(() => demand(context, world.accessTokens.get(exchange.bearer ?? '')?.account ?? '', 'claims', step))
      return
    case 'shrinkQuota':
      before(() => world.setSwitches({ ...world.switches, quotaTotal: step.total ?? 0 }))
      return
    case 'change':
      return wait(plan, step.at, () => actAsOtherWriter(context, { ...step, ...whom(exchange, step) }))
    case 'commitAs':
      plan.commitAs = step.conflict
      return
    case 'stillborn':
      plan.stillborn = true
      return
    case 'omitHashes':
      return change(plan, withoutHashes)
    case 'rewrite':
      return wait(plan, 'stored', () => actAsOtherWriter(context, { what: 'rewrite', ...whom(exchange, {}) }))
    case 'skewDate':
      plan.dateSkewMs += step.ms
      return
    case 'withoutContinue':
      plan.withoutContinue = true
      return
    case 'refuseConnection':
      return
    default:
      return applyBoxStep(context, step, plan, exchange)
  }
}

function applyRespond(context: Context, step: StepOf<'respond'>, plan: FaultPlan): void {
  plan.answerEarly ||= step.early
  if (step.stored) {
    plan.lies = true
    plan.after.push(async (_, exchange) => answerOf(context, step, exchange))
  } else {
    plan.before.push(async (exchange) => answerOf(context, step, exchange))
  }
}

function answerOf({ world }: Context, step: StepOf<'respond'>, exchange: Exchange): Reply {
  const headers: Record<string, string> = { ...step.headers }
  const seconds = Array.isArray(step.retryAfter) ? step.retryAfter.shift() : step.retryAfter
  if (Array.isArray(step.retryAfter) && step.retryAfter.length === 0 && seconds !== undefined) step.retryAfter = seconds
  if (seconds !== undefined) {
    const until = new Date(Math.ceil((world.clock.now() + seconds * 1000) / 1000) * 1000)
    headers['Retry-After'] = step.retryAfterAsDate ? until.toUTCString() : String(seconds)
  }
  if (step.contentType !== undefined) headers['Content-Type'] = step.contentType
  if (step.body !== undefined) return { status: step.status, headers, bytes: Buffer.from(step.body) }
  if (step.json !== undefined) return { status: step.status, headers, json: step.json }
  if (step.code === undefined) return { status: step.status, headers }
  const problem = new Problem(step.status, step.code, step.message ?? step.code, step.inner ?? null, headers)
  return problemReply(problem, exchange, world.clock, world.switches)
}

function wait(plan: FaultPlan, at: 'arrival' | 'stored', act: () => Promise<unknown>): void {
  if (at === 'arrival') plan.before.push(() => act().then(() => null))
  else plan.after.push((reply) => act().then(() => reply))
}

function change(plan: FaultPlan, make: (reply: Reply) => Reply): void {
  plan.after.push(async (reply) => make(reply))
}

function changeSession(
  { world }: Context,
  { entry }: Exchange,
  changes: Partial<Pick<UploadSession, 'expiresAt' | 'tokenExpiresAt'>>,
): void {
  const mail = attachmentSession(world, entry.sessionId)
  // Outlook's URL and session end together.
  const expiresAt = changes.expiresAt ?? changes.tokenExpiresAt
  if (mail && typeof expiresAt === 'number') world.write(putAttachmentSession({ ...mail, expiresAt }))
  const session = entry.sessionId === null ? undefined : world.sessions.get(entry.sessionId)
  if (session) world.write(putSession({ ...session, ...changes }))
  const task = todoSessions(world).get(entry.sessionId ?? '')
  if (task && changes.expiresAt !== undefined) world.write(putTodoSession({ ...task, expiresAt: changes.expiresAt }))
  const print = printSessions(world).get(entry.sessionId ?? '')
  const { expiresAt: end = print?.expiresAt, tokenExpiresAt: tokenEnd } = changes
  if (print && end !== undefined) {
    world.write(putPrintSession({ ...print, expiresAt: end, tokenExpiresAt: tokenEnd ?? print.tokenExpiresAt }))
  }
}

/** Whichever service's session it is. */
function expireSession(context: Context, exchange: Exchange): void {
  const { world } = context
  const ended = { expiresAt: world.clock.now() - 1 }
  const session = boxSessions(world).get(exchange.entry.sessionId ?? '')
  if (session) world.write(putBoxSession({ ...session, ...ended }))
  else changeSession(context, exchange, ended)
}

/** The item a request is about: by what the journal knows of it, unless the step names a path. */
function whom(
  { entry }: Exchange,
  { path }: { path?: string | undefined },
): { drive?: string; path?: string; itemId?: string; sessionId?: string } {
  const drive = entry.protocol === 'box' && { drive: driveIds.box }
  if (path !== undefined) return { ...drive, path }
  return {
    ...drive,
    ...(entry.path !== null && { path: entry.path }),
    ...(entry.itemId !== null && { itemId: entry.itemId }),
    ...(entry.sessionId !== null && { sessionId: entry.sessionId }),
  }
}

function inflated(reply: Reply, bytes: number): Reply {
  if (typeof reply.json !== 'object' || reply.json === null) return reply
  return { ...reply, json: { ...reply.json, padding: 'x'.repeat(bytes) } }
}

function withoutHashes(reply: Reply): Reply {
  const item = reply.json as { file?: { hashes?: unknown } } | undefined
  if (!item?.file) return reply
  const { hashes: _, ...file } = item.file
  return { ...reply, json: { ...item, file } }
}
