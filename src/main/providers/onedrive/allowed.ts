/** The nearest names that the service takes. Pure; what it refuses is in `names.ts`. */

import type { Target } from '../../engine/ports/provider.ts'
import { marked, shortened } from '../names.ts'
import { maxPathLength } from './limits.ts'
import { nameProblem } from './names.ts'

/** Each mends what one rule refuses; again and again, since what is cut off may uncover another. */
const mends: readonly ((name: string) => string)[] = [
  (name) => name.replaceAll(/["*:<>?/\\|]|[\u0000-\u001f]|\p{Surrogate}/gu, '-'),
  (name) => name.replace(/^\s+|\s+$/g, ''),
  (name) => name.replace(/\.+$/, ''),
  (name) => name.replace(/^~\$/, '-'),
  (name) => name.replaceAll(/_vti_/gi, '_vti-'),
  (name) => (name === '' ? '-' : name),
]

/** One name. Its own where nothing is wrong with it. */
export function allowedName(name: string): string {
  let found = name
  for (let round = 0; round < 10 && nameProblem(found) !== null; round += 1) {
    found = mends.reduce((mended, mend) => mend(mended), found)
    // What is left is a reserved word.
    if (nameProblem(found) !== null) found = marked(found)
  }
  return found
}

/** Null where no name below the address makes the path short enough. */
export function allowedTarget(
  target: Target,
  { path, isLibraryRoot }: { readonly path: readonly string[]; readonly isLibraryRoot: boolean },
): Target | null {
  const isKept = (folder: string, index: number): boolean =>
    isLibraryRoot && path.length === 0 && index === 0 && /^forms$/i.test(folder)
  const folders = target.folders
    .map(allowedName)
    .map((folder, index) => (isKept(folder, index) ? marked(folder) : folder))
  const around = [...path, ...folders, ''].join('/').length
  const short = shortened(allowedName(target.name), maxPathLength - around)
  return short === null ? null : { ...target, folders, name: allowedName(short) }
}
