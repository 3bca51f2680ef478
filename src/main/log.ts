/** The log: one JSON object a line, redacted by value, rotated and capped. Losing it never stops anything. */

import { appendFileSync, renameSync, rmSync, statSync } from 'node:fs'
import type { Log } from './engine/ports/log.ts'

export interface LogOptions {
  /** The file that is written; older ones are `path.1`, `path.2`, … Null: memory only. */
  readonly path: string | null
  /** Takes secrets out of a line. */
  readonly redact: (text: string) => string
  /** epoch ms */
  readonly now: () => number
  readonly maxBytes?: number
  readonly files?: number
  readonly isDebug?: boolean
}

const kept = 1_000
const defaultMaxBytes = 5 * 1024 * 1024
const defaultFiles = 5

export class LogFile implements Log {
  readonly #options: LogOptions
  readonly #recent: string[] = []
  #bytes: number | null = null

  constructor(options: LogOptions) {
    this.#options = options
  }

  debug(event: string, facts?: Readonly<Record<string, unknown>>): void {
    if (this.#options.isDebug === true) this.#write('debug', event, facts)
  }

  info(event: string, facts?: Readonly<Record<string, unknown>>): void {
    this.#write('info', event, facts)
  }

  warn(event: string, facts?: Readonly<Record<string, unknown>>): void {
    this.#write('warn', event, facts)
  }

  /** The newest lines, oldest first. */
  lines(limit: number): readonly string[] {
    return this.#recent.slice(-limit)
  }

  #write(level: string, event: string, facts: Readonly<Record<string, unknown>> = {}): void {
    const { redact, now } = this.#options
    const line = redact(lineOf({ ...facts, at: new Date(now()).toISOString(), level, event }))
    this.#recent.push(line)
    if (this.#recent.length > kept) this.#recent.shift()
    try {
      this.#append(`${line}\n`)
    } catch {
      // A full or read-only disk: the newest lines are still in memory.
    }
  }

  #append(line: string): void {
    const { path, maxBytes = defaultMaxBytes } = this.#options
    if (path === null) return
    this.#bytes ??= statSync(path, { throwIfNoEntry: false })?.size ?? 0
    const bytes = Buffer.byteLength(line)
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) {
      this.#rotate(path)
      this.#bytes = 0
    }
    appendFileSync(path, line, { mode: 0o600 })
    this.#bytes += bytes
  }

  #rotate(path: string): void {
    const { files = defaultFiles } = this.#options
    rmSync(`${path}.${files - 1}`, { force: true })
    for (let n = files - 2; n >= 0; n -= 1) {
      const from = n === 0 ? path : `${path}.${n}`
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${n + 1}`)
    }
  }
}

/** What comes from anywhere must not end the program by being put down: no cycle, no bigint, no error without words. */
function lineOf({ at, level, event, ...facts }: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify({ at, level, event, ...facts }, sayable)
  } catch (error) {
    return JSON.stringify({ at, level, event, unsaid: String(error) })
  }
}

function sayable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Error ? `${value.name}: ${value.message}` : value
}
