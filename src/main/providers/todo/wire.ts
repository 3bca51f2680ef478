/** To Do's resources, as far as we read and write them (C: resources/taskfileattachment.md, resources/attachmentinfo.md). */

import * as z from 'zod'
import type { Body, RemoteItem } from '../../engine/ports/provider.ts'
import { contentInJson } from '../graph/content-in-json.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)

const Attachment = z.object({
  id: z.string().min(1).max(2_000),
  name: optional(z.string().max(2_000)),
  /** Of what is stored, which may be more than the file (Outlook's is): never compared, only shown until we read back. */
  size: optional(z.number().int().nonnegative()),
  lastModifiedDateTime: optional(z.string().max(100)),
})

export interface FoundAttachment {
  readonly item: RemoteItem
  /** When it was attached, epoch ms; 0 where that isn't told. */
  readonly attachedAt: number
}

/** Null where this is no attachment: another JSON with a good status is no success. */
export function attachmentOf(json: unknown): FoundAttachment | null {
  const parsed = Attachment.safeParse(json)
  if (!parsed.success) return null
  const { id, name, size, lastModifiedDateTime } = parsed.data
  return { item: attachment(id, name ?? '', size ?? 0), attachedAt: Date.parse(lastModifiedDateTime ?? '') || 0 }
}

/** What is known of an attachment before it is read back. There are no versions, no times of ours and no page. */
export function attachment(id: string, name: string, size: number): RemoteItem {
  const nothing = { eTag: null, hash: null, webUrl: null, modifiedAt: null } as const
  return { id, name, size, ...nothing, isFolder: false, isAddressed: false }
}

const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })

export interface AttachmentPage {
  readonly attachments: readonly FoundAttachment[]
  readonly next: string | null
}

/** C: api-reference/v1.0/api/todotask-list-attachments.md */
export function pageOf(json: unknown): AttachmentPage | null {
  const parsed = Page.safeParse(json)
  if (!parsed.success) return null
  const { value, '@odata.nextLink': next } = parsed.data
  return { attachments: value.map(attachmentOf).filter((one) => one !== null), next: next ?? null }
}

const Task = z.object({ id: z.string().min(1).max(2_000), title: optional(z.string().max(10_000)) })

/** The task as the place that it is; null where this is none. */
export function placeOf(json: unknown): RemoteItem | null {
  const parsed = Task.safeParse(json)
  if (!parsed.success) return null
  return { ...attachment(parsed.data.id, parsed.data.title ?? '', 0), isFolder: true }
}

/**
 * The id in the `Location` of the last answer, which has no body: `…/tasks/{id}/Attachments/{id}`
 * (C: concepts/todo-attachments.md, step 3). Null where there is none.
 */
export function attachmentIdOf(location: string | null): string | null {
  const id = /\/Attachments\/([^/?#]+)\/?(?:[?#].*)?$/i.exec(location ?? '')?.[1]
  if (id === undefined) return null
  try {
    return decodeURIComponent(id)
  } catch {
    return null
  }
}

/** Body of `createUploadSession` (C: taskfileattachment-createuploadsession.md). */
export function sessionBody(name: string, size: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ attachmentInfo: { attachmentType: 'file', name, size } }))
}

/** Body of a direct POST: the file in base64 inside JSON (C: todotask-post-attachments.md), made while it is sent. */
export function fileAttachmentBody(name: string, body: Body): Body {
  return contentInJson({ '@odata.type': '#microsoft.graph.taskFileAttachment', name }, body)
}
