import { z } from 'zod'
import type { Attributes } from './placing.ts'

const time = z.iso.datetime({ offset: true })

/** What can be said of a file beside its bytes: on the wire of direct uploads and of commits. */
export const attributesSchema = z.object({
  content_created_at: time.nullish(),
  content_modified_at: time.nullish(),
  description: z.string().max(256).nullish(),
})

export function attributesOf(given: z.infer<typeof attributesSchema> | undefined): Attributes {
  const { content_created_at: created, content_modified_at: modified, description } = given ?? {}
  return {
    times: {
      ...(created && { createdDateTime: new Date(created).toISOString() }),
      ...(modified && { lastModifiedDateTime: new Date(modified).toISOString() }),
    },
    ...(typeof description === 'string' && { description }),
  }
}
