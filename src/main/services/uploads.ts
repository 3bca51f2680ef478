/** Files and folders added by hand: walked, and enqueued as one batch. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { canonical } from '../../shared/destination.ts'
import { failureRules } from '../../shared/failure-catalogue.ts'
import {
  type Failure,
  type FailureCode,
  type FailureView,
  type Result,
  fail,
  fillIn,
  ok,
  viewOf,
} from '../../shared/failure.ts'
import type { Random } from '../engine/ports/clock.ts'
import type { Placing } from '../engine/ports/placing.ts'
import type { Providers } from '../engine/ports/provider.ts'
import type { Fingerprint } from '../engine/ports/source.ts'
import type { NewTransfer, TransferStore } from '../engine/ports/store.ts'
import type { Queue } from '../engine/queue/queue.ts'
import { absolutePaths } from './absolute-paths.ts'
import type { Accounts } from './accounts.ts'
import { ahead } from './ahead.ts'
import { type Rules, fitted } from './fitted.ts'
import { type Patience, patiently, rulesOfPlace } from './place-rules.ts'

type EnqueueRequest = z.output<(typeof contract)['queue']['enqueue']['in']>

/** A regular file found below one of the given paths. */
interface FoundFile {
  readonly root: string
  readonly path: string
  /** Below the destination, outermost first. */
  readonly folders: readonly string[]
  readonly name: string
  readonly fingerprint: Fingerprint
}

interface Sent {
  readonly file: FoundFile
  /** Why it is left out; null: it goes. */
  readonly without: Failure | null
}

/** By which files are fitted. */
interface Decided {
  /** Null: every file goes as it is. */
  readonly rules: Rules | null
  /** Why the destination could not be asked, so that it may refuse what was to be fitted or left out. */
  readonly unasked: Failure | null
}

interface Enqueued {
  readonly batch: string
  readonly queued: number
  readonly already: number
  readonly alreadyIds: string[]
  readonly leftOut?: number
  readonly unasked?: FailureView
}

/** Something below the paths that is not sent, with the reason. */
interface LeftOut {
  readonly path: string
  readonly code: FailureCode
  readonly facts: Readonly<Record<string, string>>
}

/**
 * Looks at all the paths first, then at what is below them, in batches.
 * Failures: `path-missing`, `source-denied`, `source-not-regular`, `too-large`.
 */
export type Walk = (paths: readonly string[]) => Promise<
  Result<{
    batches(): AsyncIterable<{ readonly entries: readonly FoundFile[]; readonly oddities: readonly LeftOut[] }>
  }>
>

export interface UploadParts extends Patience {
  readonly walk: Walk
  readonly queue: Pick<Queue, 'enqueue'>
  readonly accounts: Pick<Accounts, 'choose'>
  readonly providers: Pick<Providers, 'serving'>
  readonly random: Random
  readonly placing: Placing
  readonly store: Pick<TransferStore, 'addStep'>
  /** ms a file that changes while it is sent has to rest */
  readonly settleMs: number
}

/** As many as the contract carries. */
const mostIds = 10_000

export class Uploads {
  readonly #parts: UploadParts

  constructor(parts: UploadParts) {
    this.#parts = parts
  }

  /** Nothing is enqueued where a path is missing or the address can't be served. */
  async enqueue(request: EnqueueRequest, signal: AbortSignal): Promise<Result<Enqueued>> {
    const { walk, queue, accounts, random, settleMs } = this.#parts
    const template = request.template === undefined ? ok(null) : parseTemplate(request.template)
    if (!template.ok) return template
    const account = await accounts.choose(request.account, request.to)
    if (!account.ok) return fail(account.failure)
    const paths = absolutePaths(request.paths)
    if (!paths.ok) return fail(paths.failure)
    const walked = await walk(paths.value)
    if (!walked.ok) return fail(walked.failure)
    const { rules, unasked } = await this.#decided(account.value.name, request, signal)
    const batch = random.id()
    let queued = 0
    let already = 0
    let leftOut = 0
    const alreadyIds: string[] = []
    for await (const { entries: files, oddities } of ahead(walked.value.batches())) {
      signal.throwIfAborted()
      for (const { path, code, facts } of oddities) await this.#leaveOut(path, { code, facts })
      const sent = files.map((file) => this.#fitted(this.#placed(file, request), rules, request))
      for (const { file, without } of sent) if (without !== null) await this.#leaveOut(file.path, without)
      const going = sent.filter(({ without }) => without === null)
      leftOut += sent.length - going.length
      const entries = going.map(
        ({ file }): NewTransfer => ({
          ...file,
          batchId: batch,
          watchId: null,
          account: account.value.name,
          destination: canonical(request.to),
          conflict: request.conflict,
          settleMs,
          state: 'queued',
          replaces: null,
          why: 'added by hand',
        }),
      )
      for (const { isNew, transfer } of await queue.enqueue(entries)) {
        if (isNew) queued += 1
        else already += 1
        if (!isNew && alreadyIds.length < mostIds) alreadyIds.push(transfer.id)
      }
    }
    const odd = { ...(leftOut > 0 && { leftOut }), ...(unasked !== null && { unasked: viewOf(unasked, null) }) }
    return ok({ batch, queued, already, alreadyIds, ...odd })
  }

  /** Where a person decided nothing that needs them, nobody is asked: the queue finds out itself. */
  async #decided(account: string, { to, fixes }: EnqueueRequest, signal: AbortSignal): Promise<Decided> {
    if (!fixes.names && fixes.leaveOut.length === 0) return { rules: null, unasked: null }
    const destination = canonical(to)
    const serving = await this.#parts.providers.serving(account, destination)
    if (!serving.ok) return { rules: null, unasked: serving.failure }
    return patiently(this.#parts, signal, (call) => rulesOfPlace(serving.value, destination, call))
  }

  /** Where it goes: decided here, and stored with the transfer. */
  #placed(file: FoundFile, { template }: EnqueueRequest): FoundFile {
    return { ...file, ...this.#parts.placing(template, file) }
  }

  /** The file as it goes, under another name where that was decided; or why it goes without it. */
  #fitted(file: FoundFile, rules: Rules | null, { to, fixes }: EnqueueRequest): Sent {
    if (rules === null) return { file, without: null }
    const { folders, name, fingerprint } = file
    const own = { destination: canonical(to), folders, name }
    const { target, failure, isLeftOut } = fitted(rules, own, fingerprint.size, fixes)
    return { file: { ...file, folders: target.folders, name: target.name }, without: isLeftOut ? failure : null }
  }

  #leaveOut(path: string, { code, facts }: Failure): Promise<void> {
    const why = fillIn(failureRules[code].message, facts)
    return this.#parts.store.addStep(path, { what: 'left out', why }, this.#parts.clock.now())
  }
}
