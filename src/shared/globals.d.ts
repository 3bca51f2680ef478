/**
 * The globals that every runtime of ours has (Node, browser, Electron) and that the language's own library lacks.
 * Only the compiler of this room reads this file; elsewhere the runtime's full types hold.
 */

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
