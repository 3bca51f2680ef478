import { expect, test } from 'vitest'
import { executableIn, runtimeFolder, whyNoWindow } from '../../../scripts/support/electron.ts'

const someone = { env: { DISPLAY: ':0' }, platform: 'linux', isRoot: false } as const

test.each([
  ['an X display', someone, null],
  ['a Wayland display', { ...someone, env: { WAYLAND_DISPLAY: 'wayland-0' } }, null],
  ['no display', { ...someone, env: {} }, 'there is no display'],
  ['an empty one', { ...someone, env: { DISPLAY: '' } }, 'there is no display'],
  ['root, whose windows have no sandbox', { ...someone, isRoot: true }, "a window's sandbox does not work as root"],
  ['macOS, which has its own', { env: {}, platform: 'darwin', isRoot: false }, null],
  ['Windows, which has its own', { env: {}, platform: 'win32', isRoot: false }, null],
] as const)('a window with %s', (_, surroundings, reason) => {
  expect(whyNoWindow(surroundings)).toBe(reason)
})

test('somebody’s own runtime comes before the one that was fetched', () => {
  expect(runtimeFolder({ ELECTRON_OVERRIDE_DIST_PATH: '/somewhere' })).toBe('/somewhere')
  expect(runtimeFolder({ ELECTRON_OVERRIDE_DIST_PATH: '' })).not.toBe('')
})

test.each([
  ['linux', '/r/electron'],
  ['darwin', '/r/Electron.app/Contents/MacOS/Electron'],
  ['win32', '/r/electron.exe'],
] as const)('the program of the runtime on %s', (platform, path) => {
  expect(executableIn('/r', platform).replaceAll('\\', '/')).toBe(path)
})
