/**
 * Electron's main process for the transport's suite: each page that connects is passed on to the test over a socket, frame by
 * frame. The scheme, the window and the check of who connects are the app's own.
 */

import { fileURLToPath } from 'node:url'
import { BrowserWindow, app, ipcMain, session } from 'electron'
import { WebSocket } from 'ws'
import { acceptPages } from '../../../../src/main/shell/ipc.ts'
import { lockEverything, lockSession } from '../../../../src/main/shell/lockdown.ts'
import { pageUrl } from '../../../../src/main/shell/origin.ts'
import { registerScheme, servePage } from '../../../../src/main/shell/page-protocol.ts'
import { windowOptions } from '../../../../src/main/shell/window-options.ts'
import type { Frame, Transport } from '../../../../src/shared/rpc.ts'
import { socketTransport } from '../../../../src/shared/socket-transport.ts'

const port = Number(process.env['HARNESS_PORT'])
const preload = fileURLToPath(new URL('harness-preload.cjs', import.meta.url))

function passOn(page: Transport): void {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false, maxPayload: 0 })
  socket.on('error', () => page.close())
  socket.on('open', () => {
    const test = socketTransport(socket, Infinity)
    test.onFrame((frame) => page.send(frame as Frame))
    test.onClose(() => page.close())
    page.onClose(() => test.close())
    page.onFrame((frame) => test.send(frame as Frame))
  })
}

app.enableSandbox()
registerScheme()
lockEverything(app)

async function run(): Promise<void> {
  await app.whenReady()
  lockSession(session.defaultSession)
  const html = Buffer.from('<!doctype html><title>harness</title>')
  servePage(session.defaultSession, new Map([['/', { type: 'text/html', bytes: html }]]))
  acceptPages(ipcMain, passOn)
  app.on('window-all-closed', () => undefined)
  const open = (): Promise<void> => new BrowserWindow(windowOptions(preload, null, false, null)).loadURL(pageUrl)
  Object.assign(globalThis, { openPage: open })
}

void run()
