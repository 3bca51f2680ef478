/**
 * Frames over a pair of message ports: between a page's preload and the app's main process. As JSON text like everywhere
 * else, so that the limits and the checks are the same.
 */

import type { Transport } from './rpc.ts'
import { socketTransport } from './socket-transport.ts'
import type { SocketLike } from './socket-transport.ts'

/** What the ports of a page, of Electron's main process and of Node have in common, each under its own names. */
export interface PortLike {
  post(text: string): void
  onMessage(listener: (data: unknown) => void): void
  /** Told when the other end was closed, or whoever had it is gone. */
  onClose(listener: () => void): void
  /** From now on messages are delivered; those that came before were kept. */
  start(): void
  close(): void
}

const open = 1
const closed = 3

/** `limit`: characters of a frame that the other end takes. */
export function portTransport(port: PortLike, limit: number): Transport {
  let readyState = open
  const onClosed: (() => void)[] = []
  const end = (): void => {
    if (readyState === closed) return
    readyState = closed
    for (const listener of onClosed.splice(0)) listener()
  }
  port.onClose(end)
  const socket: SocketLike = {
    get readyState() {
      return readyState
    },
    // A port doesn't say. Streams have credit, and a page may have no more than `maxOpen` calls under way.
    bufferedAmount: 0,
    send: (text) => port.post(text),
    close() {
      if (readyState === closed) return
      port.close()
      end()
    },
    addEventListener(type: 'message' | 'close' | 'error', listener: (event: { data: unknown }) => void) {
      if (type === 'close') onClosed.push(() => listener({ data: null }))
      if (type !== 'message') return
      port.onMessage((data) => {
        if (readyState === open) listener({ data })
      })
      port.start()
    },
  }
  return socketTransport(socket, limit)
}
