/**
 * A thread of its own that reads files in the order of bytes and makes the digests of their parts and of the whole, so
 * that gigabytes of hashing hold up neither the uploads nor the queue's thread. Several readings take turns piece by piece.
 */

import { read } from 'node:fs'
import { promisify } from 'node:util'
import { parentPort } from 'node:worker_threads'
import type { RunningDigest } from '../engine/ports/source.ts'
import type { FromDigestThread, PassFacts, ToDigestThread } from './digest-protocol.ts'
import { digests } from './digests.ts'
import { errnoOf } from './file-errors.ts'

const pieceBytes = 1024 * 1024
const readPiece = promisify(read)

interface Pass {
  readonly whole: RunningDigest
  part: RunningDigest
}

const passes = new Map<string, Pass>()
/** Questions that are being answered, until somebody stops them. A stop that comes after the answer is about nothing. */
const wanted = new Set<number>()

parentPort?.on('message', (message: ToDigestThread) => {
  if (message.kind === 'stop') wanted.delete(message.id)
  else if (message.kind === 'forget') passes.delete(message.key)
  else void answer(message)
})

async function answer({ id, fd, upTo, pass: facts }: Extract<ToDigestThread, { kind: 'read' }>): Promise<void> {
  const parts: string[] = []
  const pass = passes.get(facts.key) ?? begin(facts)
  passes.set(facts.key, pass)
  wanted.add(id)
  let trouble: FromDigestThread['trouble'] = null
  try {
    const buffer = new Uint8Array(pieceBytes)
    while (pass.whole.offset < upTo && trouble === null) {
      if (!wanted.has(id)) trouble = 'stopped'
      else if (!(await readOn(fd, buffer, pass, facts, parts))) trouble = 'ended'
    }
  } catch (error) {
    trouble = { code: errnoOf(error) ?? null, message: String(error) }
  }
  wanted.delete(id)
  const { offset } = pass.whole
  const whole = offset === facts.size ? pass.whole.value() : null
  // The asker has all of it: nobody reads on.
  if (whole !== null) passes.delete(facts.key)
  parentPort?.postMessage({ id, parts, offset, whole, trouble } satisfies FromDigestThread)
}

function begin({ algorithm }: PassFacts): Pass {
  return { whole: digests.start(algorithm), part: digests.start(algorithm) }
}

/** One piece, never over the end of a part. False where the file ends before its size. */
async function readOn(fd: number, buffer: Uint8Array, pass: Pass, facts: PassFacts, parts: string[]): Promise<boolean> {
  const at = pass.whole.offset
  const partEnd = Math.min(at - pass.part.offset + facts.partBytes, facts.size)
  const { bytesRead } = await readPiece(fd, buffer, 0, Math.min(buffer.length, partEnd - at), at)
  if (bytesRead === 0) return false
  const piece = buffer.subarray(0, bytesRead)
  pass.whole.update(piece)
  pass.part.update(piece)
  if (at + bytesRead === partEnd) {
    parts.push(pass.part.value())
    pass.part = digests.start(facts.algorithm)
  }
  return true
}
