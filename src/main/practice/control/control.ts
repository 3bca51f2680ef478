import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { timingSafeEqual, createHash } from 'node:crypto'
import { z } from 'zod'
import { boxSessions, partsOf } from '../box/session-store.ts'
import type { Context } from '../context.ts'
import type { Faults } from '../faults/faults.ts'
import { actAsOtherWriter, describeItem, findByPath, otherWriterSchema } from '../faults/other-writer.ts'
import type { Gates } from '../faults/gates.ts'
import { expandPreset } from '../faults/catalogue.ts'
import { uploadUrl } from '../onedrive/session-store.ts'
import { describeMail, seedMail, seedMailSchema } from '../outlook/control.ts'
import { changePrint, describePrint, printContent } from '../print/control.ts'
import { driveIds } from '../seed.ts'
import { changeSignIn, describeSignIn } from '../sign-in/control.ts'
import { issueAccessToken, issueRefreshToken, masterToken, restoreMasterToken, revoke } from '../sign-in/tokens.ts'
import type { Item } from '../storage/rows.ts'
import { switchesSchema } from '../switches.ts'
import { changeDirectory } from '../directory/control.ts'
import { changeTodo, describeTodo, todoContent } from '../todo/control.ts'
import { describeLinks } from './links.ts'
import { mintedSecrets } from './minted.ts'
import { violations } from './violations.ts'

interface Control {
  readonly context: Context
  readonly faults: Faults
  readonly gates: Gates
}

interface Asked {
  readonly query: URLSearchParams
  readonly body: unknown
  /** What stands behind the route's first segment. */
  readonly rest: string
}

class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

type Answer = object | { readonly stream: string; readonly size: number }

/** The control API. Whoever has no token gets 401 for everything, known or not. */
export async function handleControl(control: Control, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    if (!isAuthorized(control, req)) throw new Refused(401, 'a bearer token is required')
    const url = new URL(req.url ?? '/', 'http://control')
    const [, name, ...rest] = url.pathname.split('/')
    const route = routes[`${req.method} /${name ?? ''}`]
    if (!route) throw new Refused(404, 'no such control')
    const body = await readBody(req)
    const result = await route(control, { query: url.searchParams, body, rest: rest.join('/') })
    if ('stream' in result) return sendFile(res, result.stream)
    send(res, 200, result)
  } catch (error) {
    if (error instanceof Refused) return send(res, error.status, { error: error.message })
    if (error instanceof z.ZodError) return send(res, 400, { error: z.prettifyError(error) })
    throw error
  }
}

const clockSchema = z.union([
  z.strictObject({ advanceMs: z.number() }),
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
])

const tokensSchema = z.union([
  z.strictObject({ revoke: z.string() }),
  z.strictObject({ restore: z.literal(true) }),
  z.strictObject({ developer: z.literal(true) }),
  z.strictObject({ lifetimeSeconds: z.number().nullable().optional(), scopes: z.array(z.string()).optional() }),
])

const someSwitches = switchesSchema.partial()

const number = z.coerce.number().int().nonnegative()

const journalQuery = z.object({
  op: z.string().optional(),
  state: z.enum(['arrived', 'held', 'finished']).optional(),
  since: number.optional(),
  nth: number.optional(),
  path: z.string().optional(),
  sessionId: z.string().optional(),
  status: number.optional(),
})

