/** Box: one account's files, and all that others let it write to. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { BoxConnection } from '../../engine/ports/http.ts'
import type {
  Body,
  Call,
  Capabilities,
  Content,
  FolderPage,
  Intent,
  NamesPage,
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
import type { LinkWish, SharedLink } from '../../engine/ports/share.ts'
import { knownSizeProblem, room } from './account-limits.ts'
import { addressOf, factsOf } from './box-call.ts'
import type { Box } from './box-call.ts'
import { browse, inspect } from './browse.ts'
import { addressOfLink, names, search } from './find.ts'
import { commit } from './commit.ts'
import { FolderMemory } from './folder-memory.ts'
import { makeFolders } from './folders.ts'
import { handleOf } from './handle.ts'
import type { Handle } from './handle.ts'
import { Learnt } from './learnt.ts'
import * as limits from './limits.ts'
import { look, lookById } from './look.ts'
import { allowedName, fold, namesProblem } from './names.ts'
import { put } from './put.ts'
import { abandon, open, position, send } from './session.ts'
import { share } from './share.ts'

export interface BoxOptions {
  readonly connection: BoxConnection
  readonly clock: Clock
}

/** Box's own web app shows a file at its id; what another root shows is its own affair. */
const webApp = 'https://app.box.com'

export class BoxProvider implements Provider {
  readonly kind = 'box'
  readonly #box: Box

  constructor({ connection, clock }: BoxOptions) {
    const { hostname } = new URL(connection.box.apiUrl)
    const webRoot = hostname.endsWith('.box.com') ? webApp : null
    this.#box = { connection, clock, folders: new FolderMemory(clock), learnt: new Learnt(), webRoot }
  }

  capabilities(_target: Target, session?: SessionHandle | null): Capabilities {
    const { learnt } = this.#box
    const partBytes = (session ? handleOf(session)?.partSize : null) ?? limits.usualPartBytes
    return {
      digest: 'sha1',
      readsBack: false,
      hasFolders: true,
      replaces: true,
      keepsItems: true,
      digestsFirst: true,
      maxFileBytes: learnt.maxFileBytes,
      maxSinglePutBytes: learnt.sessionFrom - 1,
      hardSinglePutBytes: limits.hardSinglePutBytes,
      rangeAlignmentBytes: partBytes,
      maxRangeBytes: partBytes,
      startRangeBytes: partBytes,
      parallelRanges: limits.parallelRanges,
      sessionLifetimeMs: null,
      shared: null,
      rewrites: () => false,
      nameKey: fold,
    }
  }

  preflight(target: Target, size: number): Failure | null {
    const address = addressOf(target.destination)
    if (!address.ok) return address.failure
    const tooLarge = knownSizeProblem(this.#box, size, factsOf(target))
    if (tooLarge !== null) return tooLarge
    const { base, path } = address.value
    return base.of === 'file' ? null : namesProblem(target.destination, [...path, ...target.folders, target.name])
  }

  allowed(target: Target): Target | null {
    if (this.preflight(target, 0) === null) return target
    const found = { ...target, folders: target.folders.map(allowedName), name: allowedName(target.name) }
    // The address itself may be what is refused.
    return this.preflight(found, 0) === null ? found : null
  }

  room(destination: string, call: Call): Promise<Result<Room>> {
    return room(this.#box, destination, call)
  }

  look(target: Target, call: Call): Promise<Result<RemoteItem | null>> {
    return look(this.#box, target, call)
  }

  lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>> {
    return lookById(this.#box, target, itemId, call)
  }

  inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>> {
    return inspect(this.#box, destination, call)
  }

  browse(destination: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return browse(this.#box, destination, next, call)
  }

  search(place: string, text: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return search(this.#box, place, text, next, call)
  }

  names(target: Target, next: string | null, call: Call): Promise<Result<NamesPage>> {
    return names(this.#box, target, next, call)
  }

  addressOfLink(link: string, call: Call): Promise<Result<string | null>> {
    return addressOfLink(this.#box, link, call)
  }

  makeFolders(target: Target, call: Call): Promise<Result<void>> {
    return makeFolders(this.#box, target, call)
  }

  open(target: Target, content: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>> {
    return open(this.#box, target, content, intent, call)
  }

  position(session: SessionHandle, _size: number, call: Call): Promise<Result<Position>> {
    return inSession(session, (handle) => position(this.#box, handle, call))
  }

  send(session: SessionHandle, range: Range, _size: number, body: Body, call: Call): Promise<Result<RangeAnswer>> {
    return inSession(session, (handle) => send(this.#box, handle, range, body, call))
  }

  commit(
    session: SessionHandle,
    target: Target,
    content: WholeContent,
    intent: Intent,
    call: Call,
  ): Promise<Result<RemoteItem>> {
    return inSession(session, (handle) => commit(this.#box, handle, target, content, intent, call))
  }

  abandon(session: SessionHandle, call: Call): Promise<Result<void>> {
    const handle = handleOf(session)
    return handle === null ? Promise.resolve(ok(undefined)) : abandon(this.#box, handle, call)
  }

  put(target: Target, content: Content, intent: Intent, body: Body, call: Call): Promise<Result<RemoteItem>> {
    return put(this.#box, target, content, intent, body, call)
  }

  share(target: Target, itemId: string, wish: LinkWish, call: Call): Promise<Result<SharedLink>> {
    return share(this.#box, target, itemId, wish, call)
  }
}

function inSession<T>(session: SessionHandle, use: (handle: Handle) => Promise<Result<T>>): Promise<Result<T>> {
  const handle = handleOf(session)
  if (handle !== null) return use(handle)
  return Promise.resolve(fail(failure('session-lost', { detail: 'what was stored of it cannot be read' })))
}
