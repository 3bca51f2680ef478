import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  attachmentIdOf,
  attachmentOf,
  fileAttachmentBody,
  pageOf,
  placeOf,
  sessionBody,
} from '../../../../src/main/providers/todo/wire.ts'
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
      expect(JSON.parse(await textOf('a "b".bin', bytes, pieceBytes))).toEqual({
        '@odata.type': '#microsoft.graph.taskFileAttachment',
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

test('a session is asked for with the exact size', () => {
  expect(JSON.parse(Buffer.from(sessionBody('ü.pdf', 3_483_322)).toString())).toEqual({
    attachmentInfo: { attachmentType: 'file', name: 'ü.pdf', size: 3_483_322 },
  })
})

// The first is the example of C: concepts/todo-attachments.md.
test.each([
  [
    'https://g.example/beta/users/6f/todo/lists/L=/tasks/T=/Attachments/AAMkADI5MAAIT3dr-_X0m=',
    'AAMkADI5MAAIT3dr-_X0m=',
  ],
  ['https://g.example/v1.0/users/6f/todo/lists/L/tasks/T/attachments/AAMk%3D', 'AAMk='],
  ['https://g.example/Attachments/old/Attachments/new/', 'new'],
  ['https://g.example/Attachments/AAMk=?x=1', 'AAMk='],
  ['https://g.example/v1.0/users/6f/todo/lists/L/tasks/T/attachmentSessions/S', null],
  ['https://g.example/Attachments/%zz', null],
  ['https://g.example/Attachments/', null],
  ['', null],
  [null, null],
])('the id in %s is %s', (location, id) => {
  expect(attachmentIdOf(location)).toBe(id)
})

const known = {
  '@odata.type': '#microsoft.graph.taskFileAttachment',
  id: 'AAMk=',
  name: 'flower.md',
  size: 2814,
  lastModifiedDateTime: '2022-06-09T10:40:52Z',
  contentType: 'application/octet-stream',
}

describe('what is attached', () => {
  test('has an id and a name, and no hash until it is read back', () => {
    const found = attachmentOf(known)
    expect(found).toMatchObject({ item: { id: 'AAMk=', name: 'flower.md', size: 2814, hash: null, eTag: null } })
    expect(found?.attachedAt).toBe(Date.UTC(2022, 5, 9, 10, 40, 52))
    expect(attachmentOf({ id: 'AAMk=' })).toMatchObject({ item: { name: '', size: 0 }, attachedAt: 0 })
  })

  test.each([null, undefined, [], 'text', {}, { id: '' }, { id: 1 }, { value: known }])(
    '%j is no attachment',
    (json) => {
      expect(attachmentOf(json)).toBeNull()
    },
  )

  test('comes in pages', () => {
    expect(pageOf({ value: [known, {}], '@odata.nextLink': 'https://g.example/v1.0/next' })).toMatchObject({
      attachments: [{ item: { id: 'AAMk=' } }],
      next: 'https://g.example/v1.0/next',
    })
    expect(pageOf({ value: [] })).toEqual({ attachments: [], next: null })
    expect(pageOf({ error: {} })).toBeNull()
    expect(pageOf(undefined)).toBeNull()
  })

  test('is attached to a task', () => {
    expect(placeOf({ id: 'T=', title: 'Send it' })).toMatchObject({ id: 'T=', name: 'Send it', isFolder: true })
    expect(placeOf({ title: 'Send it' })).toBeNull()
  })
})
