import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { boundsInSight, ShellMemory } from '../../../src/main/shell/shell-memory.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const fresh = { bounds: null, isTrayTold: false, language: 'system', atQuit: null }
const bounds = { x: -20, y: 30, width: 900, height: 700 }

test('fault-D15 what was kept is there at the next start, for this user alone, and leaves nothing beside it', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'window.json')
  const memory = new ShellMemory(path)
  expect(memory.now).toEqual(fresh)
  memory.keep({ bounds })
  memory.keep({ isTrayTold: true, atQuit: 'quit' })
  expect(new ShellMemory(path).now).toEqual({ ...fresh, bounds, isTrayTold: true, atQuit: 'quit' })
  expect(readdirSync(folder)).toEqual(['window.json'])
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.each<[string, string, object]>([
  ['empty', '', fresh],
  ['cut off', '{"bounds":{"x":1', fresh],
  ['zeros, as after a power cut', '\0'.repeat(64), fresh],
  ['null', 'null', fresh],
  ['a list', '[1]', fresh],
  ['a text', '"x"', fresh],
  ['nothing known', '{"x":1,"__proto__":{"atQuit":"quit"}}', fresh],
  ['one field of a wrong kind', '{"isTrayTold":true,"bounds":"wide","atQuit":"never"}', { ...fresh, isTrayTold: true }],
  ['bounds that no screen has', '{"bounds":{"x":0,"y":0,"width":1e9,"height":700}}', fresh],
  ['bounds without a place', '{"bounds":{"width":900,"height":700}}', fresh],
  ['bounds with fractions', '{"bounds":{"x":0.5,"y":0,"width":900,"height":700}}', fresh],
  ['a window of nothing', '{"bounds":{"x":0,"y":0,"width":0,"height":0}}', fresh],
])('fault-D15 a damaged file costs only what is damaged: %s', (_, text, expected) => {
  const path = join(temporaryFolder(), 'window.json')
  writeFileSync(path, text)
  const memory = new ShellMemory(path)
  expect(memory.now).toEqual(expected)
  memory.keep({ bounds })
  expect((JSON.parse(readFileSync(path, 'utf8')) as { bounds: object }).bounds).toEqual(bounds)
})

test('where nothing can be written it is remembered until the end', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'gone', 'window.json')
  const memory = new ShellMemory(path)
  memory.keep({ isTrayTold: true })
  expect(memory.now.isTrayTold).toBe(true)
  expect(existsSync(path)).toBe(false)
  mkdirSync(join(folder, 'is-a-folder'))
  expect(new ShellMemory(join(folder, 'is-a-folder')).now).toEqual(fresh)
})

const screens = [
  { x: 0, y: 0, width: 1_920, height: 1_080 },
  { x: -1_280, y: 200, width: 1_280, height: 720 },
]

test.each<[string, readonly [x: number, y: number, width: number], boolean]>([
  ['on the first screen', [100, 100, 900], true],
  ['on the second one', [-1_200, 250, 900], true],
  ['across both', [-400, 300, 900], true],
  ['partly to the right', [1_800, 100, 900], true],
  ['on a screen that is gone', [2_500, 100, 900], false],
  ['to the right by all but a strip', [1_900, 100, 900], false],
  ['to the left by all but a strip', [-2_170, 300, 900], false],
  ['below', [100, 1_070, 900], false],
  ['its title above the edge', [100, -30, 900], false],
  ['above the second screen, beside the first', [-1_200, 100, 900], false],
])('a window %s', (_, [x, y, width], isSeen) => {
  const at = { x, y, width, height: 700 }
  expect(boundsInSight(at, screens)).toEqual(isSeen ? at : null)
})

test('no bounds, or no screen: where it always opens', () => {
  expect(boundsInSight(null, screens)).toBeNull()
  expect(boundsInSight(bounds, [])).toBeNull()
})
