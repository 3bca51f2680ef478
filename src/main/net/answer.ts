/** What came back: capped in size and time, and read as JSON only where it says that it is. */

import type { Dispatcher } from 'undici'
import { failure } from '../../shared/failure.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'
import type { HttpAnswer, HttpRequest } from '../engine/ports/http.ts'
import type { HttpLimits } from './limits.ts'
import { CutError } from './trouble.ts'
import type { Watch } from './watch.ts'

/** @throws CutError where the answer is too long, too slow, compressed, or a page of this network instead of the service's */
export async function answerOf(
  got: Dispatcher.ResponseData,
  host: string,
  watch: Watch,
  limits: HttpLimits,
  cut: AbortController,
  into?: HttpRequest['into'],
): Promise<HttpAnswer> {
  const header = (name: string): string | null => {
    const value = got.headers[name.toLowerCase()]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }
  const refuse = (detail: string): CutError => {
    const error = new CutError(detail, failure('bad-response', { host, detail }))
    cut.abort(error)
    return error
  }
  const encoding = header('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity')
    throw refuse('a compressed answer, which was not asked for')
  const sink = got.statusCode === 200 ? into : undefined
  // A whole file takes as long as the line needs: there progress counts, not the total.
  const isTooSlow = (): void => cut.abort(new CutError('the answer did not end'))
  const total = sink === undefined ? setTimeout(isTooSlow, limits.answerTotalMs) : undefined
  total?.unref()
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    watch.expect(limits.answerStallMs, 'the answer did not end')
    for await (const chunk of got.body as AsyncIterable<Uint8Array>) {
      watch.expect(limits.answerStallMs, 'the answer did not end')
      if (sink !== undefined) {
        sink(chunk)
        continue
      }
      length += chunk.length
      if (length > limits.maxAnswerBytes) throw refuse(`an answer of more than ${limits.maxAnswerBytes} bytes`)
      chunks.push(chunk)
    }
    const text = Buffer.concat(chunks).toString('utf8')
    const type = header('content-type')
    if (sink === undefined && isPageOfNetwork(got.statusCode, type, text)) {
      throw new CutError('a page of this network', failure('network-sign-in', { host }))
    }
    return {
      status: got.statusCode,
      header,
      text,
      json: jsonOf(text, type),
      serverDate: dateOf(header('date')),
    }
  } catch (error) {
    // What is to be waited for stands in the head, and was heard, whatever became of the words after it.
    const serverDate = dateOf(header('date'))
    const asksToWait = got.statusCode === 429 || got.statusCode === 503
    if (!asksToWait || retryAfterMs(header('retry-after'), serverDate ?? 0) === null) throw error
    return { status: got.statusCode, header, text: '', json: undefined, serverDate }
  } finally {
    clearTimeout(total)
  }
}

/**
 * Nothing that we ask a service for is a page; one that is told as a success is of whoever wants a sign-in before this
 * network may be used (fault N09). So is what says so itself (RFC 6585 section 6).
 */
function isPageOfNetwork(status: number, contentType: string | null, text: string): boolean {
  if (status === 511) return true
  return status < 300 && /^text\/html\b/i.test(contentType ?? '') && text.trim() !== ''
}

/** A sign-in page of the network is HTML with status 200: what isn't declared as JSON is none (fault N09). */
function jsonOf(text: string, contentType: string | null): unknown {
  if (contentType !== null && !/^[^;]*[/+]json\s*(;|$)/i.test(contentType)) return undefined
  try {
    return JSON.parse(text.replace(/^\u{feff}/u, '')) as unknown
  } catch {
    return undefined
  }
}

function dateOf(header: string | null): number | null {
  const at = header === null ? Number.NaN : Date.parse(header)
  return Number.isNaN(at) ? null : at
}
