import { describe, expect, it } from 'vitest'
import { boundaryOf, MultipartReader } from '../../../src/main/practice/http/multipart.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

const boundary = 'harbour'
// What looks like a boundary and isn't one, at the edges where a reader may stumble.
const file = Buffer.concat([Buffer.from('\r\n--harbou'), pseudoRandom(100, 3), Buffer.from('\r\n--harbo\r\n\r')])
const body = Buffer.concat([
  Buffer.from('nobody reads this\r\n--harbour\r\nContent-Disposition: form-data; name="attributes"\r\n\r\n{"a":1}'),
  Buffer.from('\r\n--harbour\r\ncontent-disposition: form-data; filename="x"; name=file\r\nX: y\r\n\r\n'),
  file,
  Buffer.from('\r\n--harbour--\r\nnor this'),
])

function read(bytes: Buffer, size: number): { parts: [string, Buffer][]; isComplete: boolean } {
  const parts: [string, Buffer][] = []
  const reader = new MultipartReader(boundary, {
    begin: (name) => parts.push([name, Buffer.alloc(0)]),
    data: (more) => {
      const last = parts.at(-1)
      if (last) last[1] = Buffer.concat([last[1], more])
      return true
    },
  })
  for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size))
  return { parts, isComplete: reader.isComplete }
}

describe('a multipart body (RFC 7578)', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i + 1).concat(body.length))('in pieces of %i bytes', (size) => {
    expect(read(body, size)).toEqual({
      parts: [
        ['attributes', Buffer.from('{"a":1}')],
        ['file', file],
      ],
      isComplete: true,
    })
  })

  it('with parts that are empty', () => {
    const head = '--harbour\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
    expect(read(Buffer.from(`${head}\r\n${head}\r\n--harbour--`), 7)).toEqual({
      parts: [
        ['file', Buffer.alloc(0)],
        ['file', Buffer.alloc(0)],
      ],
      isComplete: true,
    })
  })

  it.each([
    ['is cut off', body.subarray(0, -20)],
    ['has a part without a name', Buffer.from('--harbour\r\nContent-Disposition: form-data\r\n\r\nx\r\n--harbour--')],
    ['goes on behind its boundary', Buffer.from('--harbourmaster\r\n\r\n\r\n--harbour--')],
    ['has another boundary', Buffer.from('--port\r\n\r\n\r\n--port--')],
  ])('is not whole that %s', (_, bytes) => {
    expect(read(bytes, 5).isComplete).toBe(false)
  })

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['multipart/form-data', null],
    ['application/json; boundary=abc', null],
  ])('%s', (type, found) => {
    expect(boundaryOf(type)).toBe(found)
  })
})
