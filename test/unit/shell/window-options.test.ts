import { expect, test } from 'vitest'
import { windowOptions } from '../../../src/main/shell/window-options.ts'

const options = windowOptions('/app/preload.cjs', null, false, null)

/** All there is: an option that somebody adds must be thought about here too. */
test('E02, E03, E04, E06, E08, E09, E10, E11, C6: every preference is said, and nothing else', () => {
  expect(options.webPreferences).toEqual({
    preload: '/app/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
    backgroundThrottling: true,
  })
})

test('it opens where it was, and is not shown before it is painted', () => {
  const bounds = { x: 5, y: 6, width: 700, height: 500 }
  expect(windowOptions('/p', null, false, bounds)).toMatchObject({ ...bounds, show: false })
  expect(options).toMatchObject({ width: 1_180, height: 760 })
  expect(options).not.toHaveProperty('x')
})

test('its ground is as dark as the system, and its picture only where there is one', () => {
  const [light, dark] = [false, true].map((isDark) => windowOptions('/p', '/icon.png', isDark, null))
  expect(light?.backgroundColor).not.toBe(dark?.backgroundColor)
  expect(light?.icon).toBe('/icon.png')
  expect(options).not.toHaveProperty('icon')
})
