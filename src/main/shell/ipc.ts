/** The contract over Electron's IPC: one channel on which a page hands over a port, and nothing else. */

import type { IpcMain, MessagePortMain } from 'electron'
import { portTransport } from '../../shared/port-transport.ts'
import type { PortLike } from '../../shared/port-transport.ts'
import { maxAnswerChars } from '../../shared/rpc.ts'
import type { Transport } from '../../shared/rpc.ts'
import { connectChannel } from './channel.ts'
import { isOurPage } from './origin.ts'

function portLike(port: MessagePortMain): PortLike {
  return {
    post: (text) => port.postMessage(text),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    close: () => port.close(),
  }
}

/** Hands each page's line to `accept`. Only the main frame of our own page has one. */
export function acceptPages(ipc: Pick<IpcMain, 'on'>, accept: (transport: Transport) => void): void {
  ipc.on(connectChannel, ({ senderFrame, ports }) => {
    const [port] = ports
    if (port === undefined) return
    const isOurs = senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url)
    if (isOurs && ports.length === 1) accept(portTransport(portLike(port), maxAnswerChars))
    else for (const each of ports) each.close()
  })
}
