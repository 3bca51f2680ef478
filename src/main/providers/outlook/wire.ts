/** Outlook's resources, as far as we read and write them (C: resources/attachment.md, resources/attachmentitem.md). */

import * as z from 'zod'
import type { Body, RemoteItem } from '../../engine/ports/provider.ts'
import { contentInJson } from '../graph/content-in-json.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)

const Attachment = z.object({
  id: z.string().min(1).max(2_000),
  name: optional(z.string().max(2_000)),
  /** Of the attachment with what belongs to it: larger than the file (3,640,066 for 3,483,322, C: the same example). */
  size: optional(z.number().int().nonnegative()),
})

/** Null where this is no attachment: another JSON with a good status is no success. */
export function attachmentOf(json: unknown): RemoteItem | null {
  const parsed = Attachment.safeParse(json)
  if (!parsed.success) return null
  const { id, name, size } = parsed.data
  return attachment(id, name ?? '', size ?? 0)
}

/** What is known of an attachment before it is read back. There are no versions, no times and no page of its own. */
export function attachment(id: string, name: string, size: number): RemoteItem {
  const nothing = { eTag: null, hash: null, webUrl: null, modifiedAt: null } as const
  return { id, name, size, ...nothing, isFolder: false, isAddressed: false }
}

const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })

export interface AttachmentPage {
  readonly attachments: readonly RemoteItem[]
  readonly next: string | null
}

export function pageOf(json: unknown): AttachmentPage | null {
  const parsed = Page.safeParse(json)
  if (!parsed.success) return null
  const { value, '@odata.nextLink': next } = parsed.data
  return { attachments: value.map(attachmentOf).filter((one) => one !== null), next: next ?? null }
}

/**
 * The id in the `Location` of the last answer, which has no body: `…/Attachments('{id}')` (C: concepts/
 * outlook-large-attachments.md). Ids are base64 and may be percent-encoded. Null where there is none.
 */
export function attachmentIdOf(location: string | null): string | null {
  const found = /\/Attachments(?:\('([^']+)'\)|\/([^/?]+))\/?(?:\?.*)?$/i.exec(location ?? '')
  const id = found?.[1] ?? found?.[2]
  if (id === undefined) return null
  try {
    return decodeURIComponent(id)
  } catch {
    return null
  }
}

/** Body of `createUploadSession`: the key has a capital A (C: attachment-createuploadsession). */
export function sessionBody(name: string, size: number): Uint8Array {
  const item = { attachmentType: 'file', name, size, contentType: 'application/octet-stream' }
  return new TextEncoder().encode(JSON.stringify({ AttachmentItem: item }))
}

/** Body of a direct POST: the file in base64 inside JSON (G: message-post-attachments.md), made while it is sent. */
export function fileAttachmentBody(name: string, body: Body): Body {
  return contentInJson({ '@odata.type': '#microsoft.graph.fileAttachment', name }, body)
}
