/** What a multipart body is taken apart into, as it comes (RFC 2046 section 5.1; RFC 7578). */
interface PartSink {
  begin(name: string): void
  /** Bytes of the part that began last. False: wait before more. */
  data(bytes: Buffer): boolean
}

/** A step forward, or null: more bytes are needed. */
type Step = { readonly used: number; readonly mayGoOn?: boolean } | null

const longestHead = 16 * 1024
const lineEnd = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')

/** Takes a `multipart/form-data` body apart without holding more of it than a boundary or a part's head. */
export class MultipartReader {
  readonly #delimiter: Buffer
  readonly #sink: PartSink
  /** What isn't understood yet. The first boundary has no line end before it: it is lent one. */
  #rest: Buffer = lineEnd
  #state: 'preamble' | 'delimiter' | 'head' | 'body' | 'end' | 'broken' = 'preamble'

  constructor(boundary: string, sink: PartSink) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
    this.#sink = sink
  }

  /** The closing boundary came, and nothing on the way was wrong. */
  get isComplete(): boolean {
    return this.#state === 'end'
  }

  /** False: wait before more. */
  write(chunk: Buffer): boolean {
    let left = Buffer.concat([this.#rest, chunk])
    let mayGoOn = true
    for (let step = this.#step(left); step; step = this.#step(left)) {
      left = left.subarray(step.used)
      mayGoOn &&= step.mayGoOn ?? true
      if (left.length === 0) break
    }
    this.#rest = left
    return mayGoOn
  }

  #step(bytes: Buffer): Step {
    switch (this.#state) {
      case 'preamble':
      case 'body':
        return this.#untilDelimiter(bytes)
      case 'delimiter':
        return this.#afterDelimiter(bytes)
      case 'head':
        return this.#head(bytes)
      default:
        return { used: bytes.length }
    }
  }

  #untilDelimiter(bytes: Buffer): Step {
    const found = bytes.indexOf(this.#delimiter)
    const sure = found < 0 ? bytes.length - this.#delimiter.length + 1 : found
    const shown = this.#state === 'body' && sure > 0 ? bytes.subarray(0, sure) : null
    if (found >= 0) this.#state = 'delimiter'
    else if (sure <= 0) return null
    const mayGoOn = shown === null || this.#sink.data(shown)
    return { used: found < 0 ? sure : found + this.#delimiter.length, mayGoOn }
  }

  /** A line end, or two hyphens behind the last one. */
  #afterDelimiter(bytes: Buffer): Step {
    if (bytes.length < 2) return null
    const next = bytes.subarray(0, 2).toString('latin1')
    this.#state = next === '--' ? 'end' : next === '\r\n' ? 'head' : 'broken'
    return { used: 2 }
  }

  #head(bytes: Buffer): Step {
    const end = bytes.indexOf(headEnd)
    if (end < 0 && bytes.length <= longestHead) return null
    const name = end < 0 ? undefined : nameIn(bytes.subarray(0, end).toString('utf8'))
    this.#state = name === undefined ? 'broken' : 'body'
    if (name !== undefined) this.#sink.begin(name)
    return { used: end < 0 ? bytes.length : end + headEnd.length }
  }
}

function nameIn(head: string): string | undefined {
  return /^content-disposition:\s*form-data\b.*?;\s*name="?([^";\r\n]*)"?/im.exec(head)?.[1]
}

export function boundaryOf(contentType: string | undefined): string | null {
  const found = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType ?? '')
  return found?.[1] ?? found?.[2] ?? null
}
