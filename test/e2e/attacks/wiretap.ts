/**
 * What really reaches a server: a line between browser and server that passes every byte on and notes each request with
 * its answer. A page is told as little of a refusal as of a missing network; only here can be seen which of both it was.
 */

import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export interface Exchange {
  readonly method: string
  readonly path: string
  /** Of the request, in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly status: number
  /** What our refusals say; empty for others. */
  readonly code: string
}

const request = /([A-Z]+) (\S+) HTTP\/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n/g
const answer = /HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/g

function headersIn(lines: string): Map<string, string> {
  return new Map(
    lines
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}

/** Browsers ask one thing after the other on a line, so that the nth answer is that of the nth request. */
function exchangesOf(sent: string, heard: string): Exchange[] {
  const asked = [...sent.matchAll(request)]
  const answered = [...heard.matchAll(answer)]
  return asked.flatMap(([, method = '', path = '', lines = ''], at) => {
    const one = answered[at]
    if (one === undefined) return []
    const body = heard.slice(one.index + one[0].length, answered[at + 1]?.index)
    const code = /^\{"code":"([a-z-]+)"/.exec(body)?.[1] ?? ''
    return [{ method, path, headers: headersIn(lines), status: Number(one[1]), code }]
  })
}

export class Wiretap {
  readonly port: number
  readonly #server: Server
  readonly #lines: { sent: string; heard: string; forgotten: number }[] = []
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** Before the server at `to()`, which may be another one later. */
  static async before(to: () => number): Promise<Wiretap> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const tap = new Wiretap(server)
    server.on('connection', (socket) => tap.#pass(socket, to()))
    return tap
  }

  /** All so far whose answers have come. */
  get exchanges(): Exchange[] {
    return this.#lines.flatMap(({ sent, heard, forgotten }) => exchangesOf(sent, heard).slice(forgotten))
  }

  forget(): void {
    for (const line of this.#lines) line.forgotten = exchangesOf(line.sent, line.heard).length
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pass(browser: Socket, port: number): void {
    const line = { sent: '', heard: '', forgotten: 0 }
    this.#lines.push(line)
    const server = connect(port, '127.0.0.1')
    for (const [from, to, key] of [
      [browser, server, 'sent'],
      [server, browser, 'heard'],
    ] as const) {
      this.#sockets.add(from)
      from.on('data', (bytes) => {
        // Behind an upgrade there are frames, and no more requests.
        if (!line.heard.startsWith('HTTP/1.1 101')) line[key] += bytes.toString('latin1')
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  }
}
