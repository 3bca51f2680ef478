/** What the practice cloud's handler is given instead of a request and an answer on a socket. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, Writable } from 'node:stream'

/** A part of an answer, in the order in which it was written. */
export type AnswerPart =
  | { readonly kind: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  /** The connection is reset, by the server or by what lies between. */
  | { readonly kind: 'reset' }

interface Arriving {
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

export interface ServerSide {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly isGone: boolean
  body(bytes: Buffer): void
  bodyEnds(): void
  /** The client is not there any more. */
  clientGoes(): void
}

export function serverSide({ method, path, headers }: Arriving, tell: (part: AnswerPart) => void): ServerSide {
  let isGone = false
  const req = Object.assign(new Readable({ read: () => undefined, autoDestroy: false }), {
    method,
    url: path,
    headers,
    complete: false,
    socket: { destroyed: false, resetAndDestroy: () => breakOff(true) },
  })
  let hasHead = false
  const res = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        tell({ kind: 'bytes', bytes: chunk })
        done()
      },
      final(done) {
        tell({ kind: 'end' })
        done()
      },
      autoDestroy: false,
    }),
    {
      writeHead(status: number, given: Readonly<Record<string, string | number>>) {
        hasHead = true
        const lower = Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)] as const)
        tell({ kind: 'head', status, headers: Object.fromEntries(lower) })
      },
      writeContinue: () => undefined,
    },
  )
  const breakOff = (isTold: boolean): void => {
    if (isGone) return
    isGone = true
    req.socket.destroyed = true
    if (isTold) tell({ kind: 'reset' })
    req.destroy()
    res.destroy()
  }
  res.on('error', () => undefined)
  req.on('error', () => undefined)
  res.once('close', () => {
    // `res.destroy()` by the handler itself.
    if (!res.writableFinished && !hasHead) breakOff(true)
  })
  return {
    req: req as unknown as IncomingMessage,
    res: res as unknown as ServerResponse,
    get isGone() {
      return isGone
    },
    body(bytes) {
      if (!isGone) req.push(bytes)
    },
    bodyEnds() {
      if (isGone) return
      req.complete = true
      req.push(null)
    },
    clientGoes: () => breakOff(false),
  }
}
