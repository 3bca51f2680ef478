/** Which folders a policy lets be watched. Pure. */

import { isInsideOrSame, pathStyle } from '../files/containment.ts'
import type { PolicyFile } from './keys.ts'
import { type Refused, listed } from './refused.ts'

/** @param home what `~` stands for */
export function folderRefusal(policy: PolicyFile, folder: string, home: string): Refused | null {
  const folders = policy['watches.folders']
  const style = pathStyle(process.platform)
  const isIn = (allowed: string): boolean => isInsideOrSame(style.resolve(allowed.replace(/^~/, home)), folder)
  if (folders === undefined || folders.some(isIn)) return null
  return { what: `Watching ${folder}`, allowed: `folders in ${listed(folders)}` }
}
