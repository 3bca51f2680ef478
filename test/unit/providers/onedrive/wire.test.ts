import { expect, test } from 'vitest'
import { foundItem } from '../../../../src/main/providers/onedrive/wire.ts'

const whole = {
  '@odata.context': 'x',
  id: 'ID',
  name: 'f.bin',
  size: 5,
  eTag: '"{GUID},1"',
  webUrl: 'https://x.example/f.bin',
  file: { mimeType: 'x', hashes: { quickXorHash: 'aCgDG9jwBgAAAAAABQAAAAAAAAA=', sha1Hash: 'X' } },
  fileSystemInfo: { lastModifiedDateTime: '2026-01-01T00:00:00.1234567Z' },
  parentReference: { driveId: 'D', driveType: 'business', id: 'P', path: '/drives/D/root:' },
}

test('a driveItem is read', () => {
  expect(foundItem(whole, true)).toEqual({
    driveType: 'business',
    parent: { driveId: 'D', id: 'P' },
    item: {
      id: 'ID',
      name: 'f.bin',
      size: 5,
      eTag: '"{GUID},1"',
      hash: { algorithm: 'quickXorHash', value: 'aCgDG9jwBgAAAAAABQAAAAAAAAA=' },
      webUrl: 'https://x.example/f.bin',
      modifiedAt: Date.UTC(2026, 0, 1, 0, 0, 0, 123),
      isFolder: false,
      isAddressed: true,
    },
  })
})

test('what is missing or odd is left out, but not the item', () => {
  const bare = { id: 'ID', name: 'n', size: null, eTag: 5, file: 'x', fileSystemInfo: { lastModifiedDateTime: 'soon' } }
  expect(foundItem(bare, false)).toMatchObject({
    driveType: null,
    parent: null,
    item: { size: 0, eTag: null, hash: null, webUrl: null, modifiedAt: null, isFolder: false },
  })
})

test.each(['folder', 'package', 'bundle'])('a %s is a folder to us', (facet) => {
  expect(foundItem({ id: 'ID', name: 'n', [facet]: { childCount: 0 } }, false)?.item.isFolder).toBe(true)
})

test.each([
  undefined,
  null,
  5,
  'x',
  [],
  {},
  { id: '', name: 'n' },
  { id: 'ID' },
  { id: 5, name: 'n' },
  { id: 'ID', name: 'n', deleted: {} },
])('%j is no item', (json) => {
  expect(foundItem(json, false)).toBeNull()
})
