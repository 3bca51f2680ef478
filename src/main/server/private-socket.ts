/** The owner's end of the private socket: WebSockets over a Unix socket or a named pipe that only this user reaches. */

import { lstatSync, unlinkSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import { failure, FailureError } from '../../shared/failure.ts'
import { maxAnswerChars, maxFrameChars } from '../../shared/rpc.ts'
import type { Transport } from '../../shared/rpc.ts'
import { socketTransport } from '../../shared/socket-transport.ts'
import { drained, farewell } from './farewell.ts'
import type { Drainable } from './farewell.ts'

const maxConnections = 64
/** UTF-8 has at most three bytes for a UTF-16 unit. */
const maxPayload = 3 * maxFrameChars
export interface PrivateSocket {
  /** Takes no new clients, answers what is under way, says goodbye, and removes the socket. */
  close(): Promise<void>
}

/** What an owner that was killed has left. Only who holds the lock of the data folder may come here. */
function removeStale(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket() || found.uid !== process.geteuid?.()) {
    throw new FailureError(failure('engine-unreachable', { detail: `${path} is in the way and is not ours` }))
  }
  unlinkSync(path)
}

/** Binds under umask 077, so that there is no moment in which the socket is open to others. */
async function listen(server: Server, path: string): Promise<void> {
  const isPipe = process.platform === 'win32'
  if (!isPipe) removeStale(path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new FailureError(failure('engine-unreachable', { detail: error.code ?? error.message }), { cause: error }),
      ),
    )
    // A local path is bound before listen returns.
    const before = isPipe ? null : process.umask(0o077)
    try {
      server.listen(path, resolve)
    } finally {
      if (before !== null) process.umask(before)
    }
  })
  if (!isPipe) await chmod(path, 0o600)
}

/** Listens at `path` and hands each client's line to `accept`, which must start to serve it at once. */
export async function listenPrivately(
  path: string,
  accept: (transport: Transport) => Drainable,
): Promise<PrivateSocket> {
  const servings = new Set<Drainable>()
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 }, (_, response) => {
    response.writeHead(426, { connection: 'close' }).end()
  })
  server.maxConnections = maxConnections
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, clientTracking: true })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    // No page in a browser has any business here.
    if (request.headers.origin !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const serving = accept(socketTransport(client, maxAnswerChars))
      servings.add(serving)
      client.once('close', () => servings.delete(serving))
    })
  })
  await listen(server, path)
  server.on('error', () => undefined)
  return {
    async close() {
      const isClosed = new Promise<void>((resolve) => server.close(() => resolve()))
      await drained(servings)
      await Promise.all([...sockets.clients].map(farewell))
      server.closeAllConnections()
      sockets.close()
      await isClosed
    },
  }
}
