import { EventEmitter } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openBrowser } from '../../src/main/open-browser.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const url = 'http://127.0.0.1:8385/#code=secret-canary'

function staged(platform: NodeJS.Platform) {
  const started: unknown[][] = []
  const child = Object.assign(new EventEmitter(), { unref: () => undefined })
  const start = (...args: unknown[]) => {
    started.push(args)
    return child
  }
  return { started, child, at: { platform, start: start as never } }
}

test.each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
  ['win32', 'explorer.exe'],
] as const)(
  'on %s: %s gets a file that only its user reads, no shell, and never the code',
  async (platform, command) => {
    const dataDir = temporaryFolder()
    const path = join(dataDir, 'open-in-browser.html')
    writeFileSync(path, 'left behind', { mode: 0o644 })
    const { started, at } = staged(platform)
    const forget = await openBrowser({ dataDir, url, onTrouble: () => undefined }, at)
    expect(started).toEqual([[command, [path], { stdio: 'ignore', detached: true }]])
    expect(JSON.stringify(started)).not.toContain('canary')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toContain(`content="0;url=${url}"`)
    forget()
    expect(existsSync(path)).toBe(false)
    forget()
  },
)

test('the file goes after a minute by itself', async () => {
  const dataDir = temporaryFolder()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await openBrowser({ dataDir, url, onTrouble: () => undefined }, staged('linux').at)
    vi.advanceTimersByTime(59_999)
    expect(existsSync(join(dataDir, 'open-in-browser.html'))).toBe(true)
    vi.advanceTimersByTime(1)
    expect(existsSync(join(dataDir, 'open-in-browser.html'))).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('a browser that does not start is told, where that can be known', async () => {
  const told: string[] = []
  const open = async (platform: NodeJS.Platform, event: string, value: unknown) => {
    const { child, at } = staged(platform)
    const dataDir = temporaryFolder()
    await openBrowser({ dataDir, url, onTrouble: () => told.push(`${platform} ${event} ${String(value)}`) }, at)
    child.emit(event, value)
  }
  await open('linux', 'error', new Error('ENOENT'))
  await open('linux', 'exit', 3)
  await open('linux', 'exit', 0)
  await open('linux', 'exit', null)
  await open('win32', 'exit', 1)
  expect(told).toEqual(['linux error Error: ENOENT', 'linux exit 3'])
})
