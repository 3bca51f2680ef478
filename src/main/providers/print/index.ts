/** Universal Print: each file is a job of its own, started and followed until the printer has it; or a given job's document. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection } from '../../engine/ports/http.ts'
import type {
  Body,
  Call,
  Capabilities,
  Content,
  FolderPage,
  Intent,
  OpenedSession,
  Position,
  Provider,
  Range,
  RangeAnswer,
  RemoteItem,
  Room,
  SessionHandle,
  Target,
  WholeContent,
} from '../../engine/ports/provider.ts'
import { unknownRoom } from '../../engine/ports/provider.ts'
import { allowedAttachmentName } from '../graph/attachment-name.ts'
import { browse } from './browse.ts'
import * as betaSession from './beta-session.ts'
import { isTaken, itemOf, notPrinted, printer, readJob } from './jobs.ts'
import * as limits from './limits.ts'
import { addressOf, factsOf, printerUrl } from './print-call.ts'
import type { Print } from './print-call.ts'
import { secretOf } from './secret.ts'
import * as session from './session.ts'

export interface PrintOptions {
  readonly connection: GraphConnection
  readonly clock: Clock
}

export class PrintProvider implements Provider {
  readonly kind = 'print'
  readonly #print: Print

  constructor({ connection, clock }: PrintOptions) {
    this.#print = { connection, clock }
  }

  capabilities(target: Target): Capabilities {
    const address = addressOf(target.destination)
    const isBeta2020 = address.ok && address.value.document?.isBeta2020 === true
    return {
      // A printer tells the size of what it has, and nothing else (C: resources/printdocument.md).
      digest: null,
      readsBack: false,
      replaces: false,
      hasFolders: false,
      keepsItems: false,
      digestsFirst: false,
      maxFileBytes: limits.maxFileBytes,
      maxSinglePutBytes: 0,
      hardSinglePutBytes: 0,
      rangeAlignmentBytes: limits.rangeAlignmentBytes,
      maxRangeBytes: isBeta2020 ? limits.beta2020MaxRangeBytes : limits.maxRangeBytes,
      startRangeBytes: isBeta2020 ? limits.beta2020MaxRangeBytes : limits.startRangeBytes,
      parallelRanges: isBeta2020 ? limits.beta2020ParallelRanges : limits.parallelRanges,
      sessionLifetimeMs: null,
      shared: null,
      // Converted for printers that know only PDF (C: printdocument-createuploadsession.md).
      rewrites: (name) => /\.o?xps$/i.test(name),
      // Each file is a job of its own, whatever it is called.
      nameKey: () => null,
    }
  }

  preflight(target: Target, size: number): Failure | null {
    const address = addressOf(target.destination)
    if (!address.ok) return address.failure
    if (size > limits.maxFileBytes) {
      return failure('too-large', { ...factsOf(target, size), limit: String(limits.maxFileBytes) })
    }
    if (size === 0) return failure('empty-file', factsOf(target))
    if (target.name.trim() === '' || target.name.length > limits.maxNameLength) {
      const rule = `a document's name has 1 to ${limits.maxNameLength} characters`
      return failure('name-not-allowed', { ...factsOf(target), rule })
    }
    return null
  }

  allowed(target: Target): Target {
    return { ...target, name: allowedAttachmentName(target.name, limits.maxNameLength) }
  }

  /** A printer takes any number of jobs, of those types that it says. */
  async room(destination: string, call: Call): Promise<Result<Room>> {
    const found = await printer(this.#print, destination, call)
    if (!found.ok) return found
    return ok({ ...unknownRoom, refuses: (target) => notPrinted(found.value, target) })
  }

  /** Names mean nothing to a printer; what it can't print is refused here, before a job is made. */
  async look(target: Target, call: Call): Promise<Result<RemoteItem | null>> {
    const taken = await isTaken(this.#print, target, call)
    return taken.ok ? ok(null) : taken
  }

  async lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>> {
    const address = addressOf(target.destination)
    if (!address.ok) return address
    const job = await readJob(this.#print, printerUrl(this.#print, address.value.printer), itemId, call)
    if (!job.ok) return job
    return ok(job.value === null ? null : itemOf(itemId, target, job.value.documents[0]?.size ?? null))
  }

  async inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>> {
    const found = await printer(this.#print, destination, call)
    if (!found.ok) return found
    return ok({ ...itemOf(found.value.id, found.value, 0), isFolder: true })
  }

  browse(place: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return browse(this.#print, place, next, call)
  }

  /** Every file is a document of its own, wherever it came from. */
  async makeFolders(): Promise<Result<void>> {
    return ok(undefined)
  }

  async open(target: Target, { size }: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>> {
    const address = addressOf(target.destination)
    if (!address.ok) return address
    if (intent.kind === 'replace') return fail(noVersions(target))
    if (address.value.document?.isBeta2020 === true) return betaSession.open(this.#print, target, size, call)
    return session.open(this.#print, target, size, call)
  }

  position(handle: SessionHandle, size: number, call: Call): Promise<Result<Position>> {
    const secret = secretOf(handle)
    if (secret.api === 'v1.0') return session.position(this.#print, secret, size, call)
    return betaSession.position(this.#print, secret, size, call)
  }

  send(handle: SessionHandle, range: Range, size: number, body: Body, call: Call): Promise<Result<RangeAnswer>> {
    const secret = secretOf(handle)
    if (secret.api === 'v1.0') return session.send(this.#print, secret, range, size, body, call)
    return betaSession.send(this.#print, secret, range, size, body, call)
  }

  commit(
    handle: SessionHandle,
    _target: Target,
    { size }: WholeContent,
    _intent: Intent,
    call: Call,
  ): Promise<Result<RemoteItem>> {
    const secret = secretOf(handle)
    if (secret.api === 'v1.0') return session.commit(this.#print, secret, size, call)
    return betaSession.commit(this.#print, secret, size, call)
  }

  abandon(handle: SessionHandle, call: Call): Promise<Result<void>> {
    const secret = secretOf(handle)
    if (secret.api === 'v1.0') return session.abandon(this.#print, secret, call)
    return betaSession.abandon(this.#print, secret, call)
  }

  /** There is no such request; an empty file, the only one that would ask for it, is refused before. */
  async put(target: Target, content: Content): Promise<Result<RemoteItem>> {
    if (content.size === 0) return fail(failure('empty-file', factsOf(target)))
    return fail(failure('other-way-only', { ...factsOf(target), detail: 'a printer takes documents in parts only' }))
  }
}

/** The engine doesn't ask for it (`Capabilities.replaces`). */
function noVersions(target: Target): Failure {
  return failure('destination-refused', { ...factsOf(target), detail: 'a document cannot get new content.' })
}
