/** What of a watched folder isn't even watched: a watch costs memory, and folders that are left out can be the largest. */

import { relative, sep } from 'node:path'
import type { Watch } from '../engine/ports/store.ts'
import { IgnoreRules, isOwn, rulesOf } from './ignore-rules.ts'

export type LeavesOut = (path: string, isFolder: boolean) => boolean

export function leavingOut(watch: Watch, ownFolders: readonly string[]): LeavesOut {
  const rules = new IgnoreRules(rulesOf(watch))
  return (path, isFolder) => {
    const below = relative(watch.folder, path)
    if (below === '' || below.startsWith('..')) return false
    return isOwn(watch.folder, path, ownFolders) || rules.against(below.split(sep).join('/'), isFolder) !== null
  }
}
