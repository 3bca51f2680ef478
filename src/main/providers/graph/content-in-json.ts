import type { Body } from '../../engine/ports/provider.ts'

/**
 * A resource with a file as its `contentBytes`, made while it is sent. Base64 takes three bytes at a time, so up to two
 * wait for the next piece.
 */
export function contentInJson(resource: Readonly<Record<string, string>>, body: Body): Body {
  const empty = JSON.stringify({ ...resource, contentType: 'application/octet-stream', contentBytes: '' })
  const head = Buffer.from(empty.slice(0, -2))
  const tail = Buffer.from(empty.slice(-2))
  return {
    length: head.length + Math.ceil(body.length / 3) * 4 + tail.length,
    digest: null,
    async *pieces() {
      yield head
      let left = Buffer.alloc(0)
      for await (const piece of body.pieces()) {
        const bytes = Buffer.concat([left, piece])
        const whole = bytes.length - (bytes.length % 3)
        left = bytes.subarray(whole)
        if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole))
      }
      yield Buffer.concat([Buffer.from(left.toString('base64')), tail])
    },
  }
}
