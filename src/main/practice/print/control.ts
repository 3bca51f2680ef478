/** Universal Print for tests and tinkerers: what is there, what becomes of a job, and what somebody else does. */

import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { pseudoRandom } from '../faults/pseudo-random.ts'
import { findUser } from '../onedrive/resolve.ts'
import { me } from '../seed.ts'
import { digestFile } from '../storage/content-digest.ts'
import type { World } from '../storage/world.ts'
import { gapsOf } from './parts.ts'
import { otherProgram } from './rules.ts'
import { type JobStatus, type PrintDocument, jobStates } from './rows.ts'
import { descriptions, statusOf } from './status.ts'
import {
  documentsOf,
  jobsOf,
  makeJob,
  printersOf,
  putDocument,
  putJob,
  putPrinter,
  putSession,
  putShare,
  sessionsOf,
  sharesOf,
} from './store.ts'

const id = z.string().min(1).optional()
const size = z.number().int().positive()
const contentType = z.string().default('application/pdf')

const changeSchema = z.discriminatedUnion('what', [
  /** Made, or with the id of one that is there, replaced. */
  z.strictObject({
    what: z.literal('printer'),
    id,
    displayName: z.string().default('A printer'),
    contentTypes: z.array(z.string()).default(['application/pdf']),
    isAcceptingJobs: z.boolean().default(true),
  }),
  z.strictObject({ what: z.literal('share'), id, printer: z.string(), displayName: z.string().default('A share') }),
  /** Another program's, with an empty document. */
  z.strictObject({
    what: z.literal('job'),
    id,
    printer: z.string(),
    owner: z.string().default(me.userPrincipalName),
  }),
  /** Another program uploads so many pseudo-random bytes from `seed`. */
  z.strictObject({
    what: z.literal('document'),
    id: z.string(),
    name: z.string(),
    contentType,
    size,
    seed: z.number().int().default(1),
  }),
  /** Another program opens a session of the beta of 2020. */
  z.strictObject({ what: z.literal('session'), document: z.string(), name: z.string(), contentType, size }),
  /** From now on the job is in this state; with null it goes its own way again. */
  z.strictObject({
    what: z.literal('steer'),
    job: z.string(),
    state: z.enum(jobStates).nullable(),
    description: z.string().optional(),
    details: z.array(z.string()).default([]),
    isAcquiredByPrinter: z.boolean().optional(),
  }),
])

type Change = z.infer<typeof changeSchema>

export async function describePrint(world: World): Promise<object> {
  const documents = [...documentsOf(world).values()].map(async (document) => {
    const { blob, ...shown } = document
    return { ...shown, sha256: blob === null ? null : await digestOf(world, document) }
  })
  return {
    printers: [...printersOf(world).values()],
    shares: [...sharesOf(world).values()],
    jobs: [...jobsOf(world).values()].map((job) => ({ ...job, status: statusOf(world, job) })),
    documents: await Promise.all(documents),
    sessions: [...sessionsOf(world).values()].map((session) => ({
      ...session,
      missing: session.state === 'open' ? gapsOf(session.parts, session.size) : [],
    })),
  }
}

async function digestOf(world: World, { blob, size: length }: PrintDocument): Promise<string> {
  return (await digestFile(world.blobs.path(blob ?? ''), length)).hashes().sha256
}

/** The bytes of a document, on disk. */
export function printContent(
  world: World,
  documentId: string,
): { readonly stream: string; readonly size: number } | null {
  const found = documentsOf(world).get(documentId)
  if (!found || found.blob === null) return null
  return { stream: world.blobs.path(found.blob), size: found.size }
}

/** @returns the id of what was made or changed; null where there is none */
export async function changePrint(world: World, input: unknown): Promise<object> {
  const wish = changeSchema.parse(input)
  switch (wish.what) {
    case 'printer': {
      const { what: _, id: given = randomUUID(), ...printer } = wish
      world.write(putPrinter({ ...printer, id: given }))
      return { id: given }
    }
    case 'share': {
      const { id: given = randomUUID(), printer: printerId, displayName } = wish
      world.write(putShare({ id: given, printerId, displayName }))
      return { id: given }
    }
    case 'job': {
      const owner = findUser(wish.owner)?.id ?? wish.owner
      const made = makeJob(world, { id: wish.id, printerId: wish.printer, owner, configuration: {} })
      return { id: made.job.id, documentId: made.document.id }
    }
    case 'document':
      return upload(world, wish)
    case 'session':
      return open(world, wish)
    case 'steer':
      return steer(world, wish)
  }
}

async function upload(world: World, wish: Extract<Change, { what: 'document' }>): Promise<object> {
  const document = documentsOf(world).get(wish.id)
  if (!document) return { id: null }
  const blob = world.blobs.create()
  await world.blobs.append(blob, pseudoRandom(wish.size, wish.seed))
  const { name, contentType: type, size: length } = wish
  world.write(putDocument({ ...document, name, contentType: type, size: length, blob }))
  if (document.blob !== null) world.blobs.remove(document.blob)
  return { id: document.id }
}

function open(
  world: World,
  { document, name, contentType: type, size: length }: Extract<Change, { what: 'session' }>,
): object {
  const made = randomUUID()
  const expiresAt = world.clock.now() + world.switches.printSessionLifetimeMs
  world.write(
    putSession({
      id: made,
      generation: 'beta-2020',
      secret: randomUUID(),
      documentId: document,
      createdBy: otherProgram,
      name,
      contentType: type,
      size: length,
      parts: [],
      blob: world.blobs.create(),
      expiresAt,
      tokenExpiresAt: expiresAt,
      state: 'open',
    }),
  )
  return { id: made }
}

function steer(world: World, wish: Extract<Change, { what: 'steer' }>): object {
  const job = jobsOf(world).get(wish.job)
  if (!job) return { id: null }
  const { state, details, description } = wish
  const isAcquiredByPrinter = wish.isAcquiredByPrinter ?? (state === 'completed' || state === 'stopped')
  const status: JobStatus | null =
    state === null ? null : { state, description: description ?? descriptions[state], isAcquiredByPrinter, details }
  world.write(putJob({ ...job, status }))
  return { id: job.id }
}
