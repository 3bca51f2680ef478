/** What people and programs do to files while they are uploaded. */

import type { Folder } from './models/folder.ts'

/** Each tells whether it changed anything. `bytes` is a number from the seed that they make of what they want. */
type Act = (folder: Folder, path: string, bytes: number) => boolean

const below = 'Berths'

function ifThere(act: (folder: Folder, path: string, bytes: number) => void): Act {
  return (folder, path, bytes) => {
    if (folder.at(path) === null || folder.mount !== 'itself') return false
    act(folder, path, bytes)
    return true
  }
}

function whereMounted(act: (folder: Folder, path: string, bytes: number) => void): Act {
  return (folder, path, bytes) => {
    if (folder.mount !== 'itself') return false
    act(folder, path, bytes)
    return true
  }
}

function mounting(mount: Folder['mount']): Act {
  return (folder) => {
    const isNew = folder.mount !== mount
    folder.mount = mount
    return isNew
  }
}

/** A folder in the watched one, with a file in it. */
function filledFolder(folder: Folder, bytes: number): string {
  const path = folder.path(below)
  if (folder.find(path)?.kind !== 'folder') folder.put(path, 'folder')
  folder.write(`${path}/part ${bytes % 3}.bin`, bytes)
  return path
}

/** Only where the folder is there. */
function withFolder(act: (folder: Folder, path: string) => void): Act {
  return (folder) => {
    const path = folder.path(below)
    if (folder.find(path)?.kind !== 'folder' || folder.mount !== 'itself') return false
    act(folder, path)
    return true
  }
}

export const fileActs = {
  append: ifThere((folder, path, bytes) => folder.append(path, bytes)),
  truncate: ifThere((folder, path, bytes) => folder.truncate(path, bytes)),
  overwrite: ifThere((folder, path, bytes) => folder.write(path, bytes)),
  replace: ifThere((folder, path, bytes) => folder.replace(path, bytes)),
  'rewrite in secret': ifThere((folder, path) => folder.rewriteInSecret(path)),
  touch: ifThere((folder, path) => folder.touch(path)),
  remove: ifThere((folder, path) => folder.remove(path)),
  'come back': whereMounted((folder, path, bytes) => {
    if (folder.at(path) !== null) return
    if (folder.find(path) !== null) folder.remove(path)
    folder.write(path, bytes)
  }),
  rename: ifThere((folder, path, bytes) => folder.rename(path, `${path}.${bytes % 3}.old`)),
  'rename over': ifThere((folder, path, bytes) => {
    const other = folder.files().find((one) => one !== path)
    if (other === undefined) folder.replace(path, bytes)
    else folder.rename(other, path)
  }),
  deny: ifThere((folder, path) => folder.mark(path, { isDenied: true })),
  allow: ifThere((folder, path) => folder.mark(path, { isDenied: false })),
  busy: ifThere((folder, path) => folder.mark(path, { isBusy: true })),
  rest: ifThere((folder, path) => folder.mark(path, { isBusy: false })),
  'bad reads': ifThere((folder, path, bytes) => folder.mark(path, { badReads: 1 + (bytes % 4) })),
  'new file': whereMounted((folder, _, bytes) => folder.write(folder.path(`more ${bytes % 3}.bin`), bytes)),
  'new folder': whereMounted((folder, _, bytes) => void filledFolder(folder, bytes)),
  'rename folder': withFolder((folder, path) => folder.rename(path, folder.path('Old berths'))),
  'remove folder': withFolder((folder, path) => folder.remove(path)),
  'deny folder': withFolder((folder, path) => folder.mark(path, { isDenied: true })),
  'folder becomes a link out': withFolder((folder, path) => folder.put(path, 'link', folder.privateFolder)),
  'file becomes a link out': ifThere((folder, path) => folder.put(path, 'link', `${folder.privateFolder}/letter.txt`)),
  'file becomes a link inside': ifThere((folder, path) => {
    folder.write(folder.path('more 0.bin'), 700)
    folder.put(path, 'link', folder.path('more 0.bin'))
  }),
  'file becomes a folder': ifThere((folder, path) => folder.put(path, 'folder')),
  'file becomes a pipe': ifThere((folder, path) => folder.put(path, 'pipe')),
  'link that loops': whereMounted((folder) => folder.put(folder.path('round'), 'link', folder.path('round'))),
  'link to nothing': whereMounted((folder) => folder.put(folder.path('nowhere'), 'link', '/home/mara/gone')),
  pipe: whereMounted((folder) => folder.put(folder.path('bell'), 'pipe')),
  socket: whereMounted((folder) => folder.put(folder.path('wire'), 'socket')),
  device: whereMounted((folder) => folder.put(folder.path('tape'), 'device')),
  unplug: mounting('nothing'),
  'unmount, leaving an empty folder': mounting('empty'),
  'another drive in its place': mounting('another'),
  'plug in': mounting('itself'),
} as const satisfies Record<string, Act>

export type FileAct = keyof typeof fileActs
