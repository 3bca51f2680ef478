import { createHash } from 'node:crypto'
import type { PracticeCloudOptions } from '../../src/main/practice/practice-cloud.ts'
import { type Json, Practice, raw, type RawAnswer } from './practice-client.ts'

type RawRequest = Parameters<typeof raw>[2]

/** What tests say to Box: raw requests, and the steps of a chunked upload. */
export class BoxPractice {
  readonly practice: Practice

  private constructor(practice: Practice) {
    this.practice = practice
  }

  /** Small parts, so that a test has many of them. */
  static async start(switches: object = {}, options: Omit<PracticeCloudOptions, 'dir'> = {}): Promise<BoxPractice> {
    const practice = await Practice.start(options)
    await practice.switch({ boxSessionFloor: 1, boxPartSize: partSize, ...switches })
    return new BoxPractice(practice)
  }

  api(method: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
    return this.ask(method, `${this.practice.cloud.boxUrl}/2.0${path}`, options)
  }

  upload(method: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
    return this.ask(method, `${this.practice.cloud.boxUploadUrl}/api/2.0${path}`, options)
  }

  ask(method: string, url: string, options: RawRequest = {}): Promise<RawAnswer> {
    const headers = { Authorization: `Bearer ${this.practice.cloud.token}`, ...options.headers }
    return raw(method, url, { ...options, headers })
  }

  /** One request with the file in it. */
  direct(path: string, attributes: object, bytes: Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const { body, contentType } = form([
      ['attributes', JSON.stringify(attributes)],
      ['file', bytes],
    ])
    return this.upload('POST', path, { body, headers: { 'Content-Type': contentType, ...headers } })
  }

  /** A small file, and what Box knows of it. */
  async file(name: string, bytes: Buffer, parent = '0'): Promise<Json> {
    const answer = await this.direct('/files/content', { name, parent: { id: parent } }, bytes)
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.bytes.toString()}`)
    return answer.json.entries[0]
  }

  create(name: string, size: number, folder = '0'): Promise<RawAnswer> {
    const body = { folder_id: folder, file_name: name, file_size: size }
    return this.upload('POST', '/files/upload_sessions', { body })
  }

  async open(name: string, size: number): Promise<Json> {
    const answer = await this.create(name, size)
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.bytes.toString()}`)
    return answer.json
  }

  part(session: Json, bytes: Buffer, offset: number, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const end = Math.min(offset + Number(session.part_size), bytes.length)
    const piece = bytes.subarray(offset, end)
    const all = {
      'Content-Range': `bytes ${offset}-${end - 1}/${bytes.length}`,
      Digest: digest(piece),
      ...headers,
    }
    return this.ask('PUT', session.session_endpoints.upload_part, { body: piece, headers: all })
  }

  /** All parts in the order given, by their index; what commit wants to hear of them. */
  async parts(session: Json, bytes: Buffer, order?: readonly number[]): Promise<Json[]> {
    const indices = order ?? Array.from({ length: session.total_parts }, (_, i) => i)
    const answers = await Promise.all(
      indices.map(async (index) => this.part(session, bytes, index * Number(session.part_size))),
    )
    return answers.map(({ json }) => json.part).sort((a, b) => a.offset - b.offset)
  }

  commit(
    session: Json,
    bytes: Buffer,
    parts: readonly Json[],
    { attributes, headers }: { attributes?: object; headers?: Record<string, string> } = {},
  ): Promise<RawAnswer> {
    return this.ask('POST', session.session_endpoints.commit, {
      body: { parts, ...(attributes && { attributes }) },
      headers: { Digest: digest(bytes), ...headers },
    })
  }

  list(session: Json, query = ''): Promise<RawAnswer> {
    return this.ask('GET', `${session.session_endpoints.list_parts}${query}`)
  }

  async violations(): Promise<Json[]> {
    return (await this.practice.control('GET', '/journal/violations')).violations
  }

  async stored(path: string): Promise<Json> {
    return this.practice.control('GET', `/items?drive=practice-box&path=${encodeURIComponent(path)}`)
  }
}

export const partSize = 64 * 1024

export function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex')
}

export function digest(bytes: Buffer): string {
  return `sha=${createHash('sha1').update(bytes).digest('base64')}`
}

/** A multipart body by hand, so that its parts can come in any order. */
export function form(fields: readonly (readonly [string, string | Buffer])[]): { body: Buffer; contentType: string } {
  const boundary = '----longshore-test-7MA4YWxkTrZu0gW'
  const pieces = fields.flatMap(([name, value]) => {
    const filename = Buffer.isBuffer(value) ? '; filename="x"\r\nContent-Type: application/octet-stream' : ''
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n`
    return [Buffer.from(head), Buffer.from(value as Buffer), Buffer.from('\r\n')]
  })
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}
