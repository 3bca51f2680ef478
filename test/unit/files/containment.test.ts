import { posix, win32 } from 'node:path'
import { expect, test } from 'vitest'
import { isInside, isInsideOrSame, pathStyle } from '../../../src/main/files/containment.ts'

type Case = readonly [root: string, path: string, inside: boolean]

const onPosix: readonly Case[] = [
  ['/data', '/data/a', true],
  ['/data', '/data/a/b/c', true],
  ['/data', '/data', false],
  ['/data', '/data/', false],
  ['/data/', '/data', false],
  ['/data/', '/data/a', true],
  ['/data//', '/data//a', true],
  ['/data', '/data-old', false],
  ['/data', '/data-old/a', false],
  ['/data-old', '/data/a', false],
  ['/data', '/dat', false],
  ['/data', '/datab', false],
  ['/data', '/data.bak/a', false],
  ['/data', '/data a', false],
  ['/data', '/', false],
  ['/data', '/etc/passwd', false],
  ['/data', '/data/../etc/passwd', false],
  ['/data', '/data/a/../../data-old/b', false],
  ['/data', '/data/a/../b', true],
  ['/data', '/data/./a', true],
  ['/data', '/data/..', false],
  ['/data', '/data/..a', true],
  ['/data', '/data/...', true],
  ['/data', '/data/..a/b', true],
  ['/data', '/data/a..', true],
  ['/data', '/DATA/a', false],
  ['/data', '/Data/a', false],
  ['/data/ä', '/data/ä/x', true],
  ['/data/\u00e4', '/data/a\u0308/x', false],
  ['/data/a\u0308', '/data/\u00e4/x', false],
  ['/data', '/data/\\..\\etc', true],
  ['/data', 'data/a', false],
  ['data', '/data/a', false],
  ['', '/data', false],
  ['/data', '', false],
  ['.', './a', false],
  ['/', '/a', true],
  ['/', '/', false],
  ['/data', '/data/new\nline', true],
  ['/data', '/data/a\0/../../etc', false],
  ['/da\0ta', '/da\0ta/a', false],
  ['/data', '(unreachable)/data/a', false],
  ['/data', '/data/a (deleted)', true],
  ['/a/b', '/a', false],
  ['/a/b', '/a/c', false],
  ['/a/b', '/a/b/c', true],
]

const onWindows: readonly Case[] = [
  ['C:\\data', 'C:\\data\\a', true],
  ['C:\\data', 'C:\\data', false],
  ['C:\\data', 'C:\\data\\', false],
  ['C:\\data', 'C:\\data-old\\a', false],
  ['C:\\data', 'c:\\DATA\\A', true],
  ['C:\\Data', 'C:\\dATA', false],
  ['C:\\data', 'D:\\data\\a', false],
  ['C:\\data', 'C:/data/a', true],
  ['C:/data/', 'C:\\data\\a', true],
  ['C:\\data', 'C:\\data\\..\\windows', false],
  ['C:\\data', 'C:\\data\\..a', true],
  ['C:\\data', 'C:data\\a', false],
  ['C:\\', 'C:\\a', true],
  ['C:\\', 'D:\\a', false],
  ['\\\\server\\share', '\\\\server\\share\\a', true],
  ['\\\\server\\share', '\\\\server\\share2\\a', false],
  ['\\\\server\\share\\data', '\\\\SERVER\\share\\data\\a', true],
  ['\\\\server\\share', '\\\\other\\share\\a', false],
  ['\\\\server\\share', 'C:\\share\\a', false],
  ['C:\\PROGRA~1', 'C:\\Program Files\\a', false],
  ['\\\\?\\C:\\data', 'C:\\data\\a', false],
]

test.each(onPosix)('G2: on POSIX %j holds %j: %s', (root, path, inside) => {
  expect(isInside(root, path, posix)).toBe(inside)
})

test.each(onWindows)('G2: on Windows %j holds %j: %s', (root, path, inside) => {
  expect(isInside(root, path, win32)).toBe(inside)
})

test('G2: the root itself is only inside where that is asked for', () => {
  expect(isInsideOrSame('/data', '/data/', posix)).toBe(true)
  expect(isInsideOrSame('/data', '/data/a', posix)).toBe(true)
  expect(isInsideOrSame('/data', '/data-old', posix)).toBe(false)
  expect(isInsideOrSame('data', 'data', posix)).toBe(false)
})

test('Windows compares in its own way, everything else like POSIX', () => {
  expect(pathStyle('win32')).toBe(win32)
  expect(pathStyle('linux')).toBe(posix)
  expect(pathStyle('darwin')).toBe(posix)
})
