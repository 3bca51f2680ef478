/** What is kept of a session: its addresses and how it wants to be filled. Text to the engine, sealed at rest. */

import * as z from 'zod'
import type { SessionHandle } from '../../engine/ports/provider.ts'
import { isObject } from './wire.ts'

const Shape = z.object({
  v: z.literal(1),
  id: z.string(),
  /** bytes; every part but the last has exactly this size (guides/uploads/chunked/upload-part.md) */
  partSize: z.number().int().positive(),
  /** bytes of the whole file */
  size: z.number().int().nonnegative(),
  /** It was there before we asked for one: whether it is of our size, the service tells only when it gets a part. */
  adopted: z.boolean(),
  /** As the service gave them (OAS UploadSession): never built from the id. */
  endpoints: z.object({
    part: z.string(),
    commit: z.string(),
    abort: z.string(),
    parts: z.string(),
    status: z.string(),
  }),
})

export type Handle = Readonly<z.infer<typeof Shape>>

export function sealed(handle: Omit<Handle, 'v'>): string {
  return JSON.stringify({ v: 1, ...handle } satisfies Handle)
}

/** Null where this is no session of Box's: another version may have written it. */
export function handleOf({ secret }: Pick<SessionHandle, 'secret'>): Handle | null {
  const parsed = Shape.safeParse(parsedJson(secret))
  return parsed.success ? parsed.data : null
}

function parsedJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}
