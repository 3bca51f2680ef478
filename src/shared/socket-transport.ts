/** Frames as JSON text over anything with the face of a WebSocket: a browser's, or the one of the library ws. */

import { failure, FailureError } from './failure.ts'
import { maxFrameChars } from './rpc.ts'
import type { Transport } from './rpc.ts'

export interface SocketLike {
  readonly readyState: number
  readonly bufferedAmount: number
  send(text: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close' | 'error', listener: () => void): void
}

const isOpen = 1
/** Text that a peer asked for and doesn't read. Beyond this it is let go: our memory is not its mailbox. */
const maxUnread = 128 * 1024 * 1024

/** `readyState` of the socket must be open. `limit`: characters of a frame that the other end takes. */
export function socketTransport(socket: SocketLike, limit: number = maxFrameChars): Transport {
  return {
    send(frame) {
      if (socket.readyState !== isOpen) return
      if (socket.bufferedAmount > maxUnread) return socket.close(1013, 'reads too slowly')
      const text = JSON.stringify(frame)
      if (text.length > limit) {
        throw new FailureError(failure('usage', { detail: 'That is too much for one request; ask for less at once.' }))
      }
      return socket.send(text)
    },
    onFrame(listener) {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') return socket.close(1003, 'text only')
        let frame: unknown
        try {
          frame = JSON.parse(data)
        } catch {
          return socket.close(1007, 'not JSON')
        }
        return listener(frame)
      })
    },
    onClose(listener) {
      let isTold = false
      const tell = (): void => {
        if (isTold) return
        isTold = true
        listener()
      }
      // After an error no close need follow where the connection never came about.
      socket.addEventListener('error', () => socket.close())
      socket.addEventListener('close', tell)
      if (socket.readyState > isOpen) tell()
    },
    close: () => socket.close(1000),
  }
}
