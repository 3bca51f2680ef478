import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { invalidRequest, itemNotFound, nameAlreadyExists } from '../problem.ts'
import { requireWriteScope } from '../sign-in/tokens.ts'
import { ensureFolder, put, withMetadata } from '../storage/item-changes.ts'
import type { AccessToken, Drive, Item, UploadSession } from '../storage/rows.ts'
import { placeKey, type World } from '../storage/world.ts'
import type { Address } from './address.ts'
import { requireConditions, requireWellFormed } from './conditions.ts'
import { type CreateBody, parseCreateBody, timesOf } from './create-body.ts'
import { nameProblem } from './names.ts'
import { locked, quotaLimitReached } from './refusals.ts'
import { resolve, type Target } from './resolve.ts'
import { holderOfName, newSessionIds, putSession, uploadUrl } from './session-store.ts'

/** A place for a file: a folder and a name, and the file that has the name now. */
interface Place {
  readonly drive: Drive
  readonly parent: Item
  readonly name: string
  readonly item: Item | null
  readonly byId: boolean
}

const isDocument = /\.(docx?|xlsx?|pptx?)$/i

/**
 * POST …/createUploadSession. The checks stand in the order of graph.md H3; the first that fails answers.
 */
export async function createSession(
  context: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
): Promise<Reply> {
  const { world, origins } = context
  const { switches } = world
  requireWriteScope(token, true)
  const body = parseCreateBody(await readBody(exchange), switches.profile)
  requireSupportedForm(world, address)
  const place = placeOf(world, resolveForWriting(world, address, token), address, body)
  const conditions = { ifMatch: exchange.header('if-match'), ifNoneMatch: exchange.header('if-none-match') }
  requireWellFormed(conditions)
  requireConditions(conditions, place.item)
  requireQuota(world, place, body)
  const conflict = body.item?.['@microsoft.graph.conflictBehavior'] ?? switches.defaultConflict
  exchange.entry.conflictBehavior = body.item?.['@microsoft.graph.conflictBehavior'] ?? null
  if (conflict === 'fail' && place.item) throw nameAlreadyExists('The specified item name already exists.')
  if (switches.sessionHoldsName && holderOfName(world, place.parent.id, place.name)) {
    throw nameAlreadyExists('An upload session already exists for this file')
  }
  if (place.item?.locked || world.lockedPlaces.has(placeKey(place.parent.id, place.name))) throw locked()
  const session = open(world, place, {
    account: token.account,
    conflict,
    ifMatch: conditions.ifMatch ?? null,
    deferCommit: body.deferCommit ?? false,
    times: timesOf(body.item?.fileSystemInfo),
    stillborn: isStillborn(world, place, exchange),
  })
  exchange.entry.sessionId = session.id
  return json(200, {
    '@odata.context': `${origins.graph}/v1.0/$metadata#microsoft.graph.uploadSession`,
    uploadUrl: uploadUrl(world, switches.uploadsOnGraphHost ? origins.graph : origins.upload, session),
    expirationDateTime: new Date(session.expiresAt).toISOString(),
    ...(switches.rangesInCreateAnswer && { nextExpectedRanges: ['0-'] }),
  })
}

/** Looks the address up and checks that the token may write there. */
export function resolveForWriting(world: World, address: Address, token: AccessToken): Target {
  const target = resolve(world, address)
  requireWriteScope(token, target.drive.owner.id === token.account)
  return target
}

/** The folder a new file will be in; 404 where it is missing, unless a switch says to make it. */
export function parentOf(world: World, { parent, missingParents }: Target): Item {
  if (!parent || parent.content) throw itemNotFound()
  if (missingParents.length === 0) return parent
  const made = world.switches.autoCreateParents ? ensureFolder(world, parent, missingParents) : null
  if (!made) throw itemNotFound('The parent folder could not be found.')
  return made
}

async function readBody(exchange: Exchange): Promise<Record<string, unknown> | undefined> {
  const body = await readJson(exchange)
  const item = body?.item as Record<string, unknown> | undefined
  const conflict = item?.['@microsoft.graph.conflictBehavior']
  if (typeof conflict === 'string') exchange.entry.conflictBehavior = conflict
  return body
}

/** Row 4: forms that a profile does not know (STAFF od#746; USER gdc#7838). */
function requireSupportedForm(world: World, { byChildKey, names }: Address): void {
  if (world.switches.profile !== 'odp') return
  if (byChildKey) throw invalidRequest('API not found')
  if (names.length === 0 && !world.switches.bareForms) throw invalidRequest('File name not provided in url')
}

/** Rows 5 to 8: which folder, which name. */
function placeOf(world: World, target: Target, { names }: Address, body: CreateBody): Place {
  const { drive, item, byId } = target
  const itemName = body.item?.name
  if (byId && item && !item.content) {
    if (!world.switches.bareForms || itemName === undefined)
      throw invalidRequest('A folder was addressed without a file name.')
    const problem = nameProblem([itemName])
    if (problem) throw problem
    return { drive, parent: item, name: itemName, item: world.child(item.id, itemName) ?? null, byId: false }
  }
  if (item && !item.content) throw nameAlreadyExists('A folder has this name.')
  const parent = parentOf(world, target)
  const problem = byId ? null : nameProblem([...world.pathOf(parent), ...names.slice(-1)])
  if (problem) throw problem
  const name = byId ? target.name : (names.at(-1) ?? target.name)
  if (itemName !== undefined && itemName !== name) {
    throw invalidRequest('The name in the provided oneDrive.item does not match the name in the URL')
  }
  return { drive, parent, name, item, byId }
}

/** Row 11. `fileSize` is for the personal service only; the other one refuses it (USER gd#10585). */
function requireQuota(world: World, { drive, item }: Place, body: CreateBody): void {
  const fileSize = body.item?.fileSize
  if (fileSize === undefined) return
  if (world.switches.profile !== 'odp') throw invalidRequest('fileSize is not supported on this drive.')
  const free = world.switches.quotaTotal - world.used(drive.id) + (item?.content?.size ?? 0)
  if (fileSize > free) throw quotaLimitReached()
}

function isStillborn(world: World, { item, name }: Place, exchange: Exchange): boolean {
  if (exchange.plan?.stillborn) return true
  if (!world.switches.officeReplaceQuirk || !item || !isDocument.test(name)) return false
  return ![...world.sessions.values()].some(({ stillborn, name: other }) => stillborn && other === name)
}

type Wish = Pick<UploadSession, 'account' | 'conflict' | 'ifMatch' | 'deferCommit' | 'times' | 'stillborn'>

function open(world: World, { drive, parent, name, item, byId }: Place, wish: Wish): UploadSession {
  const now = world.clock.now()
  const { sessionLifetimeMs, uploadTokenLifetimeMs } = world.switches
  const session: UploadSession = {
    ...newSessionIds(),
    ...wish,
    driveId: drive.id,
    parentId: parent.id,
    name,
    itemId: byId && item ? item.id : null,
    total: null,
    received: 0,
    createdAt: now,
    expiresAt: now + sessionLifetimeMs,
    tokenExpiresAt: uploadTokenLifetimeMs === null ? null : now + uploadTokenLifetimeMs,
    state: 'open',
    misaligned: false,
  }
  world.write(putSession(session))
  if (item && world.switches.etagChangesAtCreate) world.write(put(withMetadata(world, item, {})))
  return session
}
