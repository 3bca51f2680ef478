/**
 * What differs between a browser and the app's own window. Everything else of the renderer is the same in both.
 *
 * The app's preload puts a bridge into the window: the contract as plain functions, and the way from a dropped file to
 * its path. A browser never tells paths; there, a person writes one.
 */

import type { AppContract } from '../shared/app-contract.ts'
import { type DiagnosticsPart, zipOf } from '../shared/diagnostics.ts'
import { FailureError, type Result, fail, ok } from '../shared/failure.ts'
import type { ExportFormat, QueueFilter } from '../shared/queue-filter.ts'
import type { Bridge } from '../shared/rpc-bridge.ts'
import type { EngineClient } from './engine/engine-client.ts'

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

/** What the desktop can do with one transfer; null in a browser, which can't or has links for it. */
export function desktop(): { showFile(id: string): Promise<boolean>; openInWeb(id: string): Promise<boolean> } | null {
  const app = bridge()?.app
  if (app === undefined) return null
  const never = new Promise<void>(() => undefined)
  return {
    async showFile(id) {
      const answer = await app.showFile({ id }, never)
      return answer.ok && answer.value.isShown
    },
    async openInWeb(id) {
      const answer = await app.openInWeb({ id }, never)
      return answer.ok && answer.value.isOpened
    },
  }
}

interface Wanted {
  readonly filter: QueueFilter
  readonly format: ExportFormat
}

const types: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', json: 'application/json' }

/**
 * Writes a part of the history into a file: the app asks where and writes it itself, a browser takes it as a download.
 * False: it was called off.
 */
export async function saveExport(client: EngineClient, name: string, wanted: Wanted): Promise<Result<boolean>> {
  const app = bridge()?.app
  if (app !== undefined) {
    const answer = await app.saveExport({ ...wanted, name }, new Promise<void>(() => undefined))
    return answer.ok ? ok(answer.value.isSaved) : answer
  }
  // Each piece is the browser's at once, which keeps what is large on the disk.
  const pieces: Blob[] = []
  try {
    for await (const piece of client.history.export(wanted)) pieces.push(new Blob([piece]))
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
  download(name, new Blob(pieces, { type: types[wanted.format] }))
  return ok(true)
}

/** Writes exactly these texts into one file, in the same two ways. False: it was called off. */
export async function saveDiagnostics(name: string, parts: readonly DiagnosticsPart[]): Promise<Result<boolean>> {
  const app = bridge()?.app
  if (app !== undefined) {
    const answer = await app.saveDiagnostics({ name, parts: [...parts] }, new Promise<void>(() => undefined))
    return answer.ok ? ok(answer.value.isSaved) : answer
  }
  download(name, new Blob([new Uint8Array(zipOf(parts))], { type: 'application/zip' }))
  return ok(true)
}

function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
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
