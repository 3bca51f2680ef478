/**
 * Folders that another program keeps like a cloud. What is put there is uploaded already, and what we upload comes back
 * there: a watch on it would send everything in circles.
 */

import { existsSync } from 'node:fs'
import { pathStyle } from './containment.ts'

interface Place {
  readonly platform: string
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly exists?: (path: string) => boolean
}

/** OneDrive's own client says so on Windows; macOS has one place for all of them. */
const variables = ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial'] as const

export function syncedFolders({ platform, home, env, exists = existsSync }: Place): readonly string[] {
  const join = (...parts: string[]): string => pathStyle(platform).join(...parts)
  if (platform === 'darwin') return [join(home, 'Library', 'CloudStorage')]
  if (platform === 'win32') {
    const told = variables.map((name) => env[name] ?? '').filter((path) => path !== '')
    const hasBox = exists(join(home, 'AppData', 'Local', 'Box'))
    return [...new Set(told), ...(hasBox ? [join(home, 'Box')] : [])]
  }
  // The usual client there, in its usual place, once it was set up.
  return exists(join(home, '.config', 'onedrive')) ? [join(home, 'OneDrive')] : []
}
