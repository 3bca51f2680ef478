/**
 * What differs between a browser and the app's own window. Everything else of the renderer is the same in both.
 *
 * The app's preload puts a bridge into the window: the contract as plain functions, and the way from a dropped file to
 * its path. A browser never tells paths; there, a person writes one.
 */

import type { AppContract } from '../shared/app-contract.ts'
import type { Bridge } from '../shared/rpc-bridge.ts'

export type AppBridge = Bridge<AppContract> & {
  readonly files: {
    /** The absolute path of a file that was dropped or pasted; empty where it has none. */
    pathOf(file: File): string
  }
}

declare global {
  interface Window {
    readonly longshore?: AppBridge
  }
}

/** Null in a browser. */
export function bridge(): AppBridge | null {
  return window.longshore ?? null
}

/** Whether dropping and pasting files can work here at all. */
export function canTakeFiles(): boolean {
  return bridge() !== null
}

/** The paths of what was dropped or pasted; null where this platform doesn't tell them or there are none. */
export function pathsOf(data: DataTransfer | null): string[] | null {
  const from = bridge()
  if (from === null || data === null) return null
  const paths = [...data.files].map((file) => from.files.pathOf(file)).filter((path) => path !== '')
  return paths.length === 0 ? null : paths
}

/** The system's own dialog: absolute paths, none where it was called off; null where this platform has no such dialog. */
export async function choosePaths(what: 'files' | 'folder'): Promise<readonly string[] | null> {
  const app = bridge()?.app
  if (app === undefined) return null
  const never = new Promise<void>(() => undefined)
  const answer = await (what === 'files' ? app.chooseFiles({}, never) : app.chooseFolder({}, never))
  return answer.ok ? answer.value.paths : []
}

/** macOS says ⌘ where others say Ctrl. */
export const isApple = /mac|iphone|ipad/i.test(navigator.platform)

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
