/** The page's half of its line to the main process, and the other half to hand over. */

import type { IpcRenderer } from 'electron'
import type { PortLike } from '../../shared/port-transport.ts'

/** What Electron takes to be handed over. */
type Handed = NonNullable<Parameters<IpcRenderer['postMessage']>[2]>[number]

export function pagePort(): { readonly port: PortLike; readonly theirs: Handed } {
  const { port1, port2 } = new MessageChannel()
  const port: PortLike = {
    post: (text) => port1.postMessage(text),
    onMessage: (listener) => port1.addEventListener('message', (event) => listener((event as MessageEvent).data)),
    onClose: (listener) => port1.addEventListener('close', listener),
    start: () => port1.start(),
    close: () => port1.close(),
  }
  return { port, theirs: port2 as Handed }
}
