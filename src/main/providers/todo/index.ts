/** To Do: files attached to a task, of one account or of another user whose tasks it may write. */

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
import { unknownRoom } from '../../engine/ports/provider.ts'
import { commit } from '../graph/attachment-session.ts'
import { browse } from './browse.ts'
import * as limits from './limits.ts'
import { inspect, look, lookById } from './look.ts'
import { addressOf, factsOf } from './todo-call.ts'
import type { Todo } from './todo-call.ts'
import { abandon, open, position, put, send } from './session.ts'

export interface TodoOptions {
  readonly connection: GraphConnection
  readonly clock: Clock
  /** Whether what is attached is read back to prove it. Absent: it is. */
  readonly readsBack?: boolean | undefined
}

const capabilities: Capabilities = {
  // To Do tells none: it is what we read back (C: taskfileattachment-get.md).
  digest: 'sha256',
  readsBack: true,
  hasFolders: false,
  replaces: false,
  keepsItems: true,
  digestsFirst: false,
  maxFileBytes: limits.maxFileBytes,
  maxSinglePutBytes: limits.maxSinglePutBytes,
  hardSinglePutBytes: limits.maxSinglePutBytes,
  rangeAlignmentBytes: 1,
  maxRangeBytes: limits.maxRangeBytes,
  startRangeBytes: limits.maxRangeBytes,
  parallelRanges: limits.parallelRanges,
  // The expiry it tells never moves (C: concepts/todo-attachments.md), and is the whole clock.
  sessionLifetimeMs: null,
  shared: null,
  rewrites: () => false,
  nameKey: attachmentNameKey,
}

export class TodoProvider implements Provider {
  readonly kind = 'todo'
  readonly #todo: Todo
  readonly #trustsAnswers: boolean

  constructor({ connection, clock, readsBack = true }: TodoOptions) {
    this.#todo = { connection, clock }
    this.#trustsAnswers = !readsBack
  }

  capabilities(): Capabilities {
    return { ...capabilities, trustsAnswers: this.#trustsAnswers }
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

  /** "up to 25 MB" is of each file; of a whole task no limit is documented (C: concepts/todo-attachments.md). */
  async room(destination: string): Promise<Result<Room>> {
    const address = addressOf(destination)
    return address.ok ? ok(unknownRoom) : address
  }

  look(target: Target, call: Call): Promise<Result<RemoteItem | null>> {
    return look(this.#todo, target, call)
  }

  lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>> {
    return lookById(this.#todo, target, itemId, call)
  }

  inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>> {
    return inspect(this.#todo, destination, call)
  }

  browse(place: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return browse(this.#todo, place, next, call)
  }

  /** Every file is an attachment of its own, wherever it came from. */
  async makeFolders(): Promise<Result<void>> {
    return ok(undefined)
  }

  async open(target: Target, { size }: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>> {
    return intent.kind === 'new' ? open(this.#todo, target, size, call) : fail(noVersions(target))
  }

  position(session: SessionHandle, size: number, call: Call): Promise<Result<Position>> {
    return position(this.#todo, session, size, call)
  }

  send(session: SessionHandle, range: Range, size: number, body: Body, call: Call): Promise<Result<RangeAnswer>> {
    return send(this.#todo, session, range, size, body, call)
  }

  async commit(session: SessionHandle): Promise<Result<RemoteItem>> {
    return commit(session)
  }

  abandon(session: SessionHandle, call: Call): Promise<Result<void>> {
    return abandon(this.#todo, session, call)
  }

  async put(target: Target, _content: Content, intent: Intent, body: Body, call: Call): Promise<Result<RemoteItem>> {
    return intent.kind === 'new' ? put(this.#todo, target, body, call) : fail(noVersions(target))
  }
}

/** The engine doesn't ask for it (`Capabilities.replaces`). */
function noVersions(target: Target): Failure {
  return failure('destination-refused', { ...factsOf(target), detail: 'an attachment cannot get new content.' })
}
