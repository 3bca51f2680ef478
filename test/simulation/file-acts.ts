/** What people and programs do to files while they are uploaded. */

import type { Folder } from './models/folder.ts'
import type { FileAct } from './schedule/entry.ts'

export function changeFile(folder: Folder, act: FileAct, path: string, bytes: number): void {
  const inode = folder.at(path)
  switch (act) {
    case 'append':
      return folder.append(path, bytes)
    case 'truncate':
      return folder.truncate(path, bytes)
    case 'overwrite':
      if (inode !== null) folder.write(path, bytes)
      return
    case 'replace':
      if (inode !== null) folder.replace(path, bytes)
      return
    case 'rewrite in secret':
      return folder.rewriteInSecret(path)
    case 'touch':
      return folder.touch(path)
    case 'remove':
      return folder.remove(path)
    case 'come back':
      if (inode === null) folder.write(path, bytes)
      return
    case 'unplug':
      folder.isUnplugged = true
      return
    case 'plug in':
      folder.isUnplugged = false
      return
    default:
      break
  }
  if (inode === null) return
  if (act === 'deny' || act === 'allow') inode.isDenied = act === 'deny'
  if (act === 'busy' || act === 'rest') inode.isBusy = act === 'busy'
  if (act === 'bad reads') inode.badReads = 1 + (bytes % 4)
}
