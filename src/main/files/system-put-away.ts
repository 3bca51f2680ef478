/** How files are put away on this system. */

import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { PutAway } from '../engine/ports/put-away.ts'
import type { TrashFacts } from './freedesktop-trash.ts'
import { type PutAwayMeans, createPutAway } from './put-away.ts'

export function systemPutAway(means: Omit<PutAwayMeans, 'trash' | 'now' | 'calls'>): PutAway {
  return createPutAway({ ...means, trash: trashFacts(process.platform, process.env), now: () => new Date() })
}

/** Null: not one of the systems that keep it as freedesktop.org says. */
function trashFacts(platform: string, env: NodeJS.ProcessEnv): TrashFacts | null {
  const uid = process.getuid?.()
  if (uid === undefined || platform === 'darwin') return null
  // Paths that aren't absolute are to be ignored, says the base directory specification.
  const given = env['XDG_DATA_HOME'] ?? ''
  return { uid, dataHome: isAbsolute(given) ? given : join(homedir(), '.local', 'share') }
}
