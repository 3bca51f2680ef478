/** `longshore upload PATH… --to ADDRESS`: enqueues files and folders, and waits for them where asked to. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { failure, FailureError } from '../../../shared/failure.ts'
import { plural } from '../../../shared/format.ts'
import { type PreflightReport, isClear, leavable } from '../../../shared/preflight.ts'
import { conflictPolicies } from '../../../shared/transfer.ts'
import type { ConflictPolicy, TransferView } from '../../../shared/transfer.ts'
import type { Engine } from '../../client/reach-engine.ts'
import { exitCode, exitCodeOfSummary } from '../exit-code.ts'
import { follow, listed } from '../follow.ts'
import { preflightLines, unaskedLine, warningLines } from '../preflight-text.ts'
import { Interrupted, isUnreachable, valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { templateHelp } from '../template-help.ts'
import { summaryLine, summaryOf } from '../summary.ts'
import { resolved } from '../to.ts'
import { notEmpty } from '../values.ts'

interface Flags {
  readonly to: string
  readonly check?: boolean
  readonly fixNames?: boolean
  readonly leaveOutRefused?: boolean
  readonly account?: string
  readonly conflict?: ConflictPolicy
  readonly wait?: boolean
  readonly template?: string
}

type Request = Parameters<EngineClient['queue']['enqueue']>[0]

/** What the engine says of it: the last word only. Ctrl-C ends it. */
async function lookAhead({ signal }: Session, client: EngineClient, request: Request): Promise<PreflightReport> {
  let last: PreflightReport | null = null
  for await (const report of client.queue.preflight(request, signal)) last = report
  if (last?.isComplete === true) return last
  throw new FailureError(failure('engine-unreachable', { detail: 'it ended' }))
}

/**
 * Warnings are for people: scripts ask with --check. What can't be looked at goes to the queue as it is, which finds
 * out.
 */
async function warnAndEnqueue(session: Session, client: EngineClient, given: Request) {
  const request = await resolved(client, given)
  const { terminal } = session
  const report = terminal.isJson ? null : await lookAhead(session, client, request).catch(nothingOfFailures)
  if (session.signal.aborted) throw new Interrupted()
  for (const line of report === null ? [] : warningLines(report)) terminal.note(line)
  const added = valueOf(await client.queue.enqueue(request))
  if (added.unasked !== undefined) terminal.note(unaskedLine(added.unasked))
  return added
}

function nothingOfFailures(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}

/** Asking twice is harmless: what is in the queue already is not enqueued again. */
async function enqueueAndStay(session: Session, request: Request) {
  let engine: Engine = await session.reach('engine')
  try {
    const enqueue = async () => session.unlessInterrupted(warnAndEnqueue(session, engine.client, request))
    try {
      return { engine, added: await enqueue() }
    } catch (error) {
      if (engine.isOurs || !isUnreachable(error)) throw error
      await engine.close()
      engine = await session.reach('engine')
      return { engine, added: await enqueue() }
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function uploadAndWait(session: Session, request: Request): Promise<void> {
  const { engine, added } = await enqueueAndStay(session, request)
  const { batch, alreadyIds = [] } = added
  session.terminal.line(`Uploading ${plural(added.queued + added.already, 'file')}.`)
  const target = alreadyIds.length > 0 ? { batch, ids: alreadyIds } : { batch }
  const followed = await follow(session, engine, target, undefined)
  // Also those that an early Ctrl-C left unlooked at: they are in the queue.
  const summary = { ...followed, queued: Math.max(followed.queued, added.queued) }
  session.terminal.line(summaryLine(summary))
  session.terminal.event('summary', summary)
  session.exitCode = session.signal.aborted ? exitCode.interrupted : exitCodeOfSummary(summary)
}

async function uploadAndLeave(session: Session, request: Request): Promise<void> {
  const { terminal } = session
  await session.ask(async (client, engine) => {
    const added = await warnAndEnqueue(session, client, request)
    const counts: Partial<Record<TransferView['state'], number>> = {}
    if (terminal.isJson) {
      const { batch, alreadyIds = [] } = added
      const target = alreadyIds.length > 0 ? { batch, ids: alreadyIds } : { batch }
      for await (const transfer of listed(client, target)) {
        counts[transfer.state] = (counts[transfer.state] ?? 0) + 1
        terminal.event('state', transfer)
      }
      terminal.event('summary', summaryOf(counts, false))
      return
    }
    const already = added.already > 0 ? `; ${plural(added.already, 'file')} in the queue already` : ''
    const without = added.leftOut === undefined ? '' : `; ${plural(added.leftOut, 'file')} left out`
    terminal.line(`Queued ${plural(added.queued, 'file')}${already}${without}.`)
    if (engine.isOurs) terminal.line('Nothing sends them yet: run `longshore wait`, or start `longshore daemon`.')
  })
}

async function check(session: Session, request: Request): Promise<void> {
  const report = await session.ask(async (client) => lookAhead(session, client, await resolved(client, request)))
  session.terminal.event('preflight', report)
  session.terminal.lines(preflightLines(report))
  session.exitCode = isClear(report) ? exitCode.fine : exitCode.unfinished
}

async function upload(session: Session, paths: string[], flags: Flags): Promise<void> {
  const { to, account, conflict, wait, template } = flags
  const request: Request = {
    paths: paths.map((path) => session.path(path)),
    to,
    ...(account !== undefined && { account }),
    ...(conflict !== undefined && { conflict }),
    ...(template !== undefined && { template }),
    ...((flags.fixNames === true || flags.leaveOutRefused === true) && {
      fixes: { names: flags.fixNames === true, leaveOut: flags.leaveOutRefused === true ? [...leavable] : [] },
    }),
  }
  if (flags.check === true) return check(session, request)
  await (wait === true ? uploadAndWait(session, request) : uploadAndLeave(session, request))
}

export function addUpload(program: Command, session: Session): void {
  program
    .command('upload')
    .description('upload files and folders')
    .argument('<path...>', 'files and folders')
    .requiredOption('--to <address>', 'where to: onedrive:/Folder, … a link to it, or @FAVOURITE', notEmpty)
    .option('--account <name>', 'with which account', notEmpty)
    .addOption(new Option('--conflict <what>', 'when the name is taken there').choices(conflictPolicies))
    .option('--template <template>', 'where below it each goes: {yyyy}/{mm}/{relpath}', notEmpty)
    .option('--wait', 'until all of them are there')
    .option('--check', 'only say what would happen, and send nothing')
    .option('--fix-names', 'send files whose name is refused there under the nearest allowed one')
    .option('--leave-out-refused', 'leave out the files that would be refused there')
    .addHelpText('after', templateHelp())
    .action((paths: string[], flags: Flags) => upload(session, paths, flags))
}
