import { afterEach, expect, test, vi } from 'vitest'
import type { MenuItemConstructorOptions } from 'electron'
import { menuTemplate, setMenu } from '../../../src/main/shell/app-menu.ts'
import { shellWords } from '../../../src/main/shell/shell-words.ts'
import { Menu } from '../../fakes/electron.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

const words = await shellWords(['en'])
const acts = { settings: vi.fn<() => void>(), quit: vi.fn<() => void>(), close: vi.fn<() => void>() }

afterEach(() => vi.unstubAllGlobals())

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])])
}

const onMac = itemsOf(menuTemplate('darwin', words, acts) ?? [])

test.each(['linux', 'win32', 'freebsd'] as const)(
  'C6: there is no menu on %s, so the runtime sets none',
  (platform) => {
    expect(menuTemplate(platform, words, acts)).toBeNull()
    vi.stubGlobal('process', { ...process, platform })
    setMenu(words, acts)
    expect(Menu.set.at(-1)).toBeNull()
  },
)

test('C6: on macOS there is what copying needs, and nothing that reloads, zooms or opens developer tools', () => {
  expect(new Set(onMac.flatMap(({ role }) => role ?? []))).toEqual(
    new Set(['about', 'hide', 'hideOthers', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'minimize']),
  )
  const accelerators = onMac.flatMap(({ accelerator }) => accelerator ?? [])
  expect(accelerators).toEqual(['Cmd+,', 'Cmd+Q', 'Cmd+W'])
})

test('its own items do what they say', () => {
  const click = (accelerator: string): void => {
    onMac.find((item) => item.accelerator === accelerator)?.click?.(...([] as unknown as [never, never, never]))
  }
  click('Cmd+,')
  expect(acts.settings).toHaveBeenCalledOnce()
  click('Cmd+W')
  expect(acts.close).toHaveBeenCalledOnce()
  click('Cmd+Q')
  expect(acts.quit).toHaveBeenCalledOnce()
})

test('on macOS it is the menu of the program', () => {
  vi.stubGlobal('process', { ...process, platform: 'darwin' })
  setMenu(words, acts)
  expect(Menu.set.at(-1)).toEqual({ template: expect.any(Array) })
})
