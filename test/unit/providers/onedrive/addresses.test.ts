import { expect, test } from 'vitest'
import { parseDestination } from '../../../../src/shared/destination.ts'
import { basePath, childPath, itemPath, urlOf } from '../../../../src/main/providers/onedrive/addresses.ts'

const root = 'https://graph.example'

function address(text: string) {
  const parsed = parseDestination(text)
  if (!parsed.ok || parsed.value.kind !== 'onedrive') throw new Error(text)
  return parsed.value
}

test.each([
  ['onedrive:/', '/me/drive/root:/f%20%231.txt:/createUploadSession'],
  ['onedrive:/A b/100%', '/me/drive/root:/A%20b/100%25/f%20%231.txt:/createUploadSession'],
  ['onedrive:items/ID!1', '/me/drive/items/ID!1:/f%20%231.txt:/createUploadSession'],
  ['onedrive:items/ID:/S', '/me/drive/items/ID:/S/f%20%231.txt:/createUploadSession'],
  ['onedrive:drives/b!x', '/drives/b!x/root:/f%20%231.txt:/createUploadSession'],
  ['onedrive:drives/D/items/I:/S', '/drives/D/items/I:/S/f%20%231.txt:/createUploadSession'],
  ['onedrive:sites/h.example,1,2', '/sites/h.example,1,2/drive/root:/f%20%231.txt:/createUploadSession'],
  ['onedrive:groups/G/items/I', '/groups/G/drive/items/I:/f%20%231.txt:/createUploadSession'],
  [
    'onedrive:users/a#ext#@b.example/root:/P',
    '/users/a%23ext%23@b.example/drive/root:/P/f%20%231.txt:/createUploadSession',
  ],
  ['onedrive:special/approot', '/me/drive/special/approot:/f%20%231.txt:/createUploadSession'],
  ['onedrive:special/photos/2026', '/me/drive/special/photos:/2026/f%20%231.txt:/createUploadSession'],
  ['onedrive:shares/u!a', '/shares/u!a/driveItem:/f%20%231.txt:/createUploadSession'],
  ['onedrive:shares/u!a/root/P', '/shares/u!a/root:/P/f%20%231.txt:/createUploadSession'],
  ['onedrive:bundles/B', '/me/drive/bundles/B:/f%20%231.txt:/createUploadSession'],
  ['onedrive:following/F', '/me/drive/following/F:/f%20%231.txt:/createUploadSession'],
])('%s', (text, expected) => {
  const { base, path } = address(text)
  expect(urlOf(root, basePath(base), [...path, 'f #1.txt'], 'createUploadSession')).toBe(`${root}/v1.0${expected}`)
  expect(urlOf(root, basePath(base), [], 'createUploadSession')).toBe(
    `${root}/v1.0${basePath(base)}/createUploadSession`,
  )
})

test('each name is encoded by itself, and half a surrogate pair breaks nothing', () => {
  expect(urlOf(root, '/me/drive/root', ['a/b', "it's (+&=?!*)", 'ü漢', '\ud800'])).toBe(
    `${root}/v1.0/me/drive/root:/a%2Fb/it%27s%20%28%2B%26%3D%3F%21%2A%29/%C3%BC%E6%BC%A2/%EF%BF%BD`,
  )
})

test.each([
  ['onedrive:/', '/me/drive/items/I'],
  ['onedrive:drives/D', '/drives/D/items/I'],
  ['onedrive:sites/S/items/X', '/sites/S/drive/items/I'],
  ['onedrive:shares/u!a', '/shares/u!a/items/I'],
  ['onedrive:special/photos', '/me/drive/items/I'],
])('an item by its id in %s', (text, expected) => {
  expect(itemPath(address(text).base, 'I')).toBe(expected)
})

test('an item by its parent', () => {
  expect(childPath('b!x', 'P')).toBe('/drives/b!x/items/P')
})
