import { nationalClouds, type NationalCloud } from './clouds.ts'
import type { Drive, Item } from './storage/rows.ts'

/**
 * Who and what exists in a new practice cloud. The ids are fixed so that people and tests can write them down;
 * everything else gets an id by chance, as it does in the service.
 */
export const me = {
  id: '5a7e0000-0000-4000-8000-000000000001',
  displayName: 'Practice user',
  userPrincipalName: 'you@practice.example',
} as const

const otherUser = {
  id: '5a7e0000-0000-4000-8000-000000000002',
  displayName: 'Practice colleague',
  userPrincipalName: 'colleague@practice.example',
} as const

/** A personal account, whose ids begin with zeros in the service too. Nobody's mailbox, tasks or printers are theirs. */
export const personalUser = {
  id: '00000000-0000-0000-5a7e-000000000007',
  displayName: 'Practice at home',
  userPrincipalName: 'you@home.practice.example',
} as const

export const users = [me, otherUser] as const

/** Somebody in each cloud of a state, with a tenant of their own. */
export const nationalUsers = {
  'us-gov': {
    id: '5a7e0000-0000-4000-8000-000000000011',
    displayName: 'Practice agency',
    userPrincipalName: 'you@agency.practice.example',
  },
  'us-dod': {
    id: '5a7e0000-0000-4000-8000-000000000012',
    displayName: 'Practice base',
    userPrincipalName: 'you@base.practice.example',
  },
  china: {
    id: '5a7e0000-0000-4000-8000-000000000013',
    displayName: 'Practice branch',
    userPrincipalName: 'you@branch.practice.example',
  },
} as const satisfies Readonly<Record<NationalCloud, object>>

export const site = {
  id: 'practice.sharepoint.example,5a7e0000-0000-4000-8000-000000000003,5a7e0000-0000-4000-8000-000000000004',
  name: 'harbour',
  displayName: 'Harbour',
  hostname: 'practice.sharepoint.example',
  path: '/sites/harbour',
} as const

export const group = { id: '5a7e0000-0000-4000-8000-000000000005', displayName: 'Dockers' } as const

/** The caller, as Box knows them: everything there has a number. */
export const boxUser = { id: '11446498', name: me.displayName, login: me.userPrincipalName } as const

export const driveIds = {
  me: 'b!practice-me',
  otherUser: 'b!practice-other-user',
  personal: 'b!practice-personal',
  site: 'b!practice-site',
  group: 'b!practice-group',
  box: 'practice-box',
  'us-gov': 'b!practice-us-gov',
  'us-dod': 'b!practice-us-dod',
  china: 'b!practice-china',
} as const

const personal = 'https://practice-my.sharepoint.example/personal'

export const drives: readonly Drive[] = [
  drive(driveIds.me, 'user', me.id, `${personal}/you/Documents`),
  drive(driveIds.otherUser, 'user', otherUser.id, `${personal}/colleague/Documents`),
  drive(driveIds.personal, 'user', personalUser.id, `${personal}/home/Documents`),
  drive(driveIds.site, 'site', site.id, `https://${site.hostname}${site.path}/Documents`),
  drive(driveIds.group, 'group', group.id, `https://${site.hostname}/sites/dockers/Documents`),
  ...nationalClouds.map((cloud) =>
    drive(driveIds[cloud], 'user', nationalUsers[cloud].id, `${personal}/${cloud}/Documents`),
  ),
  // Box: one tree for each user, whose root is folder 0. It is kept as a drive, and Graph doesn't know of it.
  {
    id: driveIds.box,
    name: 'All Files',
    owner: { kind: 'user', id: boxUser.id },
    rootId: '0',
    webUrl: 'https://practice.app.box.example',
  },
]

function drive(id: string, kind: Drive['owner']['kind'], owner: string, webUrl: string): Drive {
  return { id, name: 'Documents', owner: { kind, id: owner }, rootId: `01ROOT-${id.slice(2)}`, webUrl }
}

export function rootItem({ id, rootId }: Drive, now: string): Item {
  return {
    id: rootId,
    driveId: id,
    parentId: null,
    name: 'root',
    content: null,
    version: 1,
    contentVersion: 1,
    createdDateTime: now,
    lastModifiedDateTime: now,
    fileSystemInfo: { createdDateTime: now, lastModifiedDateTime: now },
    locked: false,
    visibleFrom: 0,
  }
}

/** The folders that `special/{name}` reaches; they come into being when they are first asked for. */
export const specialFolders: Readonly<Record<string, readonly string[]>> = {
  documents: ['Documents'],
  photos: ['Pictures'],
  cameraroll: ['Pictures', 'Camera Roll'],
  music: ['Music'],
  approot: ['Apps', 'Longshore'],
}
