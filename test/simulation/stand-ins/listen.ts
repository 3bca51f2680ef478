/** Where the practice cloud would listen on sockets: its hosts are entered into the model network instead. */

import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { current } from '../world/current.ts'

interface Listening {
  readonly onRequest: RequestListener
  readonly onConnection?: (socket: Socket) => void
}

export async function listen({ onRequest, onConnection }: Listening) {
  const port = current().network.addHost({ onRequest, onConnection: onConnection ?? null })
  return { port, close: async () => current().network.removeHost(port) }
}
