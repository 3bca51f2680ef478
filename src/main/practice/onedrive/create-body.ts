import { z } from 'zod'
import { invalidRequest } from '../problem.ts'
import { conflictBehaviors } from '../storage/rows.ts'
import type { Profile } from '../switches.ts'

const dateTime = z.iso.datetime({ offset: true })

const fileSystemInfo = {
  createdDateTime: dateTime.optional(),
  lastModifiedDateTime: dateTime.optional(),
  lastAccessedDateTime: dateTime.optional(),
}

const item = {
  '@microsoft.graph.conflictBehavior': z.enum(conflictBehaviors).optional(),
  '@odata.type': z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  fileSize: z.number().int().nonnegative().optional(),
  driveItemSource: z.record(z.string(), z.unknown()).optional(),
  mediaSource: z.record(z.string(), z.unknown()).optional(),
}

const lenient = z.object({
  item: z.object({ ...item, fileSystemInfo: z.object(fileSystemInfo).optional() }).optional(),
  deferCommit: z.boolean().optional(),
})

const strict = z.strictObject({
  item: z
    .strictObject({
      ...item,
      '@odata.type': z.never('@odata.type is not accepted').optional(),
      fileSystemInfo: z.strictObject(fileSystemInfo).optional(),
    })
    .optional(),
  deferCommit: z.boolean().optional(),
})

export type CreateBody = z.infer<typeof lenient>

/**
 * The body of createUploadSession (graph.md A2; C: resources/driveitemuploadableproperties.md). The business service
 * refuses members it does not know, the personal one overlooks them.
 */
export function parseCreateBody(body: Record<string, unknown> | undefined, profile: Profile): CreateBody {
  const parsed = (profile === 'odp' ? lenient : strict).safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalidRequest(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
}

/** The times a client may set, in the service's own spelling. */
export function timesOf(info: z.infer<z.ZodObject<typeof fileSystemInfo>> | undefined): Record<string, string> {
  const times: Record<string, string> = {}
  for (const name of ['createdDateTime', 'lastModifiedDateTime'] as const) {
    const value = info?.[name]
    if (value !== undefined) times[name] = new Date(value).toISOString()
  }
  return times
}

export const fileSystemInfoSchema = z.object(fileSystemInfo)
