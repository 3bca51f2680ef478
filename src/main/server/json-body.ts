/** A small JSON body, read no further than its limit. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { valuesOf } from './guard.ts'
import type { RefusalCode } from './refusals.ts'

const jsonType = /^application\/json(?:\s*;\s*charset=utf-8)?$/i

/** Throws where the client goes before its body is whole. */
export async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<{ readonly json: unknown } | RefusalCode> {
  const [type = '', ...more] = valuesOf(request.rawHeaders, 'content-type')
  if (more.length > 0 || !jsonType.test(type)) return 'not-json'
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'too-large'
  if (request.headers.expect !== undefined) response.writeContinue()
  const chunks: Buffer[] = []
  let length = 0
  // Not `for await`: leaving that loop early destroys the socket, and the answer with it.
  const isWhole = await new Promise<boolean>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else resolve(false)
    })
    request.once('end', () => resolve(true))
    request.once('error', reject)
    request.once('close', () => reject(new Error('the client went')))
  })
  if (!isWhole) return 'too-large'
  try {
    return { json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch {
    return 'bad-request'
  }
}
