import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  attachmentIdOf,
  attachmentOf,
  fileAttachmentBody,
  pageOf,
  sessionBody,
} from '../../../../src/main/providers/outlook/wire.ts'
import { bodyOf } from '../../../support/bodies.ts'
import { pseudoRandom } from '../../../support/pseudo-random.ts'

async function textOf(name: string, bytes: Uint8Array, pieceBytes: number) {
  const body = fileAttachmentBody(name, bodyOf(bytes, pieceBytes))
  const pieces: Buffer[] = []
  for await (const piece of body.pieces()) pieces.push(Buffer.from(piece))
  const all = Buffer.concat(pieces)
  expect(all.length).toBe(body.length)
  return all.toString()
}

describe('a file inside JSON', () => {
  test.each([0, 1, 2, 3, 4, 5, 3_000, 70_001])('%i bytes, in pieces of any length', async (size) => {
    const bytes = pseudoRandom(size, size + 1)
    for (const pieceBytes of [1, 2, 3, 4, 1_000, 65_537].filter((piece) => piece > 3 || size < 4_000)) {
      const parsed = JSON.parse(await textOf('a "b".bin', bytes, pieceBytes))
      expect(parsed).toEqual({
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: 'a "b".bin',
        contentType: 'application/octet-stream',
        contentBytes: bytes.toString('base64'),
      })
    }
  })

  test('any name is told as it is, and counted in bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (name) => {
        expect(JSON.parse(await textOf(name, pseudoRandom(10, 1), 7)).name).toBe(name.toWellFormed())
      }),
      { numRuns: 50 },
    )
  })
})

test('the key of a session has a capital A, and the size is exact', () => {
  expect(JSON.parse(Buffer.from(sessionBody('ü.pdf', 3_483_322)).toString())).toEqual({
    AttachmentItem: {
      attachmentType: 'file',
      name: 'ü.pdf',
      size: 3_483_322,
      contentType: 'application/octet-stream',
    },
  })
})

test.each([
  ["https://outlook.office.com/api/v2.0/Users('a@b')/Messages('AAMk=')/Attachments('AAMk-x_Y=')", 'AAMk-x_Y='],
  ["https://outlook.office.com/api/v2.0/Users('a@b')/Events('E')/Attachments('AAMk%3D')", 'AAMk='],
  ["https://o.example/Attachments('old')/Attachments('new')", 'new'],
  ['https://graph.microsoft.com/v1.0/me/messages/M/attachments/AAMk%3D', 'AAMk='],
  ["https://o.example/Messages('AAMk=')", null],
  ["https://o.example/Attachments('%zz')", null],
  ['', null],
  [null, null],
])('the id in %s', (location, id) => {
  expect(attachmentIdOf(location)).toBe(id)
})

test('an attachment tells no hash, and other JSON is none', () => {
  const told = { '@odata.type': '#microsoft.graph.fileAttachment', id: 'A', name: 'a.pdf', size: 3_640_066 }
  expect(attachmentOf(told)).toMatchObject({ id: 'A', name: 'a.pdf', size: 3_640_066, hash: null, isFolder: false })
  for (const other of [null, [], {}, { id: '' }, { id: 7 }, 'x']) expect(attachmentOf(other)).toBeNull()
  expect(pageOf({ value: [told, { id: '' }], '@odata.nextLink': 'https://x' })).toMatchObject({
    attachments: [{ id: 'A' }],
    next: 'https://x',
  })
  expect(pageOf({ values: [] })).toBeNull()
})
