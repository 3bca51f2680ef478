/**
 * The suite of every transport, over Electron's own: real pages in their sandbox, real ports, the real check of who
 * connects. The page's end is reached through the browser's protocol, the main process's through a socket.
 */

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { afterAll, beforeAll, describe } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Frame, Transport } from '../../src/shared/rpc.ts'
import { socketTransport } from '../../src/shared/socket-transport.ts'
import { describeTransport } from '../conformance/transport.ts'
import { appFolder, launchElectron, noElectron, openDisplay } from '../support/electron.ts'
import type { AppFolder, Display } from '../support/electron.ts'
import { buildHarness } from './support/electron/build-harness.ts'

let display: Display | null = null
let folder: AppFolder | null = null
let app: ElectronApplication | null = null
let relay: WebSocketServer | null = null
/** Whom the next page's line is for. */
let onLine: (socket: WebSocket) => void = (socket) => socket.terminate()

beforeAll(async () => {
  if (noElectron !== null) return
  relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  relay.on('connection', (socket) => onLine(socket))
  await once(relay, 'listening')
  display = await openDisplay()
  folder = appFolder()
  const script = await buildHarness(join(import.meta.dirname, '..', '..', 'out', 'e2e-harness'))
  const { port } = relay.address() as AddressInfo
  app = await launchElectron({ display, folder, args: [script], env: { HARNESS_PORT: `${port}` } })
  await app.evaluate(({ app: electron }) => electron.whenReady())
})

afterAll(async () => {
  await app?.close()
  relay?.close()
  display?.close()
  folder?.remove()
})

/** The page's end, on this side of the browser's protocol. */
async function pageEnd(page: Page): Promise<Transport> {
  let onFrame: ((frame: unknown) => void) | null = null
  const kept: unknown[] = []
  let isClosed = false
  const onClose: (() => void)[] = []
  const closed = (): void => {
    isClosed = true
    for (const listener of onClose.splice(0)) listener()
  }
  await page.exposeFunction('arrived', (text: string) => {
    const frame: unknown = JSON.parse(text)
    if (onFrame === null) kept.push(frame)
    else if (!isClosed) onFrame(frame)
  })
  await page.exposeFunction('closed', closed)
  await page.evaluate('line.onFrame((text) => void arrived(text)); line.onClose(() => void closed())')
  return {
    send: (frame: Frame) => void page.evaluate(`line.send(${JSON.stringify(JSON.stringify(frame))})`).catch(closed),
    onFrame: (listener) => {
      onFrame = listener
      for (const frame of kept.splice(0)) listener(frame)
    },
    onClose: (listener) => void (isClosed ? listener() : onClose.push(listener)),
    close: () => {
      void page.evaluate('line.close()').catch(() => undefined)
      closed()
    },
  }
}

describe.skipIf(noElectron !== null)(`a real app${noElectron === null ? '' : ` (${noElectron})`}`, () => {
  describeTransport('Electron', (accept) => {
    const pages: Page[] = []
    const servings: ReturnType<typeof accept>[] = []
    const sockets: WebSocket[] = []
    return Promise.resolve({
      async dial() {
        if (app === null) throw new Error('there is no app')
        const line = new Promise<WebSocket>((resolve) => (onLine = resolve))
        const [page] = await Promise.all([
          app.waitForEvent('window'),
          app.evaluate(() => (globalThis as unknown as { openPage: () => Promise<void> }).openPage()),
        ])
        pages.push(page)
        const socket = await line
        sockets.push(socket)
        servings.push(accept(socketTransport(socket, Infinity)))
        return pageEnd(page)
      },
      async close() {
        await Promise.all(servings.map((serving) => serving.drain()))
        for (const socket of sockets) socket.close()
        // The page hears of it before it is closed.
        await Promise.all(pages.map((page) => page.waitForTimeout(50).catch(() => undefined)))
        await Promise.all(pages.map((page) => page.close()))
      },
    })
  })
})