const routes: Readonly<Record<string, (control: Control, asked: Asked) => Answer | Promise<Answer>>> = {
  'GET /faults': ({ faults, gates }) => ({ faults: faults.list(), held: gates.held }),
  'POST /faults': ({ faults, gates }, { body, rest }) => {
    if (rest === 'release') return { released: gates.release((body as { gate?: string } | undefined)?.gate) }
    return { faults: [expandPreset(body)].flat().map((fault) => faults.add(fault)) }
  },
  'DELETE /faults': ({ faults }, { rest }) => {
    if (rest === '') faults.clear()
    else if (!faults.remove(rest)) throw new Refused(404, 'no such fault')
    return { faults: faults.list() }
  },
  'GET /clock': ({ context }) => ({ now: context.world.clock.iso() }),
  'POST /clock': ({ context: { world } }, { body }) => {
    const wish = clockSchema.parse(body)
    if ('set' in wish) world.clock.set(Date.parse(wish.set))
    else world.clock.advance(wish.advanceMs)
    world.set('clock-offset', world.clock.offset)
    return { now: world.clock.iso() }
  },
  'POST /reset': ({ context, faults, gates }) => {
    faults.clear()
    gates.release()
    context.world.reset()
    restoreMasterToken(context.world)
    context.journal.clear()
    return { now: context.world.clock.iso() }
  },
  'GET /journal': async ({ context: { journal } }, { query, rest }) => {
    if (rest === 'violations')
      return { violations: violations(journal.list(), number.parse(query.get('graceMs') ?? 100)) }
    const wish = journalQuery.parse(Object.fromEntries(query))
    if (rest !== 'wait') return { total: journal.total, entries: journal.list(wish) }
    const entry = await journal.wait(wish, number.parse(query.get('timeoutMs') ?? 10_000))
    if (!entry) throw new Refused(408, 'no such entry came in time')
    return { entry }
  },
  'GET /switches': ({ context: { world } }) => world.switches,
  'POST /switches': ({ context: { world } }, { body }) => {
    const changes = someSwitches.parse(body)
    world.setSwitches(switchesSchema.parse({ ...world.switches, ...changes }))
    return world.switches
  },
  'GET /items': ({ context: { world } }, { query, rest }) => {
    const id = query.get('id')
    const drive = query.get('drive') ?? driveIds.me
    const path = query.get('path')
    if (id === null && path === null) return { items: allFiles(world.items).map((item) => describeItem(world, item)) }
    const item = id === null ? findByPath(world, drive, path ?? '/') : world.items.get(id)
    if (!item) throw new Refused(404, 'no such item')
    if (rest === 'content') {
      if (!item.content) throw new Refused(400, 'a folder has no content')
      return { stream: world.blobs.path(item.content.blob), size: item.content.size }
    }
    const children = item.content
      ? {}
      : { children: world.childrenOf(item.id).map((child) => describeItem(world, child)) }
    return { ...describeItem(world, item), ...children }
  },
  'POST /items': async ({ context }, { body }) => {
    const item = await actAsOtherWriter(context, otherWriterSchema.parse(body))
    return { item: item && describeItem(context.world, item) }
  },
  'GET /mail': ({ context: { world } }) => describeMail(world),
  'POST /mail': async ({ context: { world } }, { body }) => seedMail(world, seedMailSchema.parse(body)),
  'GET /todo': ({ context: { world } }, { query, rest }) => {
    if (rest !== 'content') return describeTodo(world)
    const content = todoContent(world, query.get('id') ?? '')
    if (!content) throw new Refused(404, 'no such attachment')
    return content
  },
  'POST /todo': ({ context: { world } }, { body }) => changeTodo(world, body),
  'POST /directory': ({ context: { world } }, { body }) => changeDirectory(world, body),
  'GET /print': ({ context: { world } }, { query, rest }) => {
    if (rest !== 'content') return describePrint(world)
    const content = printContent(world, query.get('document') ?? '')
    if (!content) throw new Refused(404, 'no such document, or nothing in it')
    return content
  },
  'POST /print': ({ context: { world } }, { body }) => changePrint(world, body),
  'GET /sign-in': ({ context }) => describeSignIn(context),
  'POST /sign-in': ({ context }, { body }) => changeSignIn(context, body),
  'GET /sessions': ({ context: { world, origins } }) => {
    const sessions = [...world.sessions.values()].map((session) => {
      const parent = world.items.get(session.parentId)
      const path = `/${[...(parent ? world.pathOf(parent) : []), session.name].join('/')}`
      return { ...session, path, uploadUrl: uploadUrl(world, origins.upload, session) }
    })
    const box = [...boxSessions(world).values()].map((session) => ({ ...session, parts: partsOf(world, session) }))
    return { sessions, box }
  },
  'GET /links': ({ context: { world } }) => ({ links: describeLinks(world) }),
  'GET /secrets': ({ context: { world } }) => mintedSecrets(world),
  'POST /tokens': ({ context: { world } }, { body }) => {
    const wish = tokensSchema.parse(body ?? {})
    if ('revoke' in wish) return { revoked: revoke(world, wish.revoke) }
    if ('restore' in wish) {
      restoreMasterToken(world)
      return { restored: true }
    }
    if ('developer' in wish) return developerToken(world)
    const grant = {
      ...(wish.scopes && { scopes: wish.scopes }),
      ...(wish.lifetimeSeconds !== undefined && { lifetimeSeconds: wish.lifetimeSeconds }),
    }
    const access = issueAccessToken(world, grant)
    const expiresAt = access.expiresAt === null ? null : new Date(access.expiresAt).toISOString()
    return {
      accessToken: access.token,
      expiresAt,
      refreshToken: issueRefreshToken(world, { scopes: access.scopes }).token,
    }
  },
}

/** Box's console gives one for an hour, and nothing to refresh it with (box-and-peers.md 1.13). */
function developerToken(world: Context['world']): object {
  const grant = { issuer: 'box', scopes: ['root_readwrite'], lifetimeSeconds: 3600 } as const
  const { token, expiresAt } = issueAccessToken(world, grant)
  return { accessToken: token, expiresAt: new Date(expiresAt ?? 0).toISOString() }
}

function allFiles(items: ReadonlyMap<string, Item>): Item[] {
  return [...items.values()].filter(({ content }) => content !== null)
}

function isAuthorized({ context }: Control, req: IncomingMessage): boolean {
  return timingSafeEqual(digest(req.headers.authorization ?? ''), digest(`Bearer ${masterToken(context.world)}`))
}

/** Hashes have one length, so comparing them takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused(400, 'the body is not JSON')
  }
}

function send(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  res.end(text)
}

function sendFile(res: ServerResponse, path: string): void {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream' })
  createReadStream(path).pipe(res)
}
