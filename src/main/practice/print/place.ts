/** What a request names below `/print`, and whether it is there for whoever asks. */

import type { AccessToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { notFound, refusal, seesJobsOf } from './rules.ts'
import type { PrintDocument, PrintJob, Printer, PrinterShare } from './rows.ts'
import { documentsOf, jobsOf, printersOf, sharesOf } from './store.ts'

export interface Place {
  /** `v1.0` or `beta`: links in answers keep it. */
  readonly version: string
  readonly collection: 'shares' | 'printers'
  /** Of the share or the printer. */
  readonly id: string
  readonly jobId: string
  readonly documentId: string
  readonly token: AccessToken
}

export function shareAt(world: World, id: string): PrinterShare {
  const share = sharesOf(world).get(id)
  if (!share) throw notFound()
  return share
}

/** The one that is named, or that stands behind the share that is. */
export function printerAt(world: World, { collection, id }: Pick<Place, 'collection' | 'id'>): Printer {
  const printer = printersOf(world).get(collection === 'shares' ? shareAt(world, id).printerId : id)
  if (!printer) throw notFound()
  return printer
}

/** A job is its printer's; a share shows the jobs of its printer (C: resources/printershare.md, relationships). */
export function jobAt(world: World, place: Place): PrintJob {
  const job = jobsOf(world).get(place.jobId)
  if (job?.printerId !== printerAt(world, place).id) throw notFound()
  if (!seesJobsOf(world, place.token, job.owner)) throw notFound()
  return job
}

/** For whoever wants to change it: nobody prints in somebody else's job. */
export function ownJobAt(world: World, place: Place): PrintJob {
  const job = jobAt(world, place)
  if (job.owner !== place.token.account) throw refusal(403, 'The print job was created by another user.')
  return job
}

export function documentAt(world: World, place: Place): PrintDocument {
  const document = documentsOf(world).get(place.documentId)
  if (document?.jobId !== jobAt(world, place).id) throw notFound()
  return document
}
