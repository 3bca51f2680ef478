import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { onTestFinished } from 'vitest'
import {
  type PracticeCloud,
  type PracticeCloudOptions,
  startPracticeCloud,
} from '../../src/main/practice/practice-cloud.ts'
import { handInBeforeReset, unwatchTokens, watchTokens } from '../support/token-rule.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** The body where it is JSON; an empty object elsewhere. */
  readonly json: Json
}

// Answers are looked into by tests only, which would notice a missing member at once.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string | object
  /** Send the body without saying how long it is. */
  readonly chunked?: boolean
  readonly ca?: Buffer
}

/** One request with nothing added to it: what is not said here is not sent. */
export function raw(
  method: string,
  url: string,
  { headers = {}, body, chunked, ca }: RawRequest = {},
): Promise<RawAnswer> {
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
  const bytes =
    body === undefined
      ? undefined
      : Buffer.isBuffer(body)
        ? body
        : Buffer.from(isJson ? JSON.stringify(body) : String(body))
  const sized = bytes && !chunked ? { 'Content-Length': String(bytes.length) } : {}
  const typed = isJson ? { 'Content-Type': 'application/json' } : {}
  const send = url.startsWith('https:') ? tlsRequest : plainRequest
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...sized, ...typed, ...headers }, agent: false, ...(ca && { ca }) }
    const req = send(url, options, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const all = Buffer.concat(chunks)
        const isText = all.length > 0 && (res.headers['content-type'] ?? '').includes('json')
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          bytes: all,
          json: isText ? parsed(all.toString()) : {},
        })
      })
    })
    req.on('error', reject)
    if (bytes && chunked) req.write(bytes)
    req.end(chunked ? undefined : bytes)
  })
}

/** Half an answer, as a fault may leave it, has no members. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A practice cloud for one test, and the few words tests speak with it. */
export class Practice {
  readonly dir: string
  #cloud: PracticeCloud
  readonly #options: PracticeCloudOptions

  private constructor(cloud: PracticeCloud, options: PracticeCloudOptions) {
    this.#cloud = cloud
    this.#options = options
    this.dir = options.dir
  }

  static async start(options: Omit<PracticeCloudOptions, 'dir'> = {}): Promise<Practice> {
    const all = { ...options, dir: temporaryFolder() }
    const practice = new Practice(await startPracticeCloud(all), all)
    watchTokens(practice)
    onTestFinished(() => {
      unwatchTokens(practice)
      return practice.#cloud.close()
    })
    return practice
  }

  get cloud(): PracticeCloud {
    return this.#cloud
  }

  get token(): string {
    return this.#cloud.token
  }

  /** Null where a test has closed it. */
  async ask(path: string): Promise<Json> {
    try {
      return await this.control('GET', path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return null
      throw error
    }
  }

  async restart(): Promise<void> {
    await handInBeforeReset(this)
    await this.#cloud.close()
    this.#cloud = await startPracticeCloud(this.#options)
  }

  graph(method: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
    const headers = { Authorization: `Bearer ${this.#cloud.token}`, ...options.headers }
    return raw(method, `${this.#cloud.graphUrl}/v1.0${path}`, { ...options, headers })
  }

  async control(method: string, path: string, body?: object): Promise<Json> {
    if (path === '/reset') await handInBeforeReset(this)
    const headers = { Authorization: `Bearer ${this.#cloud.token}` }
    const answer = await raw(method, `${this.#cloud.controlUrl}${path}`, { headers, ...(body && { body }) })
    if (answer.status !== 200)
      throw new Error(`control: ${method} ${path}: ${answer.status} ${answer.bytes.toString()}`)
    return answer.json
  }

  switch(switches: object): Promise<Json> {
    return this.control('POST', '/switches', switches)
  }

  fault(fault: object): Promise<Json> {
    return this.control('POST', '/faults', fault)
  }

  write(change: object): Promise<Json> {
    return this.control('POST', '/items', change)
  }

  create(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<RawAnswer> {
    return this.graph('POST', `/me/drive/root:${path}:/createUploadSession`, { body, headers })
  }

  /** An upload URL for a new file at the path. */
  async open(path: string, item: object = {}, more: object = {}): Promise<string> {
    const answer = await this.create(path, { item, ...more })
    if (answer.status !== 200) throw new Error(`create: ${answer.status} ${answer.bytes.toString()}`)
    return String(answer.json.uploadUrl)
  }

  put(
    url: string,
    bytes: Buffer,
    start: number,
    total: number,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> {
    const range = `bytes ${start}-${start + bytes.length - 1}/${total}`
    return raw('PUT', url, { body: bytes, headers: { 'Content-Range': range, ...headers } })
  }

  async item(path: string): Promise<Json> {
    return this.control('GET', `/items?path=${encodeURIComponent(path)}`)
  }

  async journal(query = ''): Promise<Json[]> {
    return (await this.control('GET', `/journal${query}`)).entries
  }
}

export const unit = 320 * 1024

export function code({ json }: RawAnswer): string | undefined {
  return json.error?.code
}

/** The innermost of the inner errors' codes. */
export function innerCode({ json }: RawAnswer): string | undefined {
  let inner = json.error?.innerError ?? json.error?.innererror
  while (inner?.innerError ?? inner?.innererror) inner = inner.innerError ?? inner.innererror
  return inner?.code
}
