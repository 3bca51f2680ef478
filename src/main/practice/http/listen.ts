import { once } from 'node:events'
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Certificate } from './certificate.ts'

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

interface Listening {
  readonly addresses: readonly string[]
  /** Taken when it is free; 0 for any. */
  readonly port: number
  /** Fail rather than take another port. */
  readonly exactly?: boolean
  readonly certificate: Certificate | null
  readonly onRequest: RequestListener
  /** Sees connections before TLS and HTTP do. */
  readonly onConnection?: (socket: Socket) => void
}

/** Listens on loopback addresses, all on one port. The port of last time is kept where it can be. */
export async function listen(wish: Listening): Promise<Listener> {
  const [first, ...others] = wish.addresses
  const server = await bind(wish, first ?? '127.0.0.1', wish.port)
  const { port } = server.address() as AddressInfo
  const servers = [server]
  for (const address of others) {
    // A machine without IPv6 is fine: clients then find the first address.
    const more = await bind({ ...wish, exactly: true }, address, port).catch(() => null)
    if (more) servers.push(more)
  }
  return {
    port,
    async close() {
      await Promise.all(servers.map(end))
    },
  }
}

async function bind(wish: Listening, address: string, port: number): Promise<Server> {
  const server = make(wish)
  try {
    server.listen(port, address)
    await once(server, 'listening')
    return server
  } catch (error) {
    if (port === 0 || wish.exactly || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return bind(wish, address, 0)
  }
}

function make({ certificate, onRequest, onConnection }: Listening): Server {
  const options = {
    // Uploads may take as long as they take, and an idle connection outlives any client's own patience.
    requestTimeout: 0,
    keepAliveTimeout: 75_000,
    headersTimeout: 80_000,
    maxHeaderSize: 32 * 1024,
    highWaterMark: 256 * 1024,
    noDelay: true,
  }
  const server = certificate
    ? createTlsServer({ ...options, key: certificate.key, cert: certificate.cert })
    : createPlainServer(options)
  server.on('request', onRequest)
  // Whoever handles the request says `100 Continue`, or does not.
  server.on('checkContinue', onRequest)
  server.on('clientError', (_, socket) => socket.destroy())
  if (onConnection) server.on('connection', onConnection)
  return server
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
