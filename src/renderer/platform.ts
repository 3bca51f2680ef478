/**
 * What differs between a browser and the app's own window. Everything else of the renderer is the same in both.
 *
 * The app's preload puts a bridge into the window: a transport to the engine, and the way from a dropped file to its
 * path. A browser never tells paths; there, a person writes one.
 */

import type { Transport } from '../shared/rpc.ts'

export interface Bridge extends Transport {
  /** The absolute path of a file that was dropped or pasted; empty where it has none. */
  pathOf?(file: File): string
}

declare global {
  interface Window {
    readonly longshore?: Bridge
  }
}

export function bridge(): Bridge | null {
  return window.longshore ?? null
}

/** Whether dropping and pasting files can work here at all. */
export function canTakeFiles(): boolean {
  return typeof bridge()?.pathOf === 'function'
}

/** The paths of what was dropped or pasted; null where this platform doesn't tell them or there are none. */
export function pathsOf(data: DataTransfer | null): string[] | null {
  const from = bridge()
  if (from?.pathOf === undefined || data === null) return null
  const paths = [...data.files].map((file) => from.pathOf?.(file) ?? '').filter((path) => path !== '')
  return paths.length === 0 ? null : paths
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
