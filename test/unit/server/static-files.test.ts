import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readStaticFiles } from '../../../src/main/server/static-files.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('everything that a page is made of, by the path that a browser asks for', async () => {
  const dir = temporaryFolder()
  mkdirSync(join(dir, 'assets', 'deep'), { recursive: true })
  for (const name of ['index.html', 'assets/a-4f2a.js', 'assets/a.css', 'assets/deep/f.woff2', 'mark.svg']) {
    writeFileSync(join(dir, name), name)
  }
  const files = await readStaticFiles(dir)
  const found = [...(files ?? [])].map(([path, { type, bytes }]) => [path, type, bytes.toString()])
  expect(found.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
    ['/', 'text/html; charset=utf-8', 'index.html'],
    ['/assets/a-4f2a.js', 'text/javascript; charset=utf-8', 'assets/a-4f2a.js'],
    ['/assets/a.css', 'text/css; charset=utf-8', 'assets/a.css'],
    ['/assets/deep/f.woff2', 'font/woff2', 'assets/deep/f.woff2'],
    ['/mark.svg', 'image/svg+xml', 'mark.svg'],
  ])
})

test('L14, L15: nothing else: no source maps, no links, no strange names', async () => {
  const dir = temporaryFolder()
  const secret = join(temporaryFolder(), 'secret.js')
  writeFileSync(secret, 'secret')
  writeFileSync(join(dir, 'index.html'), '')
  for (const name of ['a.js.map', '.env', 'README', 'a.ts', 'a b.js', 'ü.js', 'x%2e.js'])
    writeFileSync(join(dir, name), '')
  symlinkSync(secret, join(dir, 'link.js'))
  symlinkSync(join(secret, '..'), join(dir, 'folder'))
  const files = await readStaticFiles(dir)
  expect([...(files?.keys() ?? [])]).toEqual(['/'])
})

test('where nothing was built there is no page', async () => {
  const dir = temporaryFolder()
  expect(await readStaticFiles(join(dir, 'nothing'))).toBeNull()
  expect(await readStaticFiles(dir)).toBeNull()
})
