import { extname } from 'node:path'
import { me } from '../seed.ts'
import { cTag, eTag } from '../storage/item-changes.ts'
import type { Drive, Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { driveOf } from './resolve.ts'

export interface Origins {
  readonly graph: string
  readonly upload: string
  readonly boxUpload: string
  readonly login: string
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.html': 'text/html',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
  '.zip': 'application/zip',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** A driveItem as Graph shows it (C: api-reference/v1.0/resources/driveitem.md). */
export function driveItem(world: World, item: Item, origins: Origins): Record<string, unknown> {
  const drive = driveOf(world, item)
  const names = world.pathOf(item)
  return {
    id: item.id,
    name: item.name,
    size: item.content ? item.content.size : folderSize(world, item),
    eTag: eTag(item),
    cTag: cTag(item),
    createdDateTime: item.createdDateTime,
    lastModifiedDateTime: item.lastModifiedDateTime,
    webUrl: [drive.webUrl, ...names.map(encodeURIComponent)].join('/'),
    createdBy: { user: { id: me.id, displayName: me.displayName } },
    lastModifiedBy: { user: { id: me.id, displayName: me.displayName } },
    parentReference: parentReference(world, drive, item, names),
    fileSystemInfo: item.fileSystemInfo,
    ...(item.parentId === null && { root: {} }),
    ...(item.content ? fileFacet(world, item, origins) : { folder: { childCount: world.childrenOf(item.id).length } }),
  }
}

export function driveJson(world: World, drive: Drive): Record<string, unknown> {
  const total = world.switches.quotaTotal
  const used = world.used(drive.id)
  const remaining = Math.max(0, total - used)
  const state = remaining === 0 ? 'exceeded' : remaining < total / 100 ? 'critical' : 'normal'
  return {
    id: drive.id,
    name: drive.name,
    driveType: driveType(world, drive),
    webUrl: drive.webUrl,
    owner: { [drive.owner.kind]: { id: drive.owner.id } },
    quota: { total, used, remaining, deleted: 0, state },
  }
}

/** The URL that gives the content without a token, until the content changes. */
export function downloadUrl(item: Item, origins: Origins): string {
  return `${origins.upload}/download/${encodeURIComponent(item.id)}/c?tempauth=${item.content?.blob ?? ''}`
}

export function mimeType(name: string): string {
  return mimeTypes[extname(name).toLowerCase()] ?? 'application/octet-stream'
}

function fileFacet(world: World, item: Item, origins: Origins): Record<string, unknown> {
  const { content } = item
  if (!content) return {}
  // An empty file has none (abraunegg/onedrive, "zero-byte files").
  const isHashed = content.size > 0 && content.hashesFrom <= world.clock.now()
  const hashes = isHashed && { hashes: { quickXorHash: content.quickXorHash } }
  return {
    '@microsoft.graph.downloadUrl': downloadUrl(item, origins),
    file: { mimeType: mimeType(item.name), ...hashes },
  }
}

function parentReference(world: World, drive: Drive, item: Item, names: readonly string[]): Record<string, unknown> {
  const reference = { driveId: drive.id, driveType: driveType(world, drive) }
  if (item.parentId === null) return reference
  const root = world.switches.profile === 'odp' ? '/drive/root:' : `/drives/${drive.id}/root:`
  const path = [root, ...names.slice(0, -1).map(encodeURIComponent)].join('/')
  return { ...reference, id: item.parentId, path }
}

function driveType(world: World, drive: Drive): string {
  if (drive.owner.kind !== 'user') return 'documentLibrary'
  return { odp: 'personal', odb: 'business', spo: 'documentLibrary' }[world.switches.profile]
}

function folderSize(world: World, folder: Item): number {
  if (folder.parentId === null) return world.used(folder.driveId)
  let size = 0
  for (const child of world.childrenOf(folder.id)) size += child.content ? child.content.size : folderSize(world, child)
  return size
}
