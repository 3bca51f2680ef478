/**
 * What this process writes to its standard error passes a redactor, whoever writes it: a library's debugging
 * (`NODE_DEBUG=undici` says whole addresses), a warning of the runtime, an error that nobody caught.
 */

import { StringDecoder } from 'node:string_decoder'
import type { Redactor } from './redactor.ts'

type Pieces = ReturnType<Redactor['inPieces']>
type Done = (error?: Error | null) => void

const pieces = new Set<Pieces>()
let restore: (() => void) | null = null

/** @returns the function that ends it; the last one gives the stream back as it was */
export function guardStderr(redactor: Redactor, stream: NodeJS.WriteStream = process.stderr): () => void {
  const own = redactor.inPieces()
  pieces.add(own)
  restore ??= guard(stream)
  return () => {
    pieces.delete(own)
    if (pieces.size > 0) return
    restore?.()
    restore = null
  }
}

function guard(stream: NodeJS.WriteStream): () => void {
  const write = stream.write.bind(stream)
  const decoder = new StringDecoder()
  const passed = (act: (one: Pieces, text: string) => string, first: string): string =>
    [...pieces].reduce((text, one) => act(one, text), first)
  // What is kept back for what may follow comes out when nothing has followed: a prompt has no line's end.
  const flush = (): void => {
    const rest = passed((one, text) => one.push(text) + one.end(), '')
    if (rest !== '') write(rest)
  }
  const guarded = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
    const safe = passed((one, piece) => one.push(piece), text)
    setImmediate(flush)
    return write(safe, 'utf8', typeof encoding === 'function' ? encoding : done)
  }
  stream.write = guarded
  process.on('exit', flush)
  return () => {
    flush()
    process.off('exit', flush)
    stream.write = write
  }
}
