/** The real local server with its real headers and its real exchange of codes, in front of a staged engine. */

import { openLocalServer } from '../../../src/main/server/local-server.ts'
import type { LocalServer } from '../../../src/main/server/local-server.ts'
import { readStaticFiles } from '../../../src/main/server/static-files.ts'
import type { Transport } from '../../../src/shared/rpc.ts'
import { serveFake } from '../../fakes/fake-engine.ts'
import type { QueueWorld } from '../../fakes/queue-world.ts'

const linkLifeMs = 60_000

export interface UiServer {
  readonly port: number
  readonly origin: string
  /** A one-time link. */
  link(): string
  /** Breaks the lines that are open, as a network does. */
  dropLines(): void
  close(): Promise<void>
}

export async function serveUi(world: QueueWorld, outDir: string, port = 0): Promise<UiServer> {
  const files = await readStaticFiles(outDir)
  if (files === null) throw new Error(`There is no page in ${outDir}.`)
  const lines = new Set<Transport>()
  const server: LocalServer = await openLocalServer({
    port,
    files,
    accept: (transport) => {
      lines.add(transport)
      transport.onClose(() => lines.delete(transport))
      return serveFake(world.staged(), transport)
    },
  })
  return {
    port: server.port,
    origin: `http://127.0.0.1:${server.port}`,
    link: () => server.link(linkLifeMs),
    dropLines: () => {
      for (const line of lines) line.close()
    },
    close: () => server.close(),
  }
}
