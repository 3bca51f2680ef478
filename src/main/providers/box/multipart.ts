/** A direct upload's body: `attributes`, and then the file (guides/uploads/direct/file.md). Streamed, never held whole. */

import type { Body } from '../../engine/ports/provider.ts'

export interface Form {
  readonly contentType: string
  readonly body: Body
}

/**
 * @param attributes must come before the file, else `metadata_after_file_contents`
 * @param sha1 of the file, hex. The boundary is made of it: a file can't hold its own digest but by breaking SHA-1.
 */
export function formOf(attributes: object, file: Body, sha1: string): Form {
  const boundary = `longshore-${sha1}`
  const head = Buffer.from(
    `--${boundary}\r\n` +
      'Content-Disposition: form-data; name="attributes"\r\n' +
      'Content-Type: application/json\r\n\r\n' +
      `${JSON.stringify(attributes)}\r\n` +
      `--${boundary}\r\n` +
      // The name is in the attributes; here it would have to be escaped in ways that nobody agrees on.
      'Content-Disposition: form-data; name="file"; filename="file"\r\n' +
      'Content-Type: application/octet-stream\r\n\r\n',
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  const body: Body = {
    length: head.length + file.length + tail.length,
    digest: file.digest,
    async *pieces() {
      yield head
      yield* file.pieces()
      yield tail
    },
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}
