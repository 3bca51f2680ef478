/** The contract over Electron's IPC: one channel on which a page hands over a port, and nothing else. */

import type { IpcMain, MessagePortMain, WebContents } from 'electron'
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

/** Hands a page's line to `accept`. Only the main frame of our own page has one, and no more than one. */
export function acceptPages(ipc: Pick<IpcMain, 'on'>, accept: (transport: Transport) => void): void {
  const lines = new WeakMap<WebContents, Transport>()
  ipc.on(connectChannel, ({ sender, senderFrame, ports: given }) => {
    // Whatever its types say, the runtime leaves them out of a message that was sent without any.
    const ports = (given as MessagePortMain[] | undefined) ?? []
    const [port] = ports
    const isOurs = senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url)
    if (!isOurs || port === undefined || ports.length > 1) {
      for (const each of ports) each.close()
      return
    }
    // One that was taken over must not get around the limits of a line by opening a thousand.
    lines.get(sender)?.close()
    const line = portTransport(portLike(port), maxAnswerChars)
    lines.set(sender, line)
    accept(line)
  })
}
