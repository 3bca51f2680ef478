/** Gives a page of the transport's suite the bare line: only here, never in the app. */

import { contextBridge, ipcRenderer } from 'electron'
import { connectChannel } from '../../../../src/main/shell/channel.ts'
import { pagePort } from '../../../../src/main/shell/page-port.ts'
import { portTransport } from '../../../../src/shared/port-transport.ts'
import { maxFrameChars } from '../../../../src/shared/rpc.ts'
import type { Frame } from '../../../../src/shared/rpc.ts'

const { port, theirs } = pagePort()
const transport = portTransport(port, maxFrameChars)
ipcRenderer.postMessage(connectChannel, null, [theirs])

contextBridge.exposeInMainWorld('line', {
  // As text: what a frame is made of is the suite's business, not that of the wall in between.
  send: (text: string) => transport.send(JSON.parse(text) as Frame),
  onFrame: (listener: (text: string) => void) => transport.onFrame((frame) => listener(JSON.stringify(frame))),
  onClose: (listener: () => void) => transport.onClose(listener),
  close: () => transport.close(),
})
