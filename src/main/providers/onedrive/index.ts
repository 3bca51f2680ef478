/** OneDrive and SharePoint: one account's drives, and all that it may reach of others. */

import { failure } from '../../../shared/failure.ts'
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
} from '../../engine/ports/provider.ts'
import type { LinkWish, SharedLink } from '../../engine/ports/share.ts'
import { namesAnItem } from './addresses.ts'
import { allowedTarget } from './allowed.ts'
import { browse, inspect, search } from './browse.ts'
import { names as namesIn } from './children.ts'
import { Drives } from './drives.ts'
import { makeFolders } from './folders.ts'
import { FreeNames, nameKey } from './free-names.ts'
import { addressOf } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import * as limits from './limits.ts'
import { addressOfLink } from './links.ts'
import { lookLately } from './look-lately.ts'
import { look, lookById } from './look.ts'
import { pathProblem } from './names.ts'
import { put } from './put.ts'
import { room } from './room.ts'
import { abandon, commit, open, position, send } from './session.ts'
import { share } from './share.ts'

export interface OneDriveOptions {
  readonly connection: GraphConnection
  readonly clock: Clock
  /**
   * Modified times are kept for small files too: they go by session, since a simple PUT sets none and correcting it
   * afterwards makes a second version (rclone docs, "Versions"). False: one request for each, and today's time.
   */
  readonly keepTimesOfSmallFiles: boolean
}

/** Files that SharePoint writes its own properties into after it took them (od#935, abraunegg#2654). */
const rewritten = /\.(docx?|docm|dotx?|xlsx?|xlsm|xltx?|pptx?|pptm|potx?|ppsx?|pdf|html?|aspx|jpe?g|vsdx?|one)$/i

export class OneDriveProvider implements Provider {
  readonly kind = 'onedrive'
  readonly #graph: Graph

  constructor({ connection, clock, keepTimesOfSmallFiles }: OneDriveOptions) {
    this.#graph = {
      connection,
      clock,
      drives: new Drives(),
      names: new FreeNames(),
      keepsTimes: keepTimesOfSmallFiles,
    }
  }

  capabilities(target: Target): Capabilities {
    const { driveType } = this.#graph.drives.about(target)
    return {
      digest: 'quickXorHash',
      readsBack: false,
      hasFolders: true,
      replaces: true,
      keepsItems: true,
      digestsFirst: false,
      maxFileBytes: limits.maxFileBytes,
      maxSinglePutBytes: this.#graph.keepsTimes ? 0 : limits.maxSinglePutBytes,
      hardSinglePutBytes: limits.hardSinglePutBytes,
      rangeAlignmentBytes: limits.rangeAlignmentBytes,
      maxRangeBytes: limits.maxRangeBytes,
      startRangeBytes: limits.startRangeBytes,
      parallelRanges: limits.parallelRanges,
      sessionLifetimeMs: isBusiness(driveType) ? limits.businessSessionMs : null,
      shared: null,
      rewrites: (name) => driveType !== 'personal' && rewritten.test(name),
      nameKey,
    }
  }

  preflight(target: Target, size: number): Failure | null {
    const address = addressOf(target)
    if (!address.ok) return address.failure
    const { name, destination, folders } = target
    if (size > limits.maxFileBytes) {
      return failure('too-large', { name, destination, size: String(size), limit: String(limits.maxFileBytes) })
    }
    const { driveType, names } = this.#graph.drives.about(target)
    if (namesAnItem(address.value) && names === 'file') return null
    const { base, path } = address.value
    const isLibraryRoot = base.of === 'root' && isBusiness(driveType)
    return pathProblem({ destination, names: [...path, ...folders, name], isLibraryRoot })
  }

  allowed(target: Target): Target | null {
    const address = addressOf(target)
    if (!address.ok) return null
    if (this.preflight(target, 0) === null) return target
    const { base, path } = address.value
    const isLibraryRoot = base.of === 'root' && isBusiness(this.#graph.drives.about(target).driveType)
    const found = allowedTarget(target, { path, isLibraryRoot })
    // The address itself may be what is refused.
    return found !== null && this.preflight(found, 0) === null ? found : null
  }

  room(destination: string, call: Call): Promise<Result<Room>> {
    return room(this.#graph, destination, call)
  }

  look(target: Target, call: Call): Promise<Result<RemoteItem | null>> {
    return call.lately === true ? lookLately(this.#graph, target, call) : look(this.#graph, target, call)
  }

  lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>> {
    return lookById(this.#graph, target, itemId, call)
  }

  inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>> {
    return inspect(this.#graph, destination, call)
  }

  browse(destination: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return browse(this.#graph, destination, next, call)
  }

  search(place: string, text: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
    return search(this.#graph, place, text, next, call)
  }

  names(target: Target, next: string | null, call: Call): Promise<Result<NamesPage>> {
    return namesIn(this.#graph, target, next, call)
  }

  addressOfLink(link: string, call: Call): Promise<Result<string | null>> {
    return addressOfLink(this.#graph, link, call)
  }

  makeFolders(target: Target, call: Call): Promise<Result<void>> {
    return makeFolders(this.#graph, target, call)
  }

  open(target: Target, content: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>> {
    return open(this.#graph, target, content, intent, call)
  }

  position(session: SessionHandle, size: number, call: Call): Promise<Result<Position>> {
    return position(this.#graph, session, size, call)
  }

  send(session: SessionHandle, range: Range, size: number, body: Body, call: Call): Promise<Result<RangeAnswer>> {
    return send(this.#graph, session, range, size, body, call)
  }

  commit(
    session: SessionHandle,
    target: Target,
    _content: Content,
    intent: Intent,
    call: Call,
  ): Promise<Result<RemoteItem>> {
    return commit(this.#graph, session, target, intent, call)
  }

  abandon(session: SessionHandle, call: Call): Promise<Result<void>> {
    return abandon(this.#graph, session, call)
  }

  put(target: Target, content: Content, intent: Intent, body: Body, call: Call): Promise<Result<RemoteItem>> {
    return put(this.#graph, target, content, intent, body, call)
  }

  share(target: Target, itemId: string, wish: LinkWish, call: Call): Promise<Result<SharedLink>> {
    return share(this.#graph, target, itemId, wish, call)
  }
}

function isBusiness(driveType: string | null): boolean {
  return driveType === 'business' || driveType === 'documentLibrary'
}
