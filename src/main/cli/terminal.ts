/**
 * Everything that a command prints goes through here: in JSON mode stdout carries JSON and nothing else; for people,
 * every line is made visible first. Progress is one line on stderr that is painted over, and only on a terminal.
 */

import { refusalViewOf } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { clipped, visible, visibleJson } from './visible.ts'
import type { World } from './world.ts'

/** A line that is painted over. */
export interface Painter {
  paint(text: string): void
  clear(): void
}

export class Terminal {
  readonly isJson: boolean
  readonly #world: World
  #painter: Painter | null = null
  #painted: string | null = null

  constructor(world: World, isJson: boolean) {
    this.#world = world
    this.isJson = isJson
  }

  /** The one answer of a command, or one line of several. */
  json(value: unknown): void {
    this.#world.stdout.write(`${visibleJson(value)}\n`)
  }

  /** Only in JSON mode: something happened. */
  event(name: 'ready' | 'state' | 'summary' | 'preflight', facts: object): void {
    if (this.isJson) this.json({ event: name, ...facts })
  }

  /** For people, on stdout. */
  line(text: string): void {
    if (this.isJson) return
    this.#around(() => this.#world.stdout.write(`${visible(text)}\n`))
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(text)
  }

  /** For people beside the result, on stderr; also in JSON mode. */
  note(text: string): void {
    this.#around(() => this.#world.stderr.write(`${visible(text)}\n`))
  }

  /** The answer, in whichever form was asked for. */
  answer(value: unknown, lines: () => readonly string[]): void {
    if (this.isJson) this.json(value)
    else this.lines(lines())
  }

  /** Why the command itself was not done. */
  error(found: Failure): void {
    const { code, message, nextStep } = refusalViewOf(found, found.notBefore ?? null)
    if (this.isJson) this.json({ error: { code, message: clipped(message), nextStep: clipped(nextStep) } })
    else this.#around(() => this.#world.stderr.write(`${visible(clipped(message))}\n${visible(clipped(nextStep))}\n`))
  }

  /** Whether a moving line would be seen by somebody. */
  get isWatched(): boolean {
    return !this.isJson && this.#world.stderr.isTTY === true && this.#world.env['TERM'] !== 'dumb'
  }

  useForProgress(painter: Painter): void {
    this.#painter = painter
  }

  progress(text: string): void {
    this.#painted = visible(text).slice(0, Math.max(20, (this.#world.stderr.columns ?? 80) - 1))
    this.#painter?.paint(this.#painted)
  }

  endProgress(): void {
    this.#painted = null
    this.#painter?.clear()
  }

  /** Lifts the moving line while others are written. */
  #around(write: () => void): void {
    if (this.#painted !== null) this.#painter?.clear()
    write()
    if (this.#painted !== null) this.#painter?.paint(this.#painted)
  }
}
