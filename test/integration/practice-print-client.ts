/** The few words tests speak with the practice cloud's Universal Print. */

import { request } from 'node:http'
import { expect } from 'vitest'
import { type Json, type Practice, type RawAnswer, raw } from './practice-client.ts'

export const share = '/print/shares/practice-printer-share'
export const printer = '/print/printers/practice-printer'

export interface Prepared {
  /** Of the job and its document, below `/v1.0`. */
  readonly job: string
  readonly document: string
  readonly documentId: string
  readonly jobId: string
}

export async function makeJob(practice: Practice, place = share): Promise<Prepared> {
  const made = await practice.graph('POST', `${place}/jobs`, { body: { configuration: {} } })
  expect(made.status).toBe(201)
  const jobId = String(made.json.id)
  const documentId = String(made.json.documents[0].id)
  const job = `${place}/jobs/${jobId}`
  return { job, document: `${job}/documents/${documentId}`, documentId, jobId }
}

export function createSession(
  practice: Practice,
  document: string,
  size: number,
  properties: object = {},
): Promise<RawAnswer> {
  const body = { properties: { documentName: 'a.pdf', contentType: 'application/pdf', size, ...properties } }
  return practice.graph('POST', `${document}/createUploadSession`, { body })
}

/** A new job at the share, and the upload URL of its document. */
export async function openUpload(
  practice: Practice,
  size: number,
  place = share,
): Promise<Prepared & { readonly url: string }> {
  const prepared = await makeJob(practice, place)
  const created = await createSession(practice, prepared.document, size)
  expect(created.status).toBe(200)
  return { ...prepared, url: String(created.json.uploadUrl) }
}

/** Of the whole, the bytes `[start, end)`. */
export function putPart(
  url: string,
  whole: Buffer,
  start: number,
  end: number,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const range = { 'Content-Range': `bytes ${start}-${end - 1}/${whole.length}` }
  return raw('PUT', url, { body: whole.subarray(start, end), headers: { ...range, ...headers } })
}

export interface HalfSent {
  /** Sends the rest, and gives the answer's status. */
  finish(): Promise<number>
  /** Goes away without. */
  leave(): void
}

/** A range whose first byte is on its way, and whose rest waits. */
export function beginPart(url: string, whole: Buffer, start: number, end: number): HalfSent {
  const headers = {
    'Content-Range': `bytes ${start}-${end - 1}/${whole.length}`,
    'Content-Length': String(end - start),
  }
  const req = request(url, { method: 'PUT', headers, agent: false })
  const status = new Promise<number>((resolve, reject) => {
    req.on('response', (res) => {
      res.resume()
      resolve(res.statusCode ?? 0)
    })
    req.on('error', reject)
  })
  status.catch(() => {})
  req.write(whole.subarray(start, start + 1))
  return {
    finish: () => {
      req.end(whole.subarray(start + 1, end))
      return status
    },
    leave: () => req.destroy(),
  }
}

/** Below `/beta` instead of `/v1.0`. */
export function beta(
  practice: Practice,
  method: string,
  path: string,
  options: Parameters<typeof raw>[2] = {},
): Promise<RawAnswer> {
  const headers = { Authorization: `Bearer ${practice.cloud.token}`, ...options.headers }
  return raw(method, `${practice.cloud.graphUrl}/beta${path}`, { ...options, headers })
}

export function printOf(practice: Practice): Promise<Json> {
  return practice.control('GET', '/print')
}

export async function documentOf(practice: Practice, id: string): Promise<Json> {
  return (await printOf(practice)).documents.find((one: Json) => one.id === id)
}

export async function violationsOf(practice: Practice): Promise<string[]> {
  const { violations } = await practice.control('GET', '/journal/violations')
  return violations.map(({ rule }: Json) => rule)
}
