import { open } from 'node:fs/promises'
import { z } from 'zod'
import { boxSessions, endBoxSession, partAt, partsOf, putPart } from '../box/session-store.ts'
import type { Context } from '../context.ts'
import { digestOfRange } from '../storage/content-digest.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { Problem } from '../problem.ts'
import { problemReply } from '../http/respond.ts'
import type { FaultPlan } from './plan.ts'

const count = z.number().int().nonnegative()

/** What can be done to Box's sessions alone. */
export const boxSteps = [
  /** The session that is being created gets parts of this size. */
  z.strictObject({ action: z.literal('partSize'), bytes: z.number().int().positive() }),
  /** The list of parts lags: the last so many aren't in it. */
  z.strictObject({ action: z.literal('hideParts'), parts: count.default(1) }),
  /** Pages of the list of parts are short, whatever was asked for. */
  z.strictObject({ action: z.literal('shortPages'), entries: z.number().int().positive().default(1) }),
  /** The session falls into its unrecoverable state. */
  z.strictObject({ action: z.literal('failSession') }),
  /** One bit of a stored part turns over: the first one, or the one at `offset`. */
  z.strictObject({ action: z.literal('flipBit'), offset: count.default(0) }),
  /** The session's addresses are on another host: this server's under another name, or `origin`. */
  z.strictObject({ action: z.literal('moveEndpoints'), origin: z.url().optional() }),
  /** A session is opened, and told only as what is in the way of opening one. */
  z.strictObject({ action: z.literal('sessionConflict') }),
] as const

export type BoxStep = z.infer<(typeof boxSteps)[number]>

export function applyBoxStep(context: Context, step: BoxStep, plan: FaultPlan, exchange: Exchange): void {
  const { world } = context
  const before = (act: () => unknown): void => {
    plan.before.push(async () => (await act(), null))
  }
  const change = (make: (reply: Reply) => Reply): void => {
    plan.after.push(async (reply) => make(reply))
  }
  switch (step.action) {
    case 'partSize':
      plan.partSize = step.bytes
      return
    case 'hideParts':
      plan.hideParts = step.parts
      return
    case 'shortPages':
      plan.largestPage = step.entries
      return
    case 'failSession':
      before(() => {
        const session = boxSessions(world).get(exchange.entry.sessionId ?? '')
        if (session?.state === 'open') endBoxSession(world, session, 'failed')
      })
      return
    case 'flipBit':
      before(() => flipBit(context, exchange.entry.sessionId ?? '', step.offset))
      return
    case 'moveEndpoints':
      return change((reply) => moved(context, reply, step.origin))
    case 'sessionConflict':
      return change((reply) => (reply.status === 201 ? conflict(context, exchange, reply) : reply))
  }
}

/** Such a part is what a damaged disk leaves: the service lists it with the digest of what it has now. */
async function flipBit({ world, journal }: Context, id: string, offset: number): Promise<void> {
  const session = boxSessions(world).get(id)
  const part = session && (partAt(world, id, offset) ?? partsOf(world, session)[0])
  if (!part || session.blob === null) return
  const path = world.blobs.path(session.blob)
  const file = await open(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    await file.read(byte, 0, 1, part.offset)
    await file.write(Buffer.from([byte.readUInt8() ^ 1]), 0, 1, part.offset)
  } finally {
    await file.close()
  }
  world.write(putPart({ ...part, sha1: await digestOfRange(path, part.offset, part.size, 'sha1') }))
  journal.unacknowledge(`${id}@${part.offset}`, 0)
}

/** By default the same server under the name that it isn't told by: what follows the answer still works. */
function moved({ origins }: Context, reply: Reply, origin: string | undefined): Reply {
  const body = reply.json as { session_endpoints?: Record<string, string> } | undefined
  if (!body?.session_endpoints) return reply
  const elsewhere = origin ?? origins.boxUpload.replace('localhost', '127.0.0.1')
  const endpoints = Object.entries(body.session_endpoints).map(([name, url]) => {
    const { pathname } = new URL(url)
    return [name, `${elsewhere}${pathname}`]
  })
  return { ...reply, json: { ...body, session_endpoints: Object.fromEntries(endpoints) } }
}

function conflict({ world }: Context, exchange: Exchange, { json: session }: Reply): Reply {
  const problem = new Problem(409, 'session_conflict', 'An upload session is already open', null, {}, { session })
  return problemReply(problem, exchange, world.clock, world.switches)
}
