/** What is stored of a print session: the job that it belongs to outlives the upload URL. */

import * as z from 'zod'
import type { SessionHandle } from '../../engine/ports/provider.ts'

const Secret = z.discriminatedUnion('api', [
  z.object({
    api: z.literal('v1.0'),
    /** A permission of its own: no token goes there. */
    uploadUrl: z.string(),
    destination: z.string(),
    job: z.string(),
    document: z.string(),
    name: z.string(),
    /** Whether the job was made for this file: then it is started, and canceled with the session. */
    isOurs: z.boolean(),
  }),
  z.object({
    api: z.literal('beta-2020'),
    /** Of the session, for `If-Match` (S001). */
    id: z.string(),
    destination: z.string(),
    job: z.string(),
    document: z.string(),
    name: z.string(),
  }),
])

export type PrintSecret = z.infer<typeof Secret>

export function secretOf({ secret }: Pick<SessionHandle, 'secret'>): PrintSecret {
  return Secret.parse(JSON.parse(secret))
}

export function sealed(secret: PrintSecret): string {
  return JSON.stringify(secret)
}
