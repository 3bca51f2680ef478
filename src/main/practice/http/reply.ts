interface Tells {
  /** The session, or with `partKey` one part of it where parts come in any order. */
  readonly sessionId: string
  readonly position: number
}

/** An answer before it is written, so that a fault can still change it. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** A body that is not made from `json`. */
  readonly bytes?: Buffer
  /** A body that is streamed from disk. */
  readonly file?: { readonly path: string; readonly start: number; readonly end: number }
  /** For the journal. */
  readonly errorCode?: string
  readonly innerCode?: string
  /** What this answer tells the client is stored in the session. */
  readonly tells?: Tells | readonly Tells[]
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, json: body, headers }
}

export const noContent: Reply = { status: 204 }
