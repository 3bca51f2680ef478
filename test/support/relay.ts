/** Stands in front of a host on loopback, passes everything on, and remembers what was in the bodies. */

import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'

export interface Relay {
  readonly url: string
  /** Each request's body, as it was sent. */
  readonly asked: string[]
  /** Each answer's body. */
  readonly answered: string[]
  close(): Promise<void>
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export async function openRelay(target: string): Promise<Relay> {
  const { hostname, port, host } = new URL(target)
  const [asked, answered]: [string[], string[]] = [[], []]
  const server = createServer((req, res) => {
    const pass = async (): Promise<void> => {
      const body = await bodyOf(req)
      asked.push(body.toString())
      const headers = { ...req.headers, host }
      const out = request({ hostname, port, method: req.method, path: req.url, headers, agent: false })
      out.once('error', () => res.destroy())
      out.once('response', (answer) => {
        const back = async (): Promise<void> => {
          const bytes = await bodyOf(answer)
          answered.push(bytes.toString())
          res.writeHead(answer.statusCode ?? 502, answer.headers)
          res.end(bytes)
        }
        back().catch(() => res.destroy())
      })
      out.end(body)
    }
    pass().catch(() => res.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
