/** Outlook: files attached to a draft message or an event, of one account's mailbox or of another that it may write. */

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
} from '../../engine/ports/provider.ts'
import { allowedAttachmentName, attachmentNameKey, attachmentNameProblem } from '../graph/attachment-name.ts'
import { commit } from '../graph/attachment-session.ts'
import { browse } from './browse.ts'
import * as limits from './limits.ts'
import { inspect, look, lookById } from './look.ts'
import { addressOf, factsOf } from './outlook-call.ts'
import type { Outlook } from './outlook-call.ts'
import { room } from './room.ts'
import { abandon, open, position, put, send } from './session.ts'

export interface OutlookOptions {
  readonly connection: GraphConnection
  readonly clock: Clock
  /** Whether what is attached is read back to prove it. Absent: it is. */
  readonly readsBack?: boolean | undefined
}

const capabilities: Omit<Capabilities, 'shared'> = {
  // Outlook tells none: it is what we read back (graph.md C3).
  digest: 'sha256',
  readsBack: true,
  hasFolders: false,
  replaces: false,
  keepsItems: true,
  digestsFirst: false,
  maxFileBytes: limits.maxFileBytes,
  maxSinglePutBytes: limits.sessionFromBytes - 1,
  hardSinglePutBytes: limits.hardSinglePutBytes,
  rangeAlignmentBytes: 1,
  maxRangeBytes: limits.maxRangeBytes,
  startRangeBytes: limits.maxRangeBytes,
  parallelRanges: limits.parallelRanges,
  // The expiry it tells never moves (C: concepts/outlook-large-attachments.md), and is the whole clock.
  sessionLifetimeMs: null,
  rewrites: () => false,
  nameKey: attachmentNameKey,
}

export class OutlookProvider implements Provider {
  readonly kind = 'outlook'
  readonly #outlook: Outlook
  readonly #trustsAnswers: boolean

  constructor({ connection, clock, readsBack = true }: OutlookOptions) {
    this.#outlook = { connection, clock }
    this.#trustsAnswers = !readsBack
  }

  capabilities({ destination }: Pick<Target, 'destination'>): Capabilities {
    const address = addressOf(destination)
    const mailbox = address.ok ? address.value.user : null
    const trustsAnswers = this.#trustsAnswers
    return { ...capabilities, trustsAnswers, shared: { ...limits.ofMailbox, place: `mailbox of ${mailbox ?? 'me'}` } }
  }

  preflight(target: Target, size: number): Failure | null {
    const address = addressOf(target.destination)
    if (!address.ok) return address.failure
    if (size > limits.maxFileBytes)
      return failure('too-large', { ...factsOf(target, size), limit: String(limits.maxFileBytes) })
    const rule = attachmentNameProblem(target.name, limits.maxNameLength)
    return rule === null ? null : failure('name-not-allowed', { ...factsOf(target), rule })
  }

  allowed(target: Target): Target {
    return { ...target, name: allowedAttachmentName(target.name, limits.maxNameLength) }
  }

  room(destination: string, call: Call): Promise<Result<Room>> {
    return room(this.#outlook, destination, call)
  }

  look(target: Target, call: Call): Promise<Result<RemoteItem | null>> {
    return look(this.#outlook, target, call)
  }

  lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>> {
    return lookById(this.#outlook, target, itemId, call)
  }

  inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>> {
    return inspect(this.#outlook, destination, call)
  }

  browse(place: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return browse(this.#outlook, place, next, call)
  }

  /** Every file is an attachment of its own, wherever it came from. */
  async makeFolders(): Promise<Result<void>> {
    return ok(undefined)
  }

  async open(target: Target, { size }: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>> {
    return intent.kind === 'new' ? open(this.#outlook, target, size, call) : fail(noVersions(target))
  }

  position(session: SessionHandle, size: number, call: Call): Promise<Result<Position>> {
    return position(this.#outlook, session, size, call)
  }

  send(session: SessionHandle, range: Range, size: number, body: Body, call: Call): Promise<Result<RangeAnswer>> {
    return send(this.#outlook, session, range, size, body, call)
  }

  async commit(session: SessionHandle): Promise<Result<RemoteItem>> {
    return commit(session)
  }

  abandon(session: SessionHandle, call: Call): Promise<Result<void>> {
    return abandon(this.#outlook, session, call)
  }

  async put(target: Target, _content: Content, intent: Intent, body: Body, call: Call): Promise<Result<RemoteItem>> {
    return intent.kind === 'new' ? put(this.#outlook, target, body, call) : fail(noVersions(target))
  }
}

/** The engine doesn't ask for it (`Capabilities.replaces`). */
function noVersions(target: Target): Failure {
  return failure('destination-refused', { ...factsOf(target), detail: 'an attachment cannot get new content.' })
}
