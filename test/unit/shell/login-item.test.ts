import { existsSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { autostartEntry, autostartPath, keepLoginItem } from '../../../src/main/shell/login-item.ts'
import type { LoginItemPorts } from '../../../src/main/shell/login-item.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function at(platform: NodeJS.Platform, more: Partial<LoginItemPorts> = {}) {
  const asked: unknown[] = []
  const ports: LoginItemPorts = {
    platform,
    items: { setLoginItemSettings: (settings) => asked.push(settings) },
    command: ['/opt/Long shore/longshore'],
    dataDir: '/data',
    isUsualDataDir: true,
    configDir: temporaryFolder(),
    ...more,
  }
  return { ports, asked, path: autostartPath(ports.configDir) }
}

test('setting `startup.atLogin`: on Linux an entry of the desktop, written once and taken away again', () => {
  const { ports, path, asked } = at('linux')
  keepLoginItem(ports, false, true)
  expect(existsSync(path)).toBe(false)
  keepLoginItem(ports, true, true)
  expect(readFileSync(path, 'utf8')).toContain('Exec="/opt/Long shore/longshore" "--hidden"\n')
  const { mtimeMs } = statSync(path)
  keepLoginItem(ports, true, true)
  expect(statSync(path).mtimeMs).toBe(mtimeMs)
  keepLoginItem(ports, false, true)
  expect(existsSync(path)).toBe(false)
  expect(asked).toEqual([])
})

test('setting `startup.hidden`: the entry asks for no window, or for one', () => {
  const { ports, path } = at('linux', { isUsualDataDir: false, dataDir: '/da%ta/"x' })
  keepLoginItem(ports, true, false)
  const text = readFileSync(path, 'utf8')
  expect(text).not.toContain('--hidden')
  expect(text).toContain(String.raw`"--data-dir=/da%%ta/\\"x"`)
})

test.each(['win32', 'darwin'] as const)('on %s it is the system’s own list', (platform) => {
  const { ports, asked, path } = at(platform, { command: ['electron', '/checkout'] })
  keepLoginItem(ports, true, true)
  keepLoginItem(ports, false, false)
  expect(asked).toEqual([
    { openAtLogin: true, args: ['/checkout', '--hidden'] },
    { openAtLogin: false, args: ['/checkout'] },
  ])
  expect(existsSync(path)).toBe(false)
})

test('nothing in a path ends the line of an entry or becomes a field of it', () => {
  expect(autostartEntry(['/a$b`c'])).toContain(String.raw`Exec="/a\\$b\\` + '`c"')
})
