/** The driveItem resource (C: resources/driveitem.md), as far as we read it. */

import * as z from 'zod'
import type { RemoteItem } from '../../engine/ports/provider.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)

const DriveItem = z.object({
  id: z.string().min(1).max(1_000),
  name: z.string().max(2_000),
  size: optional(z.number().int().nonnegative()),
  eTag: optional(z.string().max(1_000)),
  webUrl: optional(z.string().max(8_192)),
  file: optional(z.object({ hashes: optional(z.object({ quickXorHash: optional(z.string().max(100)) })) })),
  folder: optional(z.object({})),
  /** A OneNote notebook: to us a folder, since nothing can replace it. */
  package: optional(z.object({})),
  bundle: optional(z.object({})),
  deleted: optional(z.object({})),
  fileSystemInfo: optional(z.object({ lastModifiedDateTime: optional(z.string().max(100)) })),
  parentReference: optional(
    z.object({ driveId: optional(z.string()), driveType: optional(z.string()), id: optional(z.string()) }),
  ),
})

export interface FoundItem {
  readonly item: RemoteItem
  readonly driveType: string | null
  /** The folder it is in; null where it isn't told. */
  readonly parent: { readonly driveId: string; readonly id: string } | null
}

/** Null where this is no driveItem: another JSON with status 200 is no success. */
export function foundItem(json: unknown, isAddressed: boolean): FoundItem | null {
  const parsed = DriveItem.safeParse(json)
  if (!parsed.success) return null
  const { data } = parsed
  if (data.deleted) return null
  const { driveId, id, driveType } = data.parentReference ?? {}
  const hash = data.file?.hashes?.quickXorHash
  const isFolder = [data.folder, data.package, data.bundle].some((facet) => facet !== undefined && facet !== null)
  return {
    driveType: driveType ?? null,
    parent: driveId && id ? { driveId, id } : null,
    item: {
      id: data.id,
      name: data.name,
      size: data.size ?? 0,
      eTag: data.eTag ?? null,
      hash: hash ? { algorithm: 'quickXorHash', value: hash } : null,
      webUrl: data.webUrl ?? null,
      modifiedAt: timeOf(data.fileSystemInfo?.lastModifiedDateTime),
      isFolder,
      isAddressed,
    },
  }
}

function timeOf(text: string | null | undefined): number | null {
  const at = text ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN
  return Number.isNaN(at) ? null : at
}
