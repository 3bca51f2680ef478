/** What the command line needs of the process it runs in. cli.ts gives it the real one; tests give it a staged one. */

import type { ReachPorts } from '../client/reach-engine.ts'
import type { Opening } from '../open-browser.ts'

export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  /** Told when there is room again, or nobody reads any more. */
  once?(event: 'drain' | 'close', listener: () => void): unknown
}

/** Takes a file piece by piece. */
export interface Writer {
  write(text: string): Promise<void>
  /** Keeps what was written, or removes it again. */
  end(isWhole: boolean): Promise<void>
}

export interface Practice {
  /** Addresses, and the token for its controls. */
  ready(): object
  close(): Promise<void>
}

export interface PracticeOptions {
  readonly dir: string
  readonly port: number
  readonly tls: boolean
  readonly clouds: boolean
  readonly profile: 'odp' | 'odb' | 'spo'
}

export interface World extends ReachPorts {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly pid: number
  readonly defaultDataDir: string
  readonly startPractice: (options: PracticeOptions) => Promise<Practice>
  /** Opens a link in the system's browser; returns what removes all trace of it. */
  readonly openBrowser: (opening: Opening) => Promise<() => void>
  /** Whether something is there, for an argument that may be a path or an id. */
  readonly exists: (path: string) => boolean
  /** Whole, but no more than `limit` bytes; `-` is the standard input. */
  readonly readText: (path: string, limit: number) => Promise<string>
  /** Without showing what is typed; null where nobody sits at a terminal, or called it off. */
  readonly askSecret: (question: string) => Promise<string | null>
  /** Writes a file that isn't there yet, for its user alone. Throws a FailureError `usage` where it can't. */
  readonly writeNew: (path: string, bytes: Uint8Array) => Promise<void>
  /** The same for what comes piece by piece. */
  readonly openNew: (path: string) => Promise<Writer>
  /** Ctrl-C, or a polite request to end. Returns the function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void
}
